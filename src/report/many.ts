// Many runs as text: a line for each scenario, for each kind of run that was repeated, and the verdicts.

import type { Repeats, RunDocument, RunRecord } from "../timeline/record.ts";
import type { Grade } from "../timeline/words.ts";
import { formatAnswers } from "./answers.ts";
import { formatExpectations } from "./expectations.ts";
import { sanitize } from "./sanitize.ts";
import { formatCount, formatVerdict } from "./statements.ts";
import { type Terminal, paint, wrap } from "./terminal.ts";

/** One run of a scenario, or why there is none. */
export interface RunOrReason {
  readonly plan: { readonly name: string };
  readonly run?: RunRecord;
  readonly missing?: { readonly grade: Grade; readonly why: string };
}

const ID_WIDTH = 11;

/** A scenario's statements, counted; below, those that do not hold or could not be observed. */
export function formatScenario(
  name: string,
  title: string,
  results: readonly RunOrReason[],
  terminal: Terminal,
): string[] {
  const statements = results.flatMap(({ run }) => run?.statements ?? []);
  const skipped = results.find(({ missing }) => missing?.grade === "skipped")?.missing;
  const count = skipped ? `skipped: ${skipped.why}` : formatCount(statements);
  const differs = statements.some(({ outcome }) => outcome === "differs");
  const style = skipped ? "yellow" : differs ? "red" : "green";
  const lines = wrap(`${title}: ${count}`, terminal.width - ID_WIDTH);
  return [
    ...lines.map((line, i) => `${(i === 0 ? name : "").padEnd(ID_WIDTH)}${paint(terminal, style, line)}`),
    ...results.flatMap((result) => formatExceptions(result, terminal)),
  ];
}

function formatExceptions({ plan, run, missing }: RunOrReason, terminal: Terminal): string[] {
  const odd = (run?.statements ?? []).filter(({ outcome }) => outcome !== "holds");
  const why = missing?.grade === "inconclusive" ? missing.why : run?.verdict.missing;
  const texts = [
    ...odd.map(({ id, outcome, note }) => `${outcome} ${id} (${plan.name}): ${sanitize(note)}`),
    ...(why === undefined ? [] : [`inconclusive (${plan.name}): ${sanitize(why)}`]),
  ];
  const indent = " ".repeat(ID_WIDTH + 2);
  return texts.flatMap((text) =>
    wrap(text, terminal.width - indent.length, 2).map((line) => indent + paint(terminal, "dim", line)),
  );
}

/** For the user's own programs: the verdict of each run that came out differently. */
export function formatExperiment(run: RunRecord, terminal: Terminal): string[] {
  if (run.scenario !== "experiment") return [];
  return ["", ...formatVerdict(run, terminal), ...formatExpectations(run, terminal)];
}

/** `(a) FIN, RST, then the read: proven 200 of 200; 200 × end of file` */
export function formatRepeats({ title, times, proven, answers }: Repeats, terminal: Terminal): string[] {
  const text = `${title}: proven ${proven} of ${times}; ${formatAnswers(answers)}`;
  return wrap(text, terminal.width, 2).map((line) =>
    paint(terminal, proven === times ? "green" : "red", line),
  );
}

/** `Cut short: 37 of 200 runs were made.` */
export function formatCutShort({ cutShort }: RunDocument): string[] {
  return cutShort ? [`Cut short: ${cutShort.made} of ${cutShort.wanted} runs were made.`] : [];
}

/** Why there is no run, of runs that are otherwise only counted. */
export function formatMissing({ plan, missing }: RunOrReason, terminal: Terminal): string[] {
  return missing === undefined ? [] : [paint(terminal, "yellow", `${plan.name}: ${sanitize(missing.why)}`)];
}
