// Waiting for descriptors without blocking the event loop: one poll(2) on a thread of libuv's pool for all who wait.

import { POLLIN, openEventfd, pollInBackground, read, signalEventfd } from "../sys/io.ts";

export interface Readiness {
  /** Resolves with what is ready of `fd`, or with 0 after `timeoutMs`; a negative time-out waits for ever. */
  wait(fd: number, events: number, timeoutMs: number): Promise<number>;
}

interface Waiter {
  readonly fd: number;
  readonly events: number;
  /** In milliseconds of performance.now(). */
  readonly until: number;
  readonly resolve: (ready: number) => void;
}

/** For as long as the process lives. */
export function createReadiness(): Readiness {
  const wakeFd = openEventfd();
  // A process waits at its end for the pool's threads, and one of them polls.
  process.once("exit", () => signalEventfd(wakeFd));
  const waiters = new Set<Waiter>();

  /** What is waited for is polled again each time somebody joins. */
  async function run(): Promise<never> {
    for (;;) {
      const polled = [...waiters];
      const entries = [{ fd: wakeFd, events: POLLIN }, ...polled];
      const [isWoken, ...ready] = await pollInBackground(entries, timeLeft(polled));
      if (isWoken) read(wakeFd, new Uint8Array(8));
      const now = performance.now();
      polled.forEach((waiter, i) => {
        const revents = ready[i] ?? 0;
        if (revents === 0 && waiter.until > now) return;
        waiters.delete(waiter);
        waiter.resolve(revents);
      });
      await undefined; // those who have just been answered may wait again
    }
  }
  void run();

  return {
    wait: (fd, events, timeoutMs) =>
      new Promise((resolve) => {
        const until = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
        waiters.add({ fd, events, until, resolve });
        signalEventfd(wakeFd);
      }),
  };
}

function timeLeft(waiters: readonly Waiter[]): number {
  const first = Math.min(...waiters.map(({ until }) => until));
  return Number.isFinite(first) ? Math.max(0, Math.ceil(first - performance.now())) : -1;
}
