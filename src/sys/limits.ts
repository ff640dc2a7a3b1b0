// The limits of this process (getrlimit(2)), and what is used of them.

import { readdirSync, statSync } from "node:fs";
import { listIfThere, readIfThere } from "./proc.ts";

/** A soft limit by its name in /proc/self/limits; undefined if there is none. */
export function readLimit(name: string): number | undefined {
  const line = (readIfThere("/proc/self/limits") ?? "").split("\n").find((each) => each.startsWith(name));
  const [soft = ""] = line?.slice(name.length).trim().split(/\s+/) ?? [];
  return /^\d+$/.test(soft) ? Number(soft) : undefined;
}

/** How many processes and threads a user has, as RLIMIT_NPROC counts them. Those that may not be seen are not counted. */
export function countTasksOf(uid: number): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const own = pids.filter((pid) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === uid);
  return own.reduce((sum, pid) => sum + listIfThere(`/proc/${pid}/task`).length, 0);
}
