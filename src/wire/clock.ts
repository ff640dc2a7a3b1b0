// The wire's clock: nanoseconds since a zero, as plain numbers.

import { type OfStamp, type Zero, stampsSince } from "../sys/frame-stamps.ts";

export interface WireClock {
  now(): number;
  /** Of a frame's time-stamp. */
  readonly ofStamp: OfStamp;
}

export function createWireClock(zero: Zero): WireClock {
  const shiftNs = measureShift(zero.monotonicNs);
  return { now: () => performance.now() * 1e6 + shiftNs, ofStamp: stampsSince(zero) };
}

const SAMPLES = 20;

/**
 * performance.now() counts the same clock from when its thread began. Of several looks at both the quickest is taken: a
 * thread may lose its processor between them, and times must not come out before what they follow.
 */
function measureShift(zeroNs: bigint): number {
  let [shiftNs, leastNs] = [0, Number.POSITIVE_INFINITY];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const before = performance.now() * 1e6;
    const now = Number(process.hrtime.bigint() - zeroNs);
    const tookNs = performance.now() * 1e6 - before;
    if (tookNs < leastNs) [shiftNs, leastNs] = [now - before - tookNs / 2, tookNs];
  }
  return shiftNs;
}
