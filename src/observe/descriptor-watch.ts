// Waits for many descriptors at once without blocking the event loop: poll(2) on one thread of libuv's pool.

import { POLLIN, close, openEventfd, poll, pollInBackground, read, signalEventfd } from "../sys/io.ts";

export interface DescriptorWatch {
  /** Calls `ready` with `revents` each time `fd` is readable, in error, or hung up, until it is removed. */
  add(fd: number, ready: (revents: number) => void): void;
  remove(fd: number): void;
  /** Resolves when no poll(2) is under way any more. */
  stop(): Promise<void>;
}

const BACKSTOP_MS = 1000;
/** So many turns may follow each other at once; */
const PROMPT_TURNS = 20;
/** then they come this far apart, until one finds nothing: many frames a wake-up cost less than a wake-up each. */
const MODERATION_MS = 4;

export function watchDescriptors(): DescriptorWatch {
  const watched = new Map<number, (revents: number) => void>();
  const wake = openEventfd();
  const credit = createCredit();
  let stopped = false;

  /** Blocks no longer than this; 0 answers at once, without another thread that is woken for it. */
  async function turn(timeoutMs: number): Promise<boolean> {
    const entries = [wake, ...watched.keys()].map((fd) => ({ fd, events: POLLIN }));
    const revents = timeoutMs === 0 ? poll(entries, 0) : await pollInBackground(entries, timeoutMs);
    if (revents[0]) read(wake, new Uint8Array(8));
    entries.slice(1).forEach(({ fd }, i) => {
      if (revents[i + 1]) watched.get(fd)?.(revents[i + 1] ?? 0);
    });
    return revents.some((ready) => ready !== 0);
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      await turn(BACKSTOP_MS);
      if (credit.take()) continue;
      do await new Promise((resolve) => setTimeout(resolve, MODERATION_MS));
      while (!stopped && (await turn(0)));
    }
    close(wake);
  }

  const running = loop();
  return {
    add(fd, ready) {
      watched.set(fd, ready);
      signalEventfd(wake);
    },
    remove(fd) {
      watched.delete(fd);
    },
    async stop() {
      stopped = true;
      signalEventfd(wake);
      await running;
    },
  };
}

/** Turns that may be taken at once; time makes up for those that were. */
function createCredit(): { take(): boolean } {
  let [turns, atMs] = [PROMPT_TURNS, performance.now()];
  return {
    take() {
      const nowMs = performance.now();
      turns = Math.min(PROMPT_TURNS, turns + (nowMs - atMs) / MODERATION_MS);
      atMs = nowMs;
      if (turns < 1) return false;
      turns -= 1;
      return true;
    },
  };
}
