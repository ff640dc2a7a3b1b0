// The verdict that a case got beside the one that it must get. Pure.

import type { RunRecord } from "../timeline/record.ts";

/** `unknown`: it could not be observed. */
export type CaseOutcome = "ok" | "WRONG" | "unknown";

export interface Comparison {
  readonly outcome: CaseOutcome;
  /** Each word of the verdict that matters, as it must be and as it came out. */
  readonly words: readonly { readonly expected: string; readonly observed: string }[];
  /** Of one that is `unknown`: the reason. */
  readonly why?: string;
}

/**
 * Compares a run with what was expected of its verdict (`expectVerdict`); a run of which nothing was expected is `unknown`.
 */
export function compareRun({
  expectations,
  verdict,
}: Pick<RunRecord, "expectations" | "verdict">): Comparison {
  const words = expectations.map(({ expected, observed }) => {
    const [, name = ""] = /^(\w+)/.exec(expected) ?? [];
    return { expected, observed: `${name}=${observed}` };
  });
  const are = (outcome: string): boolean => expectations.every((each) => each.outcome === outcome);
  if (verdict.grade === "fail") return { outcome: "WRONG", words };
  if (verdict.grade === "pass" && words.length > 0 && are("pass")) return { outcome: "ok", words };
  return { outcome: "unknown", words, why: verdict.missing ?? "nothing was expected of the verdict" };
}

/** 1 when a verdict is wrong, else 3 when one could not be observed or none was looked at, else 0. */
export function exitCodeOfAll(outcomes: readonly CaseOutcome[]): number {
  if (outcomes.includes("WRONG")) return 1;
  return outcomes.length === 0 || outcomes.includes("unknown") ? 3 : 0;
}
