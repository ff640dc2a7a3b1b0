// Asks the server how many requests it has processed: this shows what was lost, and what was done twice. Connections of
// that command are deadpeer's own, not the client's.

import type { Phase } from "../timeline/observation.ts";
import type { Experiment } from "../inside/experiment.ts";
import { runCommand } from "../inside/run-command.ts";
import type { CustomExperiment } from "../inside/spec.ts";

const COUNTED = "the count was asked over a connection of deadpeer's own";

/** @param phase the count before the fault is subtracted from the one after it */
export async function askCount(
  experiment: Experiment,
  { count: command }: CustomExperiment,
  phase: Phase,
): Promise<void> {
  if (command === undefined) return;
  const { text } = await runCommand(experiment, command, COUNTED);
  const number = /^\s*(\d+)\s*$/.exec(text)?.[1];
  const count = number === undefined ? {} : { count: Number(number) };
  experiment.record({ kind: "counted", phase, command, text: text.trim().slice(0, 500), ...count });
}
