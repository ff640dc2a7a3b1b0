// Markdown for a suite: a job's summary, or a comment on a pull request.

import { code, element, markdown } from "../../report/markdown-text.ts";
import { describeChanges } from "../change-lines.ts";
import type { Comparison } from "../compare-results.ts";
import { type CaseOutcome, type CaseResult, isFine } from "../results.ts";
import { countAll, differences, inWords, rerunCommand } from "../case-words.ts";

const marks: Readonly<Record<CaseOutcome, string>> = {
  passed: "✅",
  known: "✅ known",
  skipped: "⏭️ skipped",
  contended: "⚠️ contended",
  failed: "❌ failed",
  stale: "❌ stale",
  inconclusive: "⚠️ inconclusive",
};

/**
 * @param missing of cases that were not run. What is not as expected first, each with its details; then a table of all,
 * folded.
 */
export function renderSuiteMarkdown(
  results: readonly CaseResult[],
  options?: string,
  comparison?: Comparison,
  missing: readonly CaseResult[] = [],
): string {
  const worth = results.filter((each) => !isFine(each));
  return [
    `### deadpeer: ${countAll(results, missing)}`,
    "",
    ...(comparison === undefined ? [] : listChanges(comparison)),
    ...worth.flatMap((each) => describe(each, options)),
    `<details><summary>All ${results.length + missing.length} cases</summary>`,
    "",
    "| | case | the client |",
    "| --- | --- | --- |",
    ...results.map(
      (each) => markdown`| ${{ markup: marks[each.outcome] }} | ${each.id} | ${inWords(each)} |`,
    ),
    ...missing.map(({ id, why }) => markdown`| ⚠️ not run | ${id} | ${why ?? ""} |`),
    "",
    "</details>",
    "",
  ].join("\n");
}

function listChanges(comparison: Comparison): string[] {
  const [counts = "", ...lines] = describeChanges(comparison);
  return [markdown`**${counts}**`, "", ...lines.map((line) => markdown`- ${line}`), ""];
}

function describe(result: CaseResult, options?: string): string[] {
  const { id, outcome, why, run } = result;
  return [
    `<details open><summary>${marks[outcome]} ${element(id, 200)}</summary>`,
    "",
    ...(why === undefined ? [] : [markdown`- ${why}`]),
    ...differences(result).map((each) => markdown`- ${each}`),
    ...(run?.summary ?? []).map((sentence) => markdown`- ${sentence}`),
    markdown`- ${code(rerunCommand(id, options))}`,
    "",
    "</details>",
    "",
  ];
}
