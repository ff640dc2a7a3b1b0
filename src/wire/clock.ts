// The wire's clock: nanoseconds since a zero, as plain numbers.

import { stampsSince } from "../sys/clock.ts";

/** The same moment on both clocks: packets bear CLOCK_REALTIME, all else is CLOCK_MONOTONIC. */
export interface WireZero {
  readonly monotonicNs: bigint;
  readonly realtimeNs: bigint;
}

export interface WireClock {
  now(): number;
  /** Of a frame's time-stamp. */
  ofStamp(seconds: number, nanoseconds: number): number;
}

export function createWireClock({ monotonicNs, realtimeNs }: WireZero): WireClock {
  const shiftNs = measureShift(monotonicNs);
  return { now: () => performance.now() * 1e6 + shiftNs, ofStamp: stampsSince(realtimeNs) };
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
