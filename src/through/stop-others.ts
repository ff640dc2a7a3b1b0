// Stops every process of a program for a while: its kernel goes on, and nothing else of it does.

import type { Experiment } from "../inside/experiment.ts";
import { waitForStop } from "../inside/serving-process.ts";

type Program = "client" | "server";

/** Returns the processes that are stopped: those too that it started meanwhile. */
export async function stopAll(experiment: Experiment, program: Program): Promise<readonly number[]> {
  const stopped = new Set<number>();
  const left = (): number[] =>
    experiment.trees
      .of(program)
      .filter(({ pid, state }) => state !== "Z" && !stopped.has(pid))
      .map(({ pid }) => pid);
  for (let pids = left(); pids.length > 0; pids = left()) {
    for (const pid of pids) signal(pid, "SIGSTOP");
    for (const pid of pids) await waitForStop(experiment, pid);
    for (const pid of pids) stopped.add(pid);
  }
  return [...stopped];
}

export function goOn(experiment: Experiment, who: Program, pids: readonly number[]): void {
  experiment.record({ kind: "goes-on", who, text: `SIGCONT to every process of the ${who}: it goes on` });
  for (const pid of pids) signal(pid, "SIGCONT");
}

function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it has ended by itself
  }
}
