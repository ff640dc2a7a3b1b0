// Asks the server how many requests it has processed: this shows what was lost, and what was done twice. Connections of
// that command are deadpeer's own, not the client's.

import { type ChildProcess, spawn } from "node:child_process";
import type { Phase } from "../timeline/observation.ts";
import type { Experiment } from "../inside/experiment.ts";
import { watchOwnConnections } from "../inside/own-connections.ts";
import { place } from "../inside/programs.ts";
import type { CustomExperiment } from "../inside/spec.ts";

/** In characters: a number is asked for. */
const OUTPUT_LIMIT = 10_000;

const COUNTED = "the count was asked over a connection of deadpeer's own";

/** @param phase the count before the fault is subtracted from the one after it */
export async function askCount(
  experiment: Experiment,
  { count: command }: CustomExperiment,
  phase: Phase,
): Promise<void> {
  if (command === undefined) return;
  const watched = watchOwnConnections(experiment, COUNTED);
  const text = await run(experiment, command, watched.look);
  await watched.record();
  const number = /^\s*(\d+)\s*$/.exec(text)?.[1];
  const count = number === undefined ? {} : { count: Number(number) };
  experiment.record({ kind: "counted", phase, command, text: text.trim().slice(0, 500), ...count });
}

/** What the command prints, on standard error as well. */
async function run(experiment: Experiment, command: string, look: (pid: number) => void): Promise<string> {
  const { site, spec, timeline } = experiment;
  const env = { ...process.env, ...place(spec) };
  // In its own process group: a child that it leaves behind must not keep its output open for ever.
  const child = site.on("client", () =>
    spawn("/bin/sh", ["-c", command], { env, detached: true, stdio: ["ignore", "pipe", "pipe"] }),
  );
  const done = outputOf(child);
  let isOver = false;
  void done.then(() => (isOver = true));
  await timeline.watch(
    spec.startMs,
    () => isOver || undefined,
    () => look(child.pid ?? 0),
  );
  if (!isOver) endGroup(child);
  return await done;
}

function outputOf(child: ChildProcess): Promise<string> {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (piece) => {
      text = (text + String(piece)).slice(0, OUTPUT_LIMIT);
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(text));
  });
}

/** What has left the group keeps the output open, and is not waited for. */
function endGroup({ pid, stdout, stderr }: ChildProcess): void {
  for (const stream of [stdout, stderr]) stream?.destroy();
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it has ended just now
  }
}
