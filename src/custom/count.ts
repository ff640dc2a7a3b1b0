// Asks the server how many requests it has processed: this shows what was lost, and what was done twice; or what is missing
// of what the client was to do. Connections of these commands are deadpeer's own, not the client's.

import { failure } from "../failure.ts";
import { countInWords } from "../timeline/count-in-words.ts";
import { outputOf, plainText } from "../timeline/output.ts";
import { ofKind } from "../timeline/queries.ts";
import type { AskedNumber, CountedFact } from "../timeline/talk-facts.ts";
import type { Experiment } from "../inside/experiment.ts";
import { type CommandEnd, runCommand } from "../inside/run-command.ts";
import type { CustomExperiment } from "../inside/spec.ts";

const COUNTED = "the count was asked over a connection of deadpeer's own";
const MISSING = "what is missing was asked over a connection of deadpeer's own";

/** @param phase the count before the fault is subtracted from the one after it */
export async function askCount(
  experiment: Experiment,
  { count: command }: CustomExperiment,
  phase: CountedFact["phase"],
): Promise<void> {
  if (command === undefined) return;
  const asked = await runCommand(experiment, command, COUNTED);
  experiment.record({ kind: "counted", phase, ...numberFrom(command, asked) });
}

/**
 * When all is over, with what the server has printed on its standard input. What a command prints that does not come to its
 * end is no number.
 */
export async function askMissing(experiment: Experiment, { missing }: CustomExperiment): Promise<void> {
  if (missing === undefined) return;
  const { observations } = experiment.timeline;
  const printed = plainText(outputOf(observations, "server"));
  const asked = await runCommand(experiment, missing, MISSING, {}, experiment.spec.startMs, printed);
  const { count, ...fact } = numberFrom(missing, asked);
  const isWhole = fact.exitCode !== undefined && count !== undefined;
  experiment.record({ kind: "missing", phase: "after", ...fact, ...(isWhole && { count }) });
}

function numberFrom(command: string, { text, output, ...end }: CommandEnd): AskedNumber {
  return { command, text: text.trim().slice(0, 500), ...countIn(output), ...end };
}

function countIn(output: string): Pick<AskedNumber, "count"> {
  const number = /^\s*(\d+)\s*$/.exec(output)?.[1];
  return number === undefined ? {} : { count: Number(number) };
}

/** Who asks a server that is gone has no number soon, or waits for it in vain. */
const DEAD_MS = 300;

/**
 * While no server is there, just before it is started again: what it has more as it comes back its start has done. Only what
 * it keeps in a file can be counted then. Nothing is recorded where the command asked the server itself, whatever it made of
 * that (`redis-cli get n || echo 0`).
 */
export async function askCountOfDead(
  experiment: Experiment,
  { count: command }: CustomExperiment,
): Promise<void> {
  if (command === undefined) return;
  const { observations } = experiment.timeline;
  const probes = (): number => ofKind(observations, "probe").length;
  const [before, earlier] = [probes(), ofKind(observations, "counted").at(-1)?.count ?? 0];
  const asked = await runCommand(experiment, command, COUNTED, {}, DEAD_MS);
  const fact: CountedFact = { kind: "counted", phase: "down", ...numberFrom(command, asked) };
  const { count = 0 } = fact;
  const hasComplained = asked.text !== asked.output || asked.exitCode !== 0;
  const isNumber = count > 0 && count >= earlier;
  if (probes() === before && !hasComplained && isNumber) experiment.record(fact);
}

/** Before anything is done to the server: throws a Failure (3) if there is no number, as there would be none afterwards. */
export async function askFirstCount(experiment: Experiment, custom: CustomExperiment): Promise<void> {
  await askCount(experiment, custom, "before");
  const counted = ofKind(experiment.timeline.observations, "counted").at(-1);
  if (counted === undefined || counted.count !== undefined) return;
  throw failure(
    3,
    `${countInWords(counted)}.`,
    "It has to print one number and nothing else, also where nothing is there yet: `... | grep . || echo 0`. The server's address is in $HOST and $PORT.",
  );
}
