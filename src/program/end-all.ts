// Nothing is left behind: ends every process that this one has started, and theirs.

import { setTimeout as delay } from "node:timers/promises";
import { type ProcStat, readTree } from "../sys/proc.ts";
import { reapAll } from "../sys/wait.ts";

/** A process has ended within 1 to 3 ms of its SIGKILL; what has not then is looked at less and less often. */
const LOOK_AGAIN_MS = { first: 1, most: 5 } as const;
/** SIGKILL takes effect within milliseconds. What is there longer may not be killed, or sleeps in the kernel. */
const LIMIT_MS = 3000;

function descendants(): ProcStat[] {
  return readTree(process.pid).filter(({ pid }) => pid !== process.pid);
}

/**
 * SIGKILL to all descendants until none is left, not even as a zombie: as a subreaper, this process has the orphans
 * among them too. One with several threads is a zombie before the last of them has ended, and can be waited for only then.
 * The last thing a process does. Returns those that could not be ended: as another user, by sudo(8).
 */
export async function endAllPrograms(): Promise<readonly ProcStat[]> {
  const end = performance.now() + LIMIT_MS;
  let restMs: number = LOOK_AGAIN_MS.first;
  for (let left = descendants(); left.length > 0; left = descendants()) {
    const living = left.filter(({ state }) => state !== "Z");
    for (const { pid } of living) killIfPossible(pid);
    reapAll();
    if (performance.now() > end) return living;
    await delay(restMs);
    restMs = Math.min(restMs + 1, LOOK_AGAIN_MS.most);
  }
  return [];
}

function killIfPossible(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself, or is not ours to kill.
  }
}
