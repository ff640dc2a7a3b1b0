// What came of a run in a few words, and many of those words counted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAnswers } from "../../src/report/answers.ts";
import { answerOf, kindOf } from "../../src/run/answer.ts";
import type { RunRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { opened } from "./made-up.ts";
import { runOf } from "./runs.ts";

const made = runOf(opened);

function withVerdict(verdict: Partial<Verdict>, other: Partial<RunRecord> = {}): RunRecord {
  const noticed: Verdict = {
    summary: [],
    grade: "pass",
    ending: { by: "fin" },
    noticed: "on-use",
    reaction: "closes",
    waiting: "unknown",
    exit: undefined,
    lingers: false,
  };
  return { ...made, scenario: "experiment", verdict: { ...noticed, ...verdict }, ...other };
}

test("a verdict in words leaves out what is not known", () => {
  assert.equal(answerOf(withVerdict({})), "fin, noticed on-use, closes");
  assert.equal(
    answerOf(withVerdict({ exit: { exitCode: 1 }, lost: 0 })),
    "fin, noticed on-use, closes, exit code 1, lost 0",
  );
  assert.equal(
    answerOf(withVerdict({ exit: { signal: "SIGPIPE" } })),
    "fin, noticed on-use, closes, SIGPIPE",
  );
});

test("a verdict in words has what was given up in silence, taken twice, and left in CLOSE_WAIT", () => {
  assert.equal(
    answerOf(withVerdict({ lost: 2, unreported: 1, duplicated: 3, lingers: true })),
    "fin, noticed on-use, closes, lost 2, unreported 1, duplicated 3, lingers",
  );
  assert.equal(answerOf(withVerdict({ lost: 2, unreported: 0 })), "fin, noticed on-use, closes, lost 2");
});

test("an inconclusive run has no verdict, and says what was not seen", () => {
  assert.equal(
    answerOf(withVerdict({ grade: "inconclusive", missing: "the kill" })),
    "inconclusive: the kill",
  );
  assert.equal(answerOf(withVerdict({ grade: "inconclusive" })), "inconclusive: unknown");
});

test("of a section it is how the client ended", () => {
  const section = { scenario: "5.12" };
  const ended = (verdict: Partial<Verdict>): string => answerOf(withVerdict(verdict, section));
  assert.equal(ended({ told: "str_cli: server terminated prematurely\n" }), "end of file");
  assert.equal(ended({ told: "readline error: Connection reset (ECONNRESET)" }), "ECONNRESET");
  assert.equal(ended({ told: "", exit: { signal: "SIGPIPE" } }), "SIGPIPE");
  assert.equal(ended({ exit: { exitCode: 0 } }), "exit code 0");
  assert.equal(ended({}), "no end");
});

test("runs of one kind differ in nothing that is judged, whatever their times", () => {
  const one = withVerdict({ afterNs: 1, told: "at 10:00" });
  assert.equal(kindOf(one), kindOf(withVerdict({ afterNs: 2, told: "at 10:01" })));
  const others = [
    withVerdict({ grade: "fail" }),
    withVerdict({ noticed: "at-once" }),
    withVerdict({ lost: 1 }),
    withVerdict({}, { statements: [{ id: "1", text: "", outcome: "differs", because: [], note: "" }] }),
    withVerdict({}, { expectations: [{ expected: "lost=0", observed: "lost=1", outcome: "fail" }] }),
  ];
  assert.equal(new Set([one, ...others].map(kindOf)).size, 1 + others.length);
});

test("answers are counted in their order", () => {
  assert.equal(formatAnswers({ "end of file": 198, ECONNRESET: 2 }), "198 × end of file; 2 × ECONNRESET");
});
