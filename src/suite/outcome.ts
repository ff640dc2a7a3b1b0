// From a run's expectations, and what is known of its case, to the outcome of the case.

import type { Expectation, RunRecord } from "../timeline/record.ts";
import type { Verdict } from "../timeline/verdict-record.ts";
import { checkExpectations } from "../verdict/expectations.ts";
import { type KnownFailure, fieldOf } from "./known.ts";
import type { CaseOutcome } from "./results.ts";

export interface Judged {
  readonly outcome: CaseOutcome;
  readonly why?: string;
}

/**
 * A known failure fails in the known way, and in no other: whatever is worse is `failed`, whatever is better is `stale`.
 *
 * @param mayBeBetter a baseline: what is better than it is fine
 */
export function judgeCase(
  { verdict, expectations }: Pick<RunRecord, "verdict" | "expectations">,
  known: KnownFailure | undefined,
  mayBeBetter = false,
): Judged {
  if (verdict.grade === "inconclusive")
    return { outcome: "inconclusive", why: verdict.missing ?? whatIsUnknown(expectations) ?? "" };
  const failing = expectations.filter(({ outcome }) => outcome === "fail");
  if (known === undefined) return failing.length === 0 ? { outcome: "passed" } : { outcome: "failed" };
  return compareWithKnown(failing, verdict, known, mayBeBetter);
}

function compareWithKnown(
  failing: readonly Expectation[],
  verdict: Verdict,
  { verdict: terms, because }: KnownFailure,
  mayBeBetter: boolean,
): Judged {
  const seen = checkExpectations(terms, verdict);
  const asKnown = new Set(
    seen.filter(({ outcome }) => outcome === "pass").map(({ expected }) => fieldOf(expected)),
  );
  if (failing.some(({ expected }) => !asKnown.has(fieldOf(expected)))) return { outcome: "failed" };
  const unknown = whatIsUnknown(seen);
  if (unknown !== undefined) return { outcome: "inconclusive", why: unknown };
  const isBetter = failing.length === 0 || seen.some(({ outcome }) => outcome !== "pass");
  if (!isBetter) return { outcome: "known", why: because };
  if (mayBeBetter) return failing.length === 0 ? { outcome: "passed" } : { outcome: "known", why: because };
  return { outcome: "stale", why: `it no longer fails with ${terms} (${because})` };
}

function whatIsUnknown(expectations: readonly Expectation[]): string | undefined {
  const unknown = expectations.filter(({ outcome }) => outcome === "unknown");
  if (unknown.length === 0) return undefined;
  return `not observed: ${unknown.map(({ expected }) => expected).join(", ")}`;
}

/** The exit code for these outcomes: 3 where one could not be observed, 1 where one failed or is stale. */
export function exitCodeOfOutcomes(outcomes: readonly CaseOutcome[], failOnContended = false): number {
  if (outcomes.includes("inconclusive")) return 3;
  const isBad = (outcome: CaseOutcome): boolean =>
    outcome === "failed" || outcome === "stale" || (failOnContended && outcome === "contended");
  return outcomes.some(isBad) ? 1 : 0;
}
