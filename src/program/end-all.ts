// Nothing is left behind: ends every process that this one has started, and theirs.

import { setTimeout as delay } from "node:timers/promises";
import { type ProcessRow, readTree } from "../sys/proc.ts";
import { reapAll } from "../sys/wait.ts";

const LOOK_AGAIN_MS = 5;

function descendants(): ProcessRow[] {
  return readTree(process.pid).filter(({ pid }) => pid !== process.pid);
}

/**
 * SIGKILL to all descendants until none is left, not even as a zombie: as a subreaper, this process has the orphans
 * among them too. One with several threads is a zombie before the last of them has ended, and can be waited for only then.
 * The last thing a process does.
 */
export async function endAllPrograms(): Promise<void> {
  for (let left = descendants(); left.length > 0; left = descendants()) {
    for (const { pid, state } of left) if (state !== "Z") killIfThere(pid);
    reapAll();
    await delay(LOOK_AGAIN_MS);
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
