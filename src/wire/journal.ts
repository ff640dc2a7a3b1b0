// When the wire's thread reports what it has logged: soon, and not too often.

import { TAP_PLACES } from "../sys/frame-tap.ts";
import type { Timer } from "../sys/timer.ts";
import { type LoggedFrame, createWireLog } from "./log.ts";

const LOG_CAPACITY = 512 * 1024;

export interface Journal {
  /** Bytes of each frame that are kept. */
  readonly kept: number;
  /** Frames are numbered from 1. */
  nextFrame(): number;
  add(entry: LoggedFrame): void;
  /** Frames that are added from now on came no earlier. */
  setEarliest(atNs: number): void;
  /** Reports what was added until now. */
  flush(): void;
  /** As `flush`, but not too often: then when the timer goes off. */
  flushInTime(): void;
  timeIsOver(): void;
  /** Nothing is reported before the timer has gone off. */
  isResting(): boolean;
  keep(bytes: number): void;
}

/** Each report wakes up the main thread, on a processor that the hosts may need: so no more often than this. */
const REST_MS = 5;
/** In a flood less often: each report costs the hosts more than its own time, a fifth of a bulk transfer in all. */
const FLOOD_REST_MS = 25;
/** This many frames a millisecond are a flood. */
const FLOOD_PER_MS = 40;
/**
 * While it rests nobody reads the taps: so few frames wait by then, if they come as fast as before, that as many more have
 * room.
 */
const MOST_WAITING = TAP_PLACES / 2;

/** @param now milliseconds that only ever grow */
export function createJournal(
  tell: (frames: ArrayBuffer) => void,
  keepAtFirst: number,
  timer: Pick<Timer, "arm" | "clear">,
  now: () => number = () => performance.now(),
): Journal {
  const log = createWireLog(LOG_CAPACITY);
  const rests = createRests(now);
  let isArmed = false;
  let numbered = 0;
  let earliestNs = Number.NEGATIVE_INFINITY;
  /** What is in the log is reported. */
  function report(): void {
    const frames = log.take();
    if (frames !== undefined) tell(frames);
  }

  const journal = {
    kept: keepAtFirst,
    nextFrame: () => (numbered += 1),
    isResting: () => isArmed,
    flush(): void {
      rests.begin(numbered);
      report();
    },
    flushInTime(): void {
      if (log.isEmpty() || isArmed) return;
      const putOffMs = rests.putOffMs();
      if (putOffMs <= 0) return journal.flush();
      // Not the time-out of a poll: to set a timer for each poll costs more than to pass a frame on.
      timer.arm(putOffMs);
      isArmed = true;
    },
    timeIsOver(): void {
      timer.clear();
      isArmed = false;
      journal.flush();
    },
    keep(bytes: number): void {
      journal.kept = bytes;
    },
    setEarliest(atNs: number): void {
      earliestNs = atNs;
    },
    add(entry: LoggedFrame): void {
      const timed = entry.atNs < earliestNs ? { ...entry, atNs: earliestNs } : entry;
      if (log.add(timed)) return;
      report();
      log.add(timed);
    },
  };
  return journal;
}

/** How long it rests. */
function createRests(now: () => number): { begin(soFar: number): void; putOffMs(): number } {
  let [lastMs, lastCount, restMs] = [0, 0, REST_MS];
  return {
    putOffMs: () => lastMs + restMs - now(),
    begin(soFar) {
      if (soFar === lastCount) return;
      const nowMs = now();
      const perMs = (soFar - lastCount) / (nowMs - lastMs);
      restMs = perMs > FLOOD_PER_MS ? Math.min(FLOOD_REST_MS, Math.ceil(MOST_WAITING / perMs)) : REST_MS;
      [lastMs, lastCount] = [nowMs, soFar];
    },
  };
}
