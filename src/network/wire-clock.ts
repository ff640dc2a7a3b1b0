// The wire's clock: nanoseconds since a zero, as plain numbers. At a hundred thousand frames a second a bigint for each time
// is a good part of the work.

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

const SECOND_NS = 1_000_000_000n;

export function createWireClock({ monotonicNs, realtimeNs }: WireZero): WireClock {
  // performance.now() counts CLOCK_MONOTONIC from when its thread began.
  const shiftNs = Number(process.hrtime.bigint() - monotonicNs) - performance.now() * 1e6;
  const [zeroSeconds, zeroNs] = [Number(realtimeNs / SECOND_NS), Number(realtimeNs % SECOND_NS)];
  return {
    now: () => performance.now() * 1e6 + shiftNs,
    ofStamp: (seconds, nanoseconds) => (seconds - zeroSeconds) * 1e9 + (nanoseconds - zeroNs),
  };
}
