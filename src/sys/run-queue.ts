// How long threads have waited for a processor though they could run: /proc/PID/schedstat (sched-stats.rst in the kernel's
// documentation). It needs CONFIG_SCHED_INFO; without it there are no numbers.

import { listIfThere, readIfAllowed } from "./proc.ts";

/**
 * Of each thread of the process, by its tid, in milliseconds. Empty when it is gone, hidden, or where the kernel does not
 * count.
 */
export function readQueueWaits(pid: number): Map<number, number> {
  const waits = listIfThere(`/proc/${pid}/task`).flatMap((tid): [number, number][] => {
    const ms = readWait(`/proc/${pid}/task/${tid}/schedstat`);
    return ms === undefined ? [] : [[Number(tid), ms]];
  });
  return new Map(waits);
}

/** Of its main thread alone. */
export function readMainQueueWait(pid: number): number | undefined {
  return readWait(`/proc/${pid}/schedstat`);
}

/** Three numbers: time on a processor, time waiting for one, both in nanoseconds, and how often it got one. */
function readWait(path: string): number | undefined {
  const [, waitedNs] = (readIfAllowed(path) ?? "").split(" ");
  return waitedNs === undefined ? undefined : Number(waitedNs) / 1e6;
}
