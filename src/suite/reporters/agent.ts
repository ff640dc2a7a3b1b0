// For a language model: failures only, each within 2,000 characters, without colours.

import { sanitize } from "../../report/sanitize.ts";
import { type CaseResult, isBad } from "../results.ts";
import { countAll, differences, rerunCommand } from "../case-words.ts";

/** Of one case. */
const LIMIT = 2000;

/** @param folder of the results @param missing of cases that were not run: they are counted */
export function renderForAgent(
  results: readonly CaseResult[],
  folder: string,
  options?: string,
  missing: readonly CaseResult[] = [],
): string {
  const bad = results.filter(isBad);
  return [countAll(results, missing), ...bad.map((each) => describe(each, folder, options))].join("\n\n");
}

function describe(result: CaseResult, results: string, options?: string): string {
  const { id, outcome, why, run, folder } = result;
  const always = [`${id}: ${outcome}`, ...differences(result)];
  const decisive = [...(why === undefined ? [] : [`reason: ${why}`]), ...(run?.summary ?? [])];
  const after = [
    ...(run === undefined ? [] : [`client: ${run.commands.client}`, `server: ${run.commands.server}`]),
    ...(folder === undefined ? [] : [`document: ${results}/${folder}/run.json`]),
    `rerun: ${rerunCommand(id, options)}`,
  ];
  const lines = [...always, ...decisive, ...after].map((line) => sanitize(line, LINE_LIMIT));
  while (lines.join("\n").length > LIMIT && lines.length > 2) lines.splice(-2, 1);
  return lines.join("\n");
}

const LINE_LIMIT = 400;
