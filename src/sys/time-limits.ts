// For how long a thread sleeps at most, from the arguments of the system call it sleeps in.

import { readMemory } from "./process-memory.ts";
import type { CallName } from "./system-calls.ts";

/** FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI and FUTEX_LOCK_PI2, of <linux/futex.h>. */
const FUTEX_WAITS: ReadonlySet<bigint> = new Set([0n, 6n, 9n, 11n, 13n]);
/** The others are FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME. */
const FUTEX_COMMAND = 0x7fn;

/** futex(2) and futex_waitv(2) have their time limit, or a null pointer, as the fourth argument. */
export function hasTimeLimit(call: CallName, [, operation = 0n, , limit = 0n]: readonly bigint[]): boolean {
  if (call === "futex_waitv") return limit !== 0n;
  return call === "futex" && FUTEX_WAITS.has(operation & FUTEX_COMMAND) && limit !== 0n;
}

/** Of a call that waits for one of several descriptors, in ms: undefined where it has none, or that is not known. */
export function waitLimitMs(pid: number, call: CallName, args: readonly bigint[]): number | undefined {
  const argument = places[call];
  if (argument === undefined) return undefined;
  const value = args[argument.at] ?? 0n;
  const ms =
    argument.as === "ms"
      ? Number(BigInt.asIntN(32, value)) // an int: less than 0 is for ever
      : spanMs(readMemory(pid, value, 16), argument.as); // a pointer: none is for ever
  return ms === undefined || ms < 0 || ms >= FOR_EVER_MS ? undefined : ms;
}

/** So long an event loop sleeps that has no timer: Python's asyncio. */
const FOR_EVER_MS = 24 * 3600e3;

interface Place {
  readonly at: number;
  /** select(2) has a struct timeval, of microseconds; the others a struct timespec, of nanoseconds. */
  readonly as: "ms" | "timeval" | "timespec";
}

const places: Readonly<Partial<Record<CallName, Place>>> = {
  poll: { at: 2, as: "ms" },
  epoll_wait: { at: 3, as: "ms" },
  epoll_pwait: { at: 3, as: "ms" },
  select: { at: 4, as: "timeval" },
  pselect6: { at: 4, as: "timespec" },
  ppoll: { at: 2, as: "timespec" },
  epoll_pwait2: { at: 3, as: "timespec" },
};

/** Two longs. Undefined for a null pointer, and where its memory may not be read. */
function spanMs(memory: Uint8Array, as: "timeval" | "timespec"): number | undefined {
  if (memory.length < 16) return undefined;
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  const [seconds, parts] = [Number(view.getBigInt64(0, true)), Number(view.getBigInt64(8, true))];
  return seconds * 1000 + parts / (as === "timeval" ? 1e3 : 1e6);
}
