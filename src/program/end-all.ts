// Nothing is left behind: ends every process that this one has started, and theirs.

import { setTimeout as delay } from "node:timers/promises";
import { type ProcStat, readTree } from "../sys/proc.ts";
import { reapAll } from "../sys/wait.ts";

const LOOK_AGAIN_MS = 5;
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
  for (let left = descendants(); left.length > 0; left = descendants()) {
    const living = left.filter(({ state }) => state !== "Z");
    for (const { pid } of living) killIfPossible(pid);
    reapAll();
    if (performance.now() > end) return living;
    await delay(LOOK_AGAIN_MS);
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
