// `deadpeer run all`, and `--times`: many runs, a line for each scenario or each kind of run.

import {
  formatCutShort,
  formatExperiment,
  formatMissing,
  formatRepeats,
  formatScenario,
} from "../../report/many.ts";
import type { Terminal } from "../../report/terminal.ts";
import { runManyRequest } from "../../run/many.ts";
import type { ManyRequest, RunResult } from "../../run/request.ts";
import { scenarios } from "../../run/scenarios.ts";
import type { RunDocument } from "../../timeline/record.ts";

/**
 * Prints results as they come, in the order of the scenarios. Returns the document, and whether anything could not be
 * observed.
 */
export async function showMany(
  request: ManyRequest,
  terminal: Terminal,
  write: (line: string) => void,
): Promise<{ document: RunDocument; failed: boolean }> {
  const results: RunResult[] = [];
  let shown = 0;
  const showComplete = (): void => {
    for (let name = request.scenarios[shown]; name !== undefined; name = request.scenarios[shown]) {
      const { title, runs } = scenarios[name];
      const complete = results.filter(({ scenario }) => scenario === name);
      if (complete.length < runs.length) return;
      for (const line of formatScenario(name, title, complete, terminal)) write(line);
      shown += 1;
    }
  };
  const once = request.times === 1;
  const { document } = await runManyRequest({
    ...request,
    finished(result) {
      results.push(result);
      if (once) showComplete();
    },
  });
  const lines = [
    ...(document.repeats ?? []).flatMap((each) => formatRepeats(each, terminal)),
    ...document.runs.flatMap((run) => formatExperiment(run, terminal)),
    ...(once ? [] : results.flatMap((result) => formatMissing(result, terminal))),
    ...formatCutShort(document),
  ];
  for (const line of lines) write(line);
  const failed = results.some(
    ({ run, missing }) => run?.verdict.grade === "inconclusive" || missing?.grade === "inconclusive",
  );
  return { document, failed };
}
