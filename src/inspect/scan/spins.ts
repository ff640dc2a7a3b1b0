// Which threads never sleep: watched for a moment, in the scheduler's own books.

import { setTimeout as delay } from "node:timers/promises";
import { readIfAllowed } from "../../sys/proc.ts";
import { parseStat } from "../../sys/process-stat.ts";
import { listThreads, readThreadName } from "../../sys/thread-calls.ts";
import type { Spin } from "./scan.ts";

const WATCHED_MS = 250;
/** Running, or ready to run and waiting for a processor: a thread that sleeps at all falls well below it. */
const NEVER_ASLEEP = 0.9;

interface Reading {
  readonly atMs: number;
  readonly ranMs: number;
  /** Ready, and waiting for a processor: on a busy machine that is not its own sleep. */
  readonly queuedMs: number;
  readonly userTicks: number;
  readonly systemTicks: number;
}

export async function watchSpins(pids: readonly number[]): Promise<ReadonlyMap<number, readonly Spin[]>> {
  const before = pids.map((pid) => ({ pid, threads: readThreads(pid) }));
  await delay(WATCHED_MS);
  return new Map(
    before.map(({ pid, threads }) => {
      const after = readThreads(pid);
      return [pid, [...threads].flatMap(([tid, was]) => compare(pid, tid, was, after.get(tid)) ?? [])];
    }),
  );
}

function compare(pid: number, tid: number, was: Reading, is: Reading | undefined): Spin | undefined {
  if (is === undefined) return undefined;
  const overMs = is.atMs - was.atMs;
  const ranMs = is.ranMs - was.ranMs;
  if ((ranMs + is.queuedMs - was.queuedMs) / overMs < NEVER_ASLEEP) return undefined;
  const [user, system] = [is.userTicks - was.userTicks, is.systemTicks - was.systemTicks];
  return {
    tid,
    name: readThreadName(pid, tid),
    share: Math.min(1, ranMs / overMs),
    inKernel: user + system === 0 ? 0 : system / (user + system),
  };
}

/** /proc/PID/task/TID/schedstat: nanoseconds on a processor, and ready but waiting for one. */
function readThreads(pid: number): Map<number, Reading> {
  const threads = new Map<number, Reading>();
  for (const tid of listThreads(pid)) {
    const schedstat = readIfAllowed(`/proc/${pid}/task/${tid}/schedstat`);
    const atMs = performance.now();
    const stat = readIfAllowed(`/proc/${pid}/task/${tid}/stat`);
    if (schedstat === undefined || stat === undefined) continue;
    const [ranNs = 0, queuedNs = 0] = schedstat.split(" ").map(Number);
    const { userTicks, systemTicks } = parseStat(stat);
    threads.set(tid, { atMs, ranMs: ranNs / 1e6, queuedMs: queuedNs / 1e6, userTicks, systemTicks });
  }
  return threads;
}
