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
/** After a busy turn the next comes so much later: many frames a wake-up cost less than a wake-up each. */
const MODERATION_MS = 4;

/** @param isBusy whether the last turn had so much to do that the next may be put off a little */
export function watchDescriptors(isBusy: () => boolean): DescriptorWatch {
  const watched = new Map<number, (revents: number) => void>();
  const wake = openEventfd();
  let stopped = false;

  async function loop(): Promise<void> {
    while (!stopped) {
      const rests = isBusy();
      // No other thread is woken for it then, and what has gathered meanwhile is one turn's work.
      if (rests) await new Promise((resolve) => setTimeout(resolve, MODERATION_MS));
      const entries = [wake, ...watched.keys()].map((fd) => ({ fd, events: POLLIN }));
      const revents = rests ? poll(entries, 0) : await pollInBackground(entries, BACKSTOP_MS);
      if (revents[0]) read(wake, new Uint8Array(8));
      entries.slice(1).forEach(({ fd }, i) => {
        if (revents[i + 1]) watched.get(fd)?.(revents[i + 1] ?? 0);
      });
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
