// The statements and the verdict of a saved run, once more.

import type { RunDocument } from "../timeline/record.ts";
import { judge } from "./judge.ts";
import { toolVersion } from "./run.ts";
import type { ScenarioName } from "./scenarios.ts";

/** The same observations, judged by this version's rules. */
export function judgeAgain(document: RunDocument): RunDocument {
  const runs = document.runs.map((run) => {
    const expected = (run.expectations ?? []).map((each) => each.expected).join();
    return { ...run, ...judge((run.scenario ?? document.scenario) as ScenarioName, run, expected) };
  });
  return { ...document, tool: { ...document.tool, version: toolVersion() }, runs };
}
