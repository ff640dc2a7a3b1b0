// What a run means for its case, beside what is known of it.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isFailure } from "../../../src/failure.ts";
import { describeFailure, formatKnown, readKnown } from "../../../src/suite/known.ts";
import { exitCodeOfOutcomes, judgeCase } from "../../../src/suite/outcome.ts";
import type { CaseOutcome } from "../../../src/suite/results.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { checkExpectations } from "../../../src/verdict/expectations.ts";
import { temporaryDirectory } from "../programs.ts";
import { runOf } from "../runs.ts";

const EXPECTED = "noticed!=never,lost=0";

function judge(verdict: Partial<Verdict>, known?: string, mayBeBetter = false): ReturnType<typeof judgeCase> {
  const run = runOf([]);
  const full = {
    ...run.verdict,
    grade: "pass",
    noticed: "at-once",
    lost: 0,
    told: undefined,
    ...verdict,
  } as Verdict;
  const expectations = checkExpectations(EXPECTED, full);
  return judgeCase(
    [{ verdict: full, expectations }],
    known === undefined ? undefined : { verdict: known, because: "so it is" },
    mayBeBetter,
  );
}

const table: readonly [string, Partial<Verdict>, string | undefined, CaseOutcome, CaseOutcome?][] = [
  ["as expected", {}, undefined, "passed"],
  ["not as expected", { noticed: "never" }, undefined, "failed"],
  ["fails as known", { noticed: "never" }, "noticed=never", "known", "known"],
  ["fails for another reason", { lost: 1 }, "noticed=never", "failed", "failed"],
  ["fails for another reason as well", { noticed: "never", lost: 1 }, "noticed=never", "failed", "failed"],
  ["fails more than known", { lost: 2 }, "lost=1", "failed", "failed"],
  ["fails less than known", { noticed: "never" }, "noticed=never,lost=1", "stale", "known"],
  ["fails no more", {}, "noticed=never", "stale", "passed"],
  ["what is known was not observed", {}, "noticed=never,told=x", "inconclusive"],
  ["could not be observed", { grade: "inconclusive", missing: "no FIN" }, "noticed=never", "inconclusive"],
];
for (const [title, verdict, known, outcome, toBaseline = outcome] of table) {
  test(`${title}: ${outcome}${toBaseline === outcome ? "" : `, against a baseline ${toBaseline}`}`, () => {
    assert.equal(judge(verdict, known).outcome, outcome);
    assert.equal(judge(verdict, known, true).outcome, toBaseline);
  });
}

test("a known failure has its reason with it, and one that could not be observed has what was missing", () => {
  assert.equal(judge({ noticed: "never" }, "noticed=never").why, "so it is");
  assert.equal(judge({ grade: "inconclusive", missing: "no FIN" }).why, "no FIN");
});

test("unknown is 3, failed and stale are 1, and contended where that is asked for", () => {
  const codes = (...outcomes: CaseOutcome[]): number[] => [
    exitCodeOfOutcomes(outcomes),
    exitCodeOfOutcomes(outcomes, true),
  ];
  assert.deepEqual(codes("passed", "known", "skipped"), [0, 0]);
  assert.deepEqual(codes("passed", "contended"), [0, 1]);
  assert.deepEqual(codes("stale"), [1, 1]);
  assert.deepEqual(codes("failed", "inconclusive"), [3, 3]);
});

test("an expectation that was not observed beside a known failure is not known", () => {
  const verdict = { ...runOf([]).verdict, grade: "fail", noticed: "never", lost: 0 } as Verdict;
  const expectations = [
    { expected: "noticed!=never", observed: "never", outcome: "fail" },
    { expected: "told=bye", observed: "unknown", outcome: "unknown" },
  ] as const;
  const known = { verdict: "noticed=never", because: "so it is" };
  assert.deepEqual(judgeCase([{ verdict, expectations }], known), {
    outcome: "inconclusive",
    why: "not observed: told=bye",
  });
  assert.deepEqual(judgeCase([{ verdict, expectations }], undefined), {
    outcome: "failed",
    unobserved: "not observed: told=bye",
  });
});

test("what fails is written so that it is known", () => {
  const told = 'say "a,b" (x|y)';
  const verdict = { ...runOf([]).verdict, noticed: "never", told, lost: 2 } as Verdict;
  const terms = describeFailure(checkExpectations("noticed!=never,told=/bye/,lost=0,exit=none", verdict));
  assert.ok(
    checkExpectations(terms, verdict).every(({ outcome }) => outcome === "pass"),
    terms,
  );
  assert.match(terms, /^noticed=never,told=\/.*\/,lost=2/);
});

test("the file of known failures is read as it was written, and what is wrong in it is named", (t) => {
  const file = join(temporaryDirectory(t), "known.json");
  assert.equal(readKnown(file).size, 0);
  const known = new Map([
    ["b/kill@idle", { verdict: "noticed=never", because: "its bug 12" }],
    ["a/kill@idle", { verdict: "lost=1", because: "x" }],
  ]);
  writeFileSync(file, formatKnown(known));
  assert.deepEqual([...readKnown(file).keys()], ["a/kill@idle", "b/kill@idle"]);
  for (const [content, message] of [
    ["[", /Cannot read/],
    ["[]", /is not an object/],
    ['{"a": {"verdict": "noticed=never"}}', /needs a `verdict` and a reason/],
    ['{"a": {"verdict": "noticed=never", "because": "x", "becuase": "y"}}', /a has no key becuase/],
    ['{"a": {"verdict": "notised=never", "because": "x"}}', /a: the verdict has no notised/],
  ] as const) {
    writeFileSync(file, content);
    assert.throws(
      () => readKnown(file),
      (error) => isFailure(error) && error.exitCode === 2 && message.test(error.message),
    );
  }
});
