// From a run's expectations, and what is known of its case, to the outcome of the case.

import type { Expectation, RunRecord } from "../timeline/record.ts";
import { checkExpectations } from "../verdict/expectations.ts";
import { type KnownFailure, fieldOf, ofDeath, termsByDeath } from "./known.ts";
import type { CaseOutcome } from "./results.ts";

export interface Judged {
  readonly outcome: CaseOutcome;
  readonly why?: string;
}

/** A run, or one death of a story. */
export type JudgedRun = Pick<RunRecord, "verdict" | "expectations" | "death">;

/**
 * A known failure fails in the known way, and in no other: whatever is worse is `failed`, whatever is better is `stale`. A story
 * in which one death fails has failed, whatever is not known of the others.
 *
 * @param runs the run; of a story each of its deaths
 * @param mayBeBetter a baseline: what is better than it is fine
 */
export function judgeCase(
  runs: readonly JudgedRun[],
  known: KnownFailure | undefined,
  mayBeBetter = false,
): Judged {
  const unseen = runs.find(({ verdict }) => verdict.grade === "inconclusive");
  const seen = runs.filter(({ verdict }) => verdict.grade !== "inconclusive");
  const failing = expectationsOf(seen).filter(({ outcome }) => outcome === "fail");
  if (unseen !== undefined) {
    const isFailed = failing.length > 0 && !isKnown(failing, known === undefined ? [] : check(known, seen));
    return isFailed ? { outcome: "failed" } : { outcome: "inconclusive", why: whyUnseen(unseen) };
  }
  if (known === undefined) return failing.length === 0 ? { outcome: "passed" } : { outcome: "failed" };
  return compareWithKnown(failing, runs, known, mayBeBetter);
}

/** All of them; those of a story with the number of their death. */
export function expectationsOf(runs: readonly JudgedRun[]): readonly Expectation[] {
  return runs.flatMap(({ expectations, death }) => ofDeath(expectations, death?.number));
}

function whyUnseen({ verdict, expectations, death }: JudgedRun): string {
  const why = verdict.missing ?? whatIsUnknown(expectations) ?? "";
  return death === undefined ? why : `death ${death.number} of ${death.of}: ${why}`;
}

function compareWithKnown(
  failing: readonly Expectation[],
  runs: readonly JudgedRun[],
  known: KnownFailure,
  mayBeBetter: boolean,
): Judged {
  const { verdict: terms, because } = known;
  const seen = check(known, runs);
  if (!isKnown(failing, seen)) return { outcome: "failed" };
  const unknown = whatIsUnknown(seen);
  if (unknown !== undefined) return { outcome: "inconclusive", why: unknown };
  const isBetter = failing.length === 0 || seen.some(({ outcome }) => outcome !== "pass");
  if (!isBetter) return { outcome: "known", why: because };
  if (mayBeBetter) return failing.length === 0 ? { outcome: "passed" } : { outcome: "known", why: because };
  return { outcome: "stale", why: `it no longer fails with ${terms} (${because})` };
}

/** Whether it is as known, term by term. Of a death that there is not, nothing is. */
function check({ verdict }: KnownFailure, runs: readonly JudgedRun[]): readonly Expectation[] {
  return termsByDeath(verdict).flatMap(({ death, terms }): readonly Expectation[] => {
    const run = runs.find((each) => each.death?.number === death);
    if (run === undefined)
      return ofDeath([{ expected: terms, observed: "no such death", outcome: "fail" }], death);
    return ofDeath(checkExpectations(terms, run.verdict), death);
  });
}

/** Each of those that are not met is not met in the known way. */
function isKnown(failing: readonly Expectation[], seen: readonly Expectation[]): boolean {
  const asKnown = new Set(
    seen.filter(({ outcome }) => outcome === "pass").map(({ expected }) => fieldOf(expected)),
  );
  return failing.every(({ expected }) => asKnown.has(fieldOf(expected)));
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
