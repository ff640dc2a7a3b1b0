// `deadpeer run` with your own programs: the verdict in sentences first, then the evidence.

import { DIRECT } from "../../timeline/legs.ts";
import type { RunListeners } from "../../run/options.ts";
import type { RunRequest } from "../../run/request.ts";
import { type RequestResult, runRequest } from "../../run/run.ts";
import { formatCutShort } from "../../report/many.ts";
import { formatExpectations } from "../../report/expectations.ts";
import { formatVerdict } from "../../report/statements.ts";
import { sanitize } from "../../report/sanitize.ts";
import { type Terminal, paint, wrap } from "../../report/terminal.ts";
import { rule, formatStory } from "../../report/text.ts";
import { writeLines } from "../../report/write.ts";
import type { Observation } from "../../timeline/observation.ts";
import type { RunRecord } from "../../timeline/record.ts";
import { describeMissing } from "../../report/live.ts";
import { type Save, finish } from "./finish.ts";

export async function showExperiment(
  request: RunRequest,
  terminal: Terminal,
  output: NodeJS.WriteStream,
  save: Save,
): Promise<number> {
  const result = await showRun((listeners) => runRequest({ ...request, ...listeners }), terminal, output);
  return await finish(result, async (document) => writeLines(output, ["", await save(document)]));
}

/** Runs, and prints the result; if the run fails, prints what had been observed. */
export async function showRun<T extends RequestResult>(
  make: (listeners: Pick<RunListeners, "observed">) => Promise<T>,
  terminal: Terminal,
  output: NodeJS.WriteStream,
): Promise<T> {
  const write = (lines: readonly string[]): void => writeLines(output, lines);
  const seen: Observation[] = [];
  try {
    const result = await make({ observed: (observation) => seen.push(observation) });
    write(describeRuns(result.document.runs, terminal));
    write(formatCutShort(result.document));
    return result;
  } catch (error) {
    const told = formatStory(seen, terminal);
    if (told.length > 0) write([...told, ""]);
    throw error;
  }
}

/** The verdicts first, of a story each death's, then what shows them. */
function describeRuns(runs: readonly RunRecord[], terminal: Terminal): string[] {
  const [first, ...others] = runs;
  if (first === undefined) return [];
  const deaths = [first, ...others.filter(({ death }) => death !== undefined)];
  const controls = others.filter(({ death }) => death === undefined);
  const evidence = deaths.flatMap((run) => ["", ...describeEvidence(run, terminal)]);
  return [
    ...describeWhere(first, terminal),
    ...deaths.flatMap((run, i) => [...(i === 0 ? [] : [""]), ...describeVerdict(run, terminal)]),
    ...controls.flatMap((other) => describeOther(other, terminal)),
    ...evidence,
  ];
}

function describeWhere({ network: { note }, observers }: RunRecord, terminal: Terminal): string[] {
  return [
    ...(note === undefined ? [] : wrap(note, terminal.width).map((line) => paint(terminal, "yellow", line))),
    ...describeMissing(observers, terminal),
  ];
}

function describeVerdict(run: RunRecord, terminal: Terminal): string[] {
  return [...formatVerdict(run, terminal), ...formatExpectations(run, terminal)];
}

/** The control: only what it lacks. Of the run without the proxy: what the client does there. */
function describeOther({ name, title, verdict }: RunRecord, terminal: Terminal): string[] {
  if (name === DIRECT && verdict.grade !== "inconclusive")
    return wrap(`${title}: ${sanitize(verdict.summary[0] ?? "")}.`, terminal.width, 2);
  if (verdict.grade !== "inconclusive") return [];
  const why = sanitize(verdict.missing ?? "something was not seen");
  return wrap(`${title}: inconclusive: ${why}`, terminal.width, 2).map((line) =>
    paint(terminal, "yellow", line),
  );
}

function describeEvidence(run: RunRecord, terminal: Terminal): string[] {
  const title = run.death
    ? wrap(sanitize(run.title), terminal.width).map((line) => paint(terminal, "bold", line))
    : [];
  return [rule(terminal), ...title, ...formatStory(run.observations, terminal)];
}
