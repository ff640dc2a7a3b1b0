// What somebody else was to do after a death, and was not done: in a story nothing passes then, nor fails by it.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expectation } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { gradeBy } from "../../../src/verdict/grade.ts";
import { remarks } from "../../../src/verdict/sentences/remarks.ts";
import { observations } from "../made-up.ts";
import { KILL, type Timed, caseOf, passed } from "../one-run.ts";

const also = (ms: number, end: { exitCode?: number; signal?: string }): Timed => [
  ms,
  { kind: "also-done", command: "redis-cli INFO", text: "", ...end },
];

function graded(name: string, done: Timed, outcome: Expectation["outcome"] = "pass"): Verdict {
  const expectation: Expectation = { expected: "noticed!=never", observed: "", outcome };
  return gradeBy(passed, [expectation], { name, observers: [], observations: observations(KILL, done) });
}

test("a command of also that fails after a death, or does not end: that death is inconclusive, and says how", () => {
  for (const [end, how] of [
    [{ exitCode: 1 }, "failed (exit code 1)"],
    [{ signal: "SIGKILL" }, "failed (SIGKILL)"],
    [{}, "did not end in time"],
  ] as const) {
    const missing = `what somebody else was to do after the fault ${how}`;
    for (const outcome of ["pass", "fail", "unknown"] as const)
      assert.equal(graded("death-2", also(1500, end), outcome).missing, missing, outcome);
    assert.equal(graded("death-2", also(1500, end)).grade, "inconclusive", how);
  }
  assert.equal(graded("death-12", also(1500, { exitCode: 1 })).grade, "inconclusive", "one of many");
  for (const name of ["my-death-1", "death-1x", "death-"])
    assert.equal(graded(name, also(1500, { exitCode: 1 })).grade, "pass", name);
  assert.equal(graded("death-2", also(1500, { exitCode: 0 })).grade, "pass", "done");
  assert.equal(graded("death-2", also(500, { exitCode: 1 })).grade, "pass", "before the fault");
  assert.equal(graded("experiment", also(1500, { exitCode: 1 })).grade, "pass", "the server may be gone");
});

test("it is said, of one that failed after the fault", () => {
  const said = (...facts: readonly Timed[]): string[] => remarks(caseOf([KILL, ...facts]));
  assert.deepEqual(said(also(1200, { exitCode: 2 })), [
    "What somebody else was to do after the fault failed (exit code 2).",
  ]);
  assert.deepEqual(said(also(1200, {})), [
    "What somebody else was to do after the fault did not end in time.",
  ]);
  assert.deepEqual(said(also(1200, { exitCode: 0 })), []);
  assert.deepEqual(said(also(900, { exitCode: 2 })), [], "before the fault");
});
