// Nothing is left behind: ends every process that this one has started, and theirs.

import { setTimeout as delay } from "node:timers/promises";
import { readTree } from "../sys/proc.ts";
import { reapAll } from "../sys/wait.ts";

const LOOK_AGAIN_MS = 5;

/** Descendants of this process that are alive; zombies that wait for us are not. */
function livingDescendants(): number[] {
  return readTree(process.pid)
    .filter(({ pid, state }) => pid !== process.pid && state !== "Z")
    .map(({ pid }) => pid);
}

/**
 * SIGKILL to all descendants until none is left, not even as a zombie: as a subreaper, this process has the orphans
 * among them too. The last thing a process does.
 */
export async function endAllPrograms(): Promise<void> {
  for (let alive = livingDescendants(); alive.length > 0; alive = livingDescendants()) {
    for (const pid of alive) killIfThere(pid);
    await delay(LOOK_AGAIN_MS);
  }
  reapAll();
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
