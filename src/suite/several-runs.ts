// What came of a case that was run more than once: beside others, and then again, alone.

import { type CaseResult, isAsExpected, isWorse } from "./results.ts";
import type { MadeCase } from "./run-case.ts";

/**
 * Only what passes in the end is `contended`. A run that shows nothing, since it was skipped or could not be observed, takes
 * nothing back: the worst result counts, and of equals the last.
 *
 * @param all in the order in which they were made, the first beside others
 */
export function ofSeveral(all: readonly MadeCase[]): MadeCase {
  const results = all.map(({ result }) => result);
  const [first, last] = [results[0] as CaseResult, results.at(-1) as CaseResult];
  if (results.length === 1) return all[0] as MadeCase;
  // The document of the run that was not as expected is the one to look at.
  if (isAsExpected(last))
    return { result: { ...first, outcome: "contended", why: inOrder(results), ...together(results) } };
  const worst = all.reduce((one, other) => (isWorse(one.result, other.result) ? one : other));
  if (worst.result === last) return worst;
  return { ...worst, result: { ...worst.result, why: inOrder(results), ...together(results) } };
}

function together(results: readonly CaseResult[]): Pick<CaseResult, "times" | "ms"> {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return { times: sum(results.map(({ times }) => times)), ms: sum(results.map(({ ms }) => ms)) };
}

/** `first it was failed (...), and again, alone, it was failed, then passed` */
function inOrder([first, ...again]: readonly CaseResult[]): string {
  const words = again.map((each) => (showsNothing(each) ? inShort(each) : each.outcome)).join(", then ");
  return `first it was ${first === undefined ? "" : inShort(first)}, and again, alone, it was ${words}`;
}

function showsNothing({ outcome }: CaseResult): boolean {
  return outcome === "skipped" || outcome === "inconclusive";
}

function inShort({ outcome, why, expectations }: CaseResult): string {
  const failing = expectations.filter((each) => each.outcome !== "pass");
  const reason = why ?? failing.map(({ expected, observed }) => `${expected} was ${observed}`).join(", ");
  return `${outcome} (${reason.replace(/\.$/, "")})`;
}
