// GitHub's workflow commands for a suite: an error for each case that failed, a warning for what could not be observed.

import { annotation } from "../../report/annotations.ts";
import { type CaseResult, isFine } from "../results.ts";
import { inSentences, rerunCommand } from "../case-words.ts";

/** @param missing of cases that were not run: one error for all of them */
export function renderSuiteAnnotations(
  results: readonly CaseResult[],
  options?: string,
  missing: readonly CaseResult[] = [],
): string[] {
  const lines = results
    .filter((each) => !isFine(each))
    .map((each) => {
      const { id, outcome } = each;
      const name = outcome === "failed" || outcome === "stale" ? "error" : "warning";
      const title = `deadpeer: ${id} ${outcome}`;
      return annotation(name, title, `${inSentences(each)} Run it: ${rerunCommand(id, options)}`);
    });
  const [first] = missing;
  if (first === undefined) return lines;
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
  return [...lines, annotation("error", `deadpeer: ${missing.length} not run`, `${first.id}${more}`)];
}
