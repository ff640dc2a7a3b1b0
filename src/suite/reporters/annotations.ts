// GitHub's workflow commands for a suite: an error for each case that failed, a warning for what could not be observed.

import { annotation } from "../../report/annotations.ts";
import { type CaseResult, isFine } from "../results.ts";
import { inSentences, rerunCommand } from "../case-words.ts";

export function renderSuiteAnnotations(results: readonly CaseResult[], options?: string): string[] {
  return results
    .filter((each) => !isFine(each))
    .map((each) => {
      const { id, outcome } = each;
      const name = outcome === "failed" || outcome === "stale" ? "error" : "warning";
      const title = `deadpeer: ${id} ${outcome}`;
      return annotation(name, title, `${inSentences(each)} Run it: ${rerunCommand(id, options)}`);
    });
}
