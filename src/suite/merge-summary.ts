// What came of merged results, as lines for people.

import type { Merged, MergedCase } from "./merge-results.ts";
import { countOutcomes, differences } from "./case-words.ts";
import type { CaseOutcome, CaseResult } from "./results.ts";

/** How many cases of a kind are named. */
const NAMED = 10;
/** Of these the ids are named. */
const named: readonly CaseOutcome[] = ["contended", "inconclusive", "stale", "failed"];

/** How many cases there are of each outcome, and which are not fine. */
export function summarizeMerged({ plan, cases, missing, notes }: Merged): string[] {
  const counts = countOutcomes(cases.map(({ result }) => result));
  const all = [
    ...(counts === "" ? [] : [counts]),
    ...(missing.length > 0 ? [`${missing.length} missing`] : []),
  ];
  const total = plan.chosen.length;
  return [
    `${total} ${total === 1 ? "case" : "cases"}: ${all.join(", ") || "none"}`,
    ...notes,
    ...named.flatMap((outcome) => listed(outcome, withOutcome(cases, outcome).map(describe))),
    ...listed("missing", missing),
  ];
}

function withOutcome(cases: readonly MergedCase[], outcome: CaseOutcome): CaseResult[] {
  return cases.flatMap(({ result }) => (result.outcome === outcome ? [result] : []));
}

function listed(what: string, lines: readonly string[]): string[] {
  const more = lines.length - NAMED;
  return [
    ...lines.slice(0, NAMED).map((line) => `${what.padEnd(COLUMN)}${line}`),
    ...(more > 0 ? [`${"".padEnd(COLUMN)}and ${more} more`] : []),
  ];
}

const COLUMN = "inconclusive  ".length;

function describe(result: CaseResult): string {
  const { id, outcome, why } = result;
  const reason = outcome === "failed" ? (why ?? differences(result).join("; ")) : why;
  return reason === undefined || reason === "" ? id : `${id}: ${reason}`;
}
