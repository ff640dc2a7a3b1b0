// A suite of which every case was skipped has tested nothing: that is no pass.

import { type Failure, failure } from "../failure.ts";
import type { CaseResult } from "./results.ts";

/** How many different reasons are named. */
const NAMED = 5;

/** The Failure (3) of results that are all `skipped`; undefined where one is not, and where there are none. */
export function nothingTested(results: readonly CaseResult[]): Failure | undefined {
  if (results.length === 0 || results.some(({ outcome }) => outcome !== "skipped")) return undefined;
  const reasons = [...countReasons(results)].map(([why, count]) => `${why} (${count})`);
  const more = reasons.length > NAMED ? `; and ${reasons.length - NAMED} more reasons` : "";
  const which = results.length === 1 ? "the only case was" : `all ${results.length} cases were`;
  return failure(
    3,
    `Nothing was tested: ${which} skipped: ${reasons.slice(0, NAMED).join("; ")}${more}.`,
    "Install what is missing (`deadpeer doctor` says what this machine cannot do), or choose other cases (`deadpeer test --list`).",
  );
}

function countReasons(results: readonly CaseResult[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { why = "no reason was given" } of results) {
    const reason = why.replace(/\.$/, "");
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}
