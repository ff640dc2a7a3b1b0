// How long the wire's thread may sleep.

/** It looks up this often in any case, so that a thread that is to end does. */
const LONGEST_MS = 200;

/** Milliseconds until the first delayed frame is due, rounded up, and at most 200. */
export function sleepUntilDue(delayed: readonly { readonly dueNs: bigint }[], nowNs: bigint): number {
  const first = delayed.reduce<bigint | undefined>(
    (least, { dueNs }) => (least === undefined || dueNs < least ? dueNs : least),
    undefined,
  );
  if (first === undefined) return LONGEST_MS;
  return Math.min(LONGEST_MS, Math.max(0, Math.ceil(Number(first - nowNs) / 1e6)));
}
