// `deadpeer run all`, and `--times`: many runs, a line for each scenario or each order.

import { type ManyOptions, type Result, runMany } from "../../run/many.ts";
import { scenarios, type ScenarioName } from "../../run/scenarios.ts";
import type { Repeats, RunDocument, RunRecord } from "../../timeline/record.ts";
import { formatAnswers } from "../../report/answers.ts";
import { formatExpectations } from "../../report/expectations.ts";
import { formatCount, formatVerdict } from "../../report/statements.ts";
import { sanitize } from "../../report/sanitize.ts";
import { type Terminal, paint, wrap } from "../../report/terminal.ts";

/** Prints as it goes, in the scenarios' order. Answers the document, and whether anything could not be observed. */
export async function showMany(
  options: ManyOptions,
  terminal: Terminal,
  write: (line: string) => void,
): Promise<{ document: RunDocument; failed: boolean }> {
  const results: Result[] = [];
  let told = 0;
  const tellComplete = (): void => {
    for (let name = options.scenarios[told]; name !== undefined; name = options.scenarios[told]) {
      const own = results.filter(({ scenario }) => scenario === name);
      if (own.length < scenarios[name].runs.length) return;
      for (const line of describe(name, own, terminal)) write(line);
      told += 1;
    }
  };
  const once = (options.times ?? 1) === 1;
  const { document } = await runMany({
    ...options,
    finished(result) {
      results.push(result);
      if (once) tellComplete();
    },
  });
  for (const line of (document.repeats ?? []).flatMap((each) => describeRepeats(each, terminal))) write(line);
  for (const line of document.runs.flatMap((run) => describeExperiment(run, terminal))) write(line);
  for (const { plan, missing } of results)
    if (missing && !once) write(paint(terminal, "yellow", `${plan.name}: ${sanitize(missing.why)}`));
  const failed = results.some(
    ({ run, missing }) => run?.verdict.grade === "inconclusive" || missing?.grade === "inconclusive",
  );
  return { document, failed };
}

const ID_WIDTH = 11;

function describe(name: ScenarioName, results: readonly Result[], terminal: Terminal): string[] {
  const statements = results.flatMap(({ run }) => run?.statements ?? []);
  const skipped = results.find(({ missing }) => missing?.grade === "skipped")?.missing;
  const count = skipped ? `skipped: ${skipped.why}` : formatCount(statements);
  const style = skipped
    ? "yellow"
    : statements.some(({ outcome }) => outcome === "differs")
      ? "red"
      : "green";
  const lines = wrap(`${scenarios[name].title}: ${count}`, terminal.width - ID_WIDTH);
  return [
    ...lines.map((line, i) => `${(i === 0 ? name : "").padEnd(ID_WIDTH)}${paint(terminal, style, line)}`),
    ...results.flatMap((result) => describeOdd(result, terminal)),
  ];
}

/** What does not hold, and what could not be observed. */
function describeOdd({ plan, run, missing }: Result, terminal: Terminal): string[] {
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

/** Of programs of one's own a count is not enough: the verdict, of each that came out otherwise. */
function describeExperiment(run: RunRecord, terminal: Terminal): string[] {
  if (run.scenario !== "experiment") return [];
  return ["", ...formatVerdict(run, terminal), ...formatExpectations(run, terminal)];
}

/** `(a) FIN, RST, then the read: proven 200 of 200; 200 × end of file` */
function describeRepeats({ title, times, proven, answers }: Repeats, terminal: Terminal): string[] {
  const text = `${title}: proven ${proven} of ${times}; ${formatAnswers(answers)}`;
  return wrap(text, terminal.width, 2).map((line) =>
    paint(terminal, proven === times ? "green" : "red", line),
  );
}
