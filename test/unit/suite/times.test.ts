// A case that is run several times: whether its verdict was the same each time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inWords } from "../../../src/suite/case-words.ts";
import { readResults } from "../../../src/suite/read-results.ts";
import type { CaseResult, CaseRun } from "../../../src/suite/results.ts";
import { withOtherVerdicts } from "../../../src/suite/run-case.ts";
import { plan, result, textOf } from "../suite-runs.ts";

const ID = "psql/kill@idle";
const was = (other: Partial<CaseRun>, times: number, outcome: CaseResult["outcome"] = "passed"): CaseResult =>
  result(ID, outcome, { times, run: { ...(result(ID).run as CaseRun), ...other } });

/** Of runs in their order; the last one decides. */
function together(...results: CaseResult[]): CaseResult {
  const made = results.map((each) => ({ result: each }));
  return withOtherVerdicts(made.at(-1) ?? { result: result(ID) }, made).result;
}

test("the same each time: nothing more is said of it", () => {
  const same = together(was({}, 1), was({ afterNs: 7000 }, 2), was({}, 3));
  assert.equal(same.otherVerdicts, undefined);
  assert.equal(inWords(same), "at-once, exits");
});

test("each verdict that is not the last one is counted, also where all are as expected", () => {
  const late = { noticed: "late" } as const;
  const varied = together(was({}, 1), was(late, 2), was({}, 3), was({ reaction: "closes" }, 4), was({}, 5));
  assert.equal(inWords(varied), "at-once, exits (1 of 5: late, exits; 1 of 5: at-once, closes)");
  assert.deepEqual(readResults("r", textOf(plan([ID]), varied)).cases.get(ID), varied);
});

test("what failed at last had another verdict before", () => {
  const failed = together(was({}, 1), was({}, 2), was({ noticed: "never", reaction: "hangs" }, 3, "failed"));
  assert.equal(inWords(failed), "never, hangs (2 of 3: at-once, exits)");
});

test("a run that could not be made has no verdict", () => {
  const { run: _, ...unmade } = result(ID, "inconclusive", { times: 2, why: "no run was made" });
  assert.equal(inWords(together(was({}, 1), unmade)), "no run was made");
  assert.equal(inWords(together(was({}, 1), unmade, was({}, 3))), "at-once, exits");
});
