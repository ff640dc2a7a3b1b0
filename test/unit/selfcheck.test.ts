// The self-check's comparison: what it calls right, wrong and unknown. That the verdicts are right is an end-to-end test.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments } from "../../src/cli/test/options.ts";
import { cases } from "../../src/selfcheck/cases.ts";
import { prepareSelfcheck } from "../../src/selfcheck/suite.ts";
import { compareRun, exitCodeOfAll } from "../../src/selfcheck/compare.ts";
import type { RunRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { checkExpectations, parseExpectations } from "../../src/verdict/expectations.ts";
import { gradeBy } from "../../src/verdict/grade.ts";

const seen: Verdict = {
  summary: [],
  grade: "pass",
  ending: { by: "fin", atNs: 12e6 },
  noticed: "at-once",
  afterNs: 1e6,
  by: "its own FIN",
  reaction: "exits",
  waiting: "asleep in read(0) on its terminal",
  told: "",
  exit: { exitCode: 1 },
  attempts: 4,
};

/** A run with this verdict, of which that was expected. */
function runOf(expected: string, verdict: Verdict = seen): Pick<RunRecord, "expectations" | "verdict"> {
  const expectations = checkExpectations(expected, verdict);
  return { expectations, verdict: gradeBy(verdict, expectations, { observers: [] }) };
}

test("the expected verdict is ok, with each word as it came out", () => {
  assert.deepEqual(compareRun(runOf("noticed=at-once,attempts<=20")), {
    outcome: "ok",
    words: [
      { expected: "noticed=at-once", observed: "noticed=at-once" },
      { expected: "attempts<=20", observed: "attempts=4" },
    ],
  });
});

test("one word that is not as expected is WRONG, also beside one that is unknown", () => {
  for (const expected of ["noticed=never,reaction=exits", "lingers=true,reaction=hangs"]) {
    assert.equal(compareRun(runOf(expected)).outcome, "WRONG", expected);
  }
});

test("what was not observed, was not proven, or was not expected at all, is never ok", () => {
  const notProven: Verdict = { ...seen, grade: "inconclusive", missing: "the process is not gone" };
  assert.equal(compareRun(runOf("lingers=true")).outcome, "unknown");
  assert.equal(compareRun(runOf("noticed=at-once", notProven)).why, "the process is not gone");
  assert.equal(compareRun(runOf("noticed=never", notProven)).outcome, "unknown");
  assert.equal(compareRun(runOf("")).outcome, "unknown");
});

test("exit codes: 1 for a wrong one whatever else there is, 3 for an unknown one and for none at all", () => {
  assert.equal(exitCodeOfAll(["ok", "ok"]), 0);
  assert.equal(exitCodeOfAll(["ok", "unknown", "WRONG"]), 1);
  assert.equal(exitCodeOfAll(["ok", "unknown"]), 3);
  assert.equal(exitCodeOfAll([]), 3);
});

test("each case has a client of its own, and expects words that there are", () => {
  assert.equal(new Set(cases.map(({ client }) => client)).size, cases.length);
  for (const { expected } of cases) assert.ok(parseExpectations(expected).length > 1, expected);
});

test("the suite has each case of the table, with an id of its own and the same verdict expected", (t) => {
  const suite = prepareSelfcheck();
  t.after(() => suite.discard());
  assert.equal(new Set(suite.cases.map(({ id }) => id)).size, cases.length);
  assert.equal(suite.cases.find(({ client }) => client === "bears")?.id, "bears/pause:300@idle");
  assert.deepEqual(
    suite.cases.map(({ client, request }) => [client, request.expected]),
    cases.map(({ client, expected }) => [client, expected]),
  );
});

test("what fails in the self-check is never known, and it has no configuration", () => {
  for (const option of ["--config=x", "--known=x", "--update-known", "--baseline=x"])
    assert.throws(
      () => readArguments(["--selfcheck", option]),
      /--selfcheck and --[a-z-]+ exclude each other/,
    );
  assert.equal(readArguments(["--selfcheck"]).isSelfcheck, true);
});
