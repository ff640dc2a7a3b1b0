// From a run's expectations, and what is known of its case, to the outcome of the case.

import type { Expectation, RunRecord } from "../timeline/record.ts";
import { checkExpectations } from "../verdict/expectations.ts";
import { type KnownFailure, fieldOf, ofDeath, termsByDeath } from "./known.ts";
import type { CaseOutcome } from "./results.ts";

export interface Judged {
  readonly outcome: CaseOutcome;
  readonly why?: string;
  /** It has failed, and this part of it was not observed: nobody can say how all of it fails. */
  readonly unobserved?: string;
}

/** A run, or one death of a story. */
export type JudgedRun = Pick<RunRecord, "verdict" | "expectations" | "death">;

/**
 * A known failure fails in the known way, and in no other: whatever is worse is `failed`, whatever is better is `stale`. A
 * story in which one death fails has failed, whatever is not known of the others.
 *
 * @param runs the run; of a story each of its deaths
 * @param mayBeBetter a baseline: what is better than it is fine
 */
export function judgeCase(
  runs: readonly JudgedRun[],
  known: KnownFailure | undefined,
  mayBeBetter = false,
): Judged {
  const seen = runs.filter(({ verdict }) => verdict.grade !== "inconclusive");
  const failing = expectationsOf(seen).filter(({ outcome }) => outcome === "fail");
  const why = whyUnseen(runs);
  if (seen.length < runs.length) {
    const isFailed = failing.length > 0 && !isKnown(failing, known === undefined ? [] : check(known, seen));
    return isFailed ? failed(why) : { outcome: "inconclusive", ...(why !== undefined && { why }) };
  }
  if (known === undefined) return failing.length === 0 ? { outcome: "passed" } : failed(why);
  return compareWithKnown(failing, runs, known, mayBeBetter);
}

function failed(unobserved: string | undefined): Judged {
  return { outcome: "failed", ...(unobserved !== undefined && { unobserved }) };
}

/** All of them; those of a story with the number of their death. */
export function expectationsOf(runs: readonly JudgedRun[]): readonly Expectation[] {
  return runs.flatMap(({ expectations, death }) => ofDeath(expectations, death?.number));
}

/** Of the first run that was not observed; else which expectations were not. */
function whyUnseen(runs: readonly JudgedRun[]): string | undefined {
  const unseen = runs.find(({ verdict }) => verdict.grade === "inconclusive");
  if (unseen === undefined) return whatIsUnknown(expectationsOf(runs));
  const { verdict, expectations, death } = unseen;
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
  if (!isKnown(failing, seen)) return failed(whyUnseen(runs));
  const unknown = whatIsUnknown(seen) ?? whyUnseen(runs);
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

/** Each of those that are not met is not met in the known way: all that is known of its field holds. */
function isKnown(failing: readonly Expectation[], seen: readonly Expectation[]): boolean {
  const fieldsOf = (all: readonly Expectation[]): ReadonlySet<string> =>
    new Set(all.map(({ expected }) => fieldOf(expected)));
  const known = fieldsOf(seen);
  const otherwise = fieldsOf(seen.filter(({ outcome }) => outcome !== "pass"));
  return failing.every(({ expected }) => known.has(fieldOf(expected)) && !otherwise.has(fieldOf(expected)));
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
