// Made-up results of suites, and how they are refused.

import assert from "node:assert/strict";
import { isFailure } from "../../src/failure.ts";
import type { CaseOutcome, CaseResult, PlanRecord } from "../../src/suite/results.ts";

export const plan = (ids: readonly string[], other: Partial<PlanRecord> = {}): PlanRecord => ({
  kind: "plan",
  version: 1,
  tool: { name: "deadpeer", version: "1.0.0" },
  kernel: "Linux 6.12.0",
  plan: ids,
  chosen: ids,
  ...other,
});

export const result = (
  id: string,
  outcome: CaseOutcome = "passed",
  other: Partial<CaseResult> = {},
): CaseResult => ({
  kind: "result",
  id,
  outcome,
  times: 1,
  ms: 1200,
  expectations: [
    { expected: "noticed=at-once", observed: "never", outcome: outcome === "passed" ? "pass" : "fail" },
  ],
  run: {
    title: id,
    commands: { server: "", client: "psql" },
    fault: "kill",
    moment: "idle",
    grade: outcome === "passed" ? "pass" : "fail",
    noticed: "at-once",
    reaction: "exits",
    afterNs: 5000,
    summary: ["It noticed."],
  },
  folder: id,
  ...other,
});

export const textOf = (...lines: readonly object[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** The sentence of a Failure with exit code 2 and a remedy. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(isFailure(error), String(error));
    assert.equal(error.exitCode, 2);
    assert.notEqual(error.remedy, "");
    return error.message;
  }
  throw new Error("it was not refused");
}
