// How many connections are attempted on this machine, and how many of the attempts fail: the kernel's own counters.

import { setTimeout as delay } from "node:timers/promises";
import { readIfAllowed } from "../../sys/proc.ts";
import type { AttemptRate } from "./scan.ts";

export interface Counters {
  readonly atMs: number;
  readonly made: number;
  readonly failed: number;
}

/** One attempt in so long is the slowest storm: watched for less, it might show none. */
const GLANCED_MS = 250;
/** Where an attempt fails meanwhile, it is watched for so long altogether. */
const WATCHED_MS = 700;

/** Undefined where there are no such counters. */
export function readAttempts(): Counters | undefined {
  const counters = parseCounters(readIfAllowed("/proc/net/snmp") ?? "");
  return counters && { atMs: performance.now(), ...counters };
}

/** The two lines `Tcp:` of /proc/net/snmp: names, and numbers. */
export function parseCounters(snmp: string): Pick<Counters, "made" | "failed"> | undefined {
  const [names, numbers] = [...snmp.matchAll(/^Tcp: (.*)$/gm)].map(([, line = ""]) => line.split(" "));
  const valueOf = (name: string): number => Number(numbers?.[names?.indexOf(name) ?? -1]);
  const [made, failed] = [valueOf("ActiveOpens"), valueOf("AttemptFails")];
  return Number.isInteger(made) && Number.isInteger(failed) ? { made, failed } : undefined;
}

/** Waits until the counters have been watched for long enough to show a storm; not where none has ever failed. */
export async function compareAttempts(
  before: Counters | undefined,
  read: () => Counters | undefined = readAttempts,
): Promise<AttemptRate | undefined> {
  if (before === undefined) return undefined;
  const waitUntil = async (ms: number): Promise<AttemptRate | undefined> => {
    await delay(Math.max(0, ms - (performance.now() - before.atMs)));
    return since(before, read());
  };
  const first = before.failed === 0 ? since(before, read()) : await waitUntil(GLANCED_MS);
  return first === undefined || first.failed === 0 ? first : waitUntil(WATCHED_MS);
}

function since(before: Counters, now: Counters | undefined): AttemptRate | undefined {
  return (
    now && {
      failed: now.failed - before.failed,
      made: now.made - before.made,
      overMs: now.atMs - before.atMs,
    }
  );
}
