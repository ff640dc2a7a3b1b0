// What was expected after the fault and was never printed, not even with nothing done to the server: no pass.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord, Expectation } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { gradeBy } from "../../../src/verdict/grade.ts";
import { observations } from "../made-up.ts";
import { KILL, NO_CONTROL, type Timed, expects, passed, usual, without } from "../one-run.ts";

const control = (...answered: readonly boolean[]): ControlRecord => ({ ...usual(), answered, said: [] });

function graded(
  facts: readonly Timed[],
  against: ControlRecord | undefined,
  { outcome = "pass", off = "" }: { outcome?: Expectation["outcome"]; off?: string } = {},
): Verdict {
  return gradeBy(passed, [{ expected: "noticed!=never", observed: "", outcome }], {
    observers: without(off).observers ?? [],
    observations: observations(KILL, ...facts),
    ...(against && { control: against }),
  });
}

test("what was expected after the fault, and came in no run, is no pass, and it says which text that was", () => {
  const { grade, missing, summary } = graded([expects(1500, false)], control(false));
  const why =
    "`x` was expected after the fault, and was printed neither then nor in the control: the pattern, or what is said before it, may be wrong";
  assert.deepEqual({ grade, missing }, { grade: "inconclusive", missing: why });
  assert.deepEqual(summary, ["It noticed.", `Inconclusive: ${why}.`]);
  const second = [expects(1500, true), expects(1600, false)];
  assert.equal(graded(second, control(true, false)).grade, "inconclusive", "the second one");
  const twice = graded([expects(1500, false)], { ...control(false), more: [control(false)] });
  assert.match(twice.missing ?? "", /nor in any control/);
  assert.equal(graded([expects(1500, false)], control(false), { outcome: "unknown" }).missing, why);
  assert.equal(
    graded([expects(1500, false)], control(false), { off: "sockets" }).missing,
    why,
    "whatever else was not observed",
  );
});

test("what came in one of them is decided as ever; so is a failure, and what cannot be compared", () => {
  for (const [why, facts, against, off] of [
    ["an error that only the fault brings about", [expects(1500, true)], control(false)],
    ["an answer that the fault kept away", [expects(1500, false)], control(true)],
    ["in one control of two", [expects(1500, false)], { ...control(false), more: [control(true)] }],
    ["each in another", [expects(1500, true), expects(1600, false)], control(false, true)],
    ["the control's client had ended by then", [expects(1500, false)], control()],
    ["before the fault", [expects(900, false, "before")], control(false)],
    ["no control", [expects(1500, false)], NO_CONTROL],
    ["a section", [expects(1500, false)], undefined],
    ["an older document", [expects(1500, false)], { ...usual(), answered: [false] }],
    [
      "one of its controls is older",
      [expects(1500, false)],
      { ...control(false), more: [{ ...usual(), answered: [false] }] },
    ],
    ["its output was not observed", [expects(1500, false)], control(false), "output"],
  ] as const)
    assert.equal(graded(facts, against, off ? { off } : {}).grade, "pass", why);
  assert.equal(graded([expects(1500, false)], control(false), { outcome: "fail" }).grade, "fail");
});
