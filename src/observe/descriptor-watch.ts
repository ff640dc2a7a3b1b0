// Waits for many descriptors at once without blocking the event loop: poll(2) on one thread of libuv's pool.

import { POLLIN, close, openEventfd, poll, pollInBackground, read, signalEventfd } from "../sys/io.ts";

export interface DescriptorWatch {
  /** Calls `ready` with `revents` each time `fd` is readable, in error, or hung up, until it is removed. */
  add(fd: number, ready: Ready): void;
  /** As `add`, for one that may be readable again and again: it is then looked at less often, and all others at once. */
  addStream(fd: number, ready: Ready): void;
  remove(fd: number): void;
  /** Resolves when no poll(2) is under way any more. */
  stop(): Promise<void>;
}

type Ready = (revents: number) => void;

const BACKSTOP_MS = 1000;
/** This many turns may follow each other at once. */
const PROMPT_TURNS = 20;
/**
 * After that streams rest this long after each turn until one finds nothing: a wake-up for many frames costs less than
 * one each.
 */
const REST_MS = 12;

/** @param restMs how long streams rest where they are readable again and again */
export function watchDescriptors(restMs: number = REST_MS): DescriptorWatch {
  const watched = new Map<number, { readonly ready: Ready; readonly isStream: boolean }>();
  const wake = openEventfd();
  const credit = createCredit(restMs);
  let stopped = false;

  function addAs(fd: number, ready: Ready, isStream: boolean): void {
    watched.set(fd, { ready, isStream });
    signalEventfd(wake);
  }

  /** Blocks at most `timeoutMs`; with 0 it polls at once and wakes up no other thread. */
  async function turn(timeoutMs: number, withStreams = true): Promise<boolean> {
    const fds = [...watched].flatMap(([fd, { isStream }]) => (withStreams || !isStream ? [fd] : []));
    const entries = [wake, ...fds].map((fd) => ({ fd, events: POLLIN }));
    const revents = timeoutMs === 0 ? poll(entries, 0) : await pollInBackground(entries, timeoutMs);
    if (revents[0]) read(wake, new Uint8Array(8));
    fds.forEach((fd, i) => {
      if (revents[i + 1]) watched.get(fd)?.ready(revents[i + 1] ?? 0);
    });
    return revents.some((ready) => ready !== 0);
  }

  async function restStreams(): Promise<void> {
    const endMs = performance.now() + restMs;
    for (let leftMs = restMs; leftMs > 0 && !stopped; leftMs = endMs - performance.now()) {
      await turn(Math.ceil(leftMs), false);
    }
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      await turn(BACKSTOP_MS);
      if (credit.take()) continue;
      do await restStreams();
      while (!stopped && (await turn(0)));
    }
    close(wake);
  }

  const running = loop();
  return {
    add: (fd, ready) => addAs(fd, ready, false),
    addStream: (fd, ready) => addAs(fd, ready, true),
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

/** Turns that may be taken at once. They come back with time. */
function createCredit(restMs: number): { take(): boolean } {
  let [turns, atMs] = [PROMPT_TURNS, performance.now()];
  return {
    take() {
      const nowMs = performance.now();
      turns = Math.min(PROMPT_TURNS, turns + (nowMs - atMs) / restMs);
      atMs = nowMs;
      if (turns < 1) return false;
      turns -= 1;
      return true;
    },
  };
}
