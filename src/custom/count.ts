// The server is asked how many of the things said it has taken: what was lost, and what was done twice.

import { spawn } from "node:child_process";
import type { Phase } from "../timeline/observation.ts";
import type { Experiment } from "../inside/experiment.ts";
import { place } from "../inside/programs.ts";
import type { CustomExperiment } from "../inside/spec.ts";

/** @param phase what was there before is not of this experiment */
export async function askCount(
  experiment: Experiment,
  { count: command }: CustomExperiment,
  phase: Phase,
): Promise<void> {
  if (command === undefined) return;
  const text = await run(experiment, command);
  const number = /^\s*(\d+)\s*$/.exec(text)?.[1];
  const count = number === undefined ? {} : { count: Number(number) };
  experiment.record({ kind: "counted", phase, command, text: text.trim().slice(0, 500), ...count });
}

/** What the command prints, also as an error. */
function run({ site, spec }: Experiment, command: string): Promise<string> {
  const options = { env: { ...process.env, ...place(spec) }, timeout: spec.startMs, killSignal: 9 } as const;
  const child = site.on("client", () =>
    spawn("/bin/sh", ["-c", command], { ...options, stdio: ["ignore", "pipe", "pipe"] }),
  );
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece) => {
      text += String(piece);
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(text));
  });
}
