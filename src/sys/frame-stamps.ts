// Frames' time-stamps as times of a run. The kernel stamps them by CLOCK_REALTIME, which NTP, or somebody, may set or slow
// while a run goes on; all else is counted by CLOCK_MONOTONIC (clock_gettime(2)).

import { measureClockOffset } from "./clock.ts";

/** The same moment on both clocks. */
export interface Zero {
  readonly monotonicNs: bigint;
  readonly realtimeNs: bigint;
}

/** Nanoseconds since the zero, as a plain number: exact for a hundred days. */
export type OfStamp = (seconds: number, nanoseconds: number) => number;

/** What it looks at to see that one clock was set. */
export interface Clocks {
  /** Of each clock, in milliseconds from any beginning; cheap, and not exact. */
  readonly realMs: () => number;
  readonly monotonicMs: () => number;
  /** CLOCK_REALTIME minus CLOCK_MONOTONIC, in nanoseconds. */
  readonly offsetNs: () => bigint;
  /** CLOCK_MONOTONIC. */
  readonly nowNs: () => bigint;
}

/** Enough for a microsecond. */
const LOOKS = 5;
const system: Clocks = {
  realMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  offsetNs: () => measureClockOffset(LOOKS).offsetNs,
  nowNs: () => process.hrtime.bigint(),
};

const SECOND_NS = 1_000_000_000n;
/** So often the clocks are measured, by the frames' own time. */
const EVERY_NS = 20e6;
/** After so many frames they are looked at in any case. */
const FRAMES = 64;
/** By so much the cheap clocks may differ though neither was set. */
const JUMP_MS = 3;
/** By less than this a clock is not set: it is slowed, or made fast. A frame may be stamped so much after a look. */
const STEP_NS = 1e6;

/**
 * Follows CLOCK_REALTIME where it is set, or drifts. A frame that came before that and is read after it still bears the old
 * time: of both times that it may have it has the later one that is not to come.
 */
export function stampsSince({ monotonicNs, realtimeNs }: Zero, clocks: Clocks = system): OfStamp {
  const [zeroSeconds, zeroRest] = [Number(realtimeNs / SECOND_NS), Number(realtimeNs % SECOND_NS)];
  const [offsetNs, shift] = [realtimeNs - monotonicNs, createShift(clocks)];
  // By how much it was set, in all: so it was for the frames read so far, and so it is for those that are stamped now.
  let [setNs, nextSetNs] = [0, 0];
  let [lookedNs, frames] = [Number.NEGATIVE_INFINITY, 0];

  function look(atNs: number): void {
    const isLongAgo = Math.abs(atNs - lookedNs) > EVERY_NS;
    frames = 0;
    if (!isLongAgo && !shift.hasJumped()) return;
    lookedNs = atNs;
    nextSetNs = Number(clocks.offsetNs() - offsetNs);
    if (Math.abs(nextSetNs - setNs) < STEP_NS) setNs = nextSetNs;
  }

  function settle(atNs: number): void {
    const nowNs = Number(clocks.nowNs() - monotonicNs) + STEP_NS;
    const isOld = atNs - setNs <= nowNs && (atNs - nextSetNs > nowNs || setNs < nextSetNs);
    if (!isOld) setNs = nextSetNs;
  }

  return (seconds, nanoseconds) => {
    const atNs = (seconds - zeroSeconds) * 1e9 + (nanoseconds - zeroRest);
    frames += 1;
    if (frames >= FRAMES || Math.abs(atNs - lookedNs) > EVERY_NS) look(atNs);
    if (setNs !== nextSetNs) settle(atNs);
    return atNs - setNs;
  };
}

/** Whether one of the cheap clocks was set since it was asked last, or as good as. */
function createShift({ realMs, monotonicMs }: Clocks): { hasJumped(): boolean } {
  let knownMs = realMs() - monotonicMs();
  return {
    hasJumped() {
      const ms = realMs() - monotonicMs();
      const hasJumped = Math.abs(ms - knownMs) > JUMP_MS;
      if (hasJumped) knownMs = ms;
      return hasJumped;
    },
  };
}
