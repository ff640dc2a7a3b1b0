// clock_gettime(2). Captured frames bear CLOCK_REALTIME, everything else here is counted in CLOCK_MONOTONIC.

import { check, declare } from "./libc.ts";

const clockGettimeRaw = declare<(clock: number, time: Uint8Array) => number>(
  "int clock_gettime(int clockid, _Out_ void *tp)",
);
const CLOCK_REALTIME = 0;
const buffer = new Uint8Array(16);
const view = new DataView(buffer.buffer);

const SECOND_NS = 1_000_000_000n;

function realtimeNs(): bigint {
  check(clockGettimeRaw(CLOCK_REALTIME, buffer), "clock_gettime");
  return view.getBigInt64(0, true) * SECOND_NS + view.getBigInt64(8, true);
}

export interface ClockOffset {
  /** CLOCK_REALTIME minus CLOCK_MONOTONIC, in nanoseconds. */
  readonly offsetNs: bigint;
  /** The offset is right to within this many nanoseconds. */
  readonly errorNs: number;
}

/** Reads one clock between two readings of the other, so many times, and keeps the closest bracket. */
export function measureClockOffset(times = 20): ClockOffset {
  let best: ClockOffset = { offsetNs: 0n, errorNs: Number.POSITIVE_INFINITY };
  for (let i = 0; i < times; i += 1) {
    const before = process.hrtime.bigint();
    const real = realtimeNs();
    const after = process.hrtime.bigint();
    const errorNs = Number(after - before) / 2;
    if (errorNs < best.errorNs) best = { offsetNs: real - (before + after) / 2n, errorNs };
  }
  return best;
}
