// What a user expects of a verdict, against what was observed.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { checkExpectations, parseExpectations } from "../../../src/verdict/expectations.ts";
import { fieldNames } from "../../../src/verdict/fields.ts";
import { faultNames, faults } from "../../../src/fault/index.ts";

const verdict: Verdict = {
  summary: [],
  grade: "pass",
  ending: { by: "fin", atNs: 12e6 },
  noticed: "on-use",
  afterNs: 578e6,
  by: "what it printed",
  reaction: "exits",
  waiting: "asleep in read(0) on its terminal",
  told: "Connection closed, sorry\nlost it",
  exit: { exitCode: 1 },
  lost: 1,
  lingers: false,
};

const outcomes = (expected: string, of: Verdict = verdict): string =>
  checkExpectations(expected, of)
    .map(({ outcome }) => outcome)
    .join(" ");

test("one value, several, not this one", () => {
  assert.equal(
    outcomes("noticed=on-use,noticed=at-once|on-use,noticed!=never,ending=rst"),
    "pass pass pass fail",
  );
});

test("numbers are compared as numbers; after is in milliseconds", () => {
  assert.equal(outcomes("after<1000,after>=578,lost<=1,lost>1,exit!=0"), "pass pass pass fail pass");
  const { afterNs: _, ...others } = verdict;
  const never: Verdict = { ...others, noticed: "never" };
  assert.equal(outcomes("after>1000,after>=1000,after<1000,after=never", never), "fail fail fail pass");
});

test("a regular expression may contain commas and slashes", () => {
  assert.equal(outcomes("told=/closed, sorry/i,told=/a\\/b/,waiting=/read\\(0\\)/"), "pass fail pass");
});

test("each says what was observed", () => {
  assert.deepEqual(checkExpectations("exit=0", verdict), [
    { expected: "exit=0", observed: "1", outcome: "fail" },
  ]);
  const killed = { ...verdict, exit: { signal: "SIGPIPE" } };
  assert.equal(checkExpectations("exit=SIGPIPE", killed)[0]?.outcome, "pass");
  assert.equal(checkExpectations("exit=none", { ...verdict, exit: undefined })[0]?.outcome, "pass");
});

test("what is not known is neither passed nor failed", () => {
  const { lost: _, ...unknown } = verdict;
  assert.equal(outcomes("lost=0,unreported=0,duplicated=0", unknown), "unknown unknown unknown");
});

test("of several things one is lost for certain, and of the others nobody knows: it is one or more", () => {
  const { lost: _, ...others } = verdict;
  const row = { text: "a", atNs: 1, fate: "refused" as const, because: [] };
  const said = [
    { ...row, isLost: true },
    { ...row, fate: "unknown" as const },
    { ...row, isLost: false },
  ];
  const least: Verdict = { ...others, ledger: { said, bytes: [] } };
  assert.deepEqual(checkExpectations("lost=0", least), [
    { expected: "lost=0", observed: "1 or more", outcome: "fail" },
  ]);
  assert.equal(outcomes("lost<1,lost<=0,lost!=0,lost>0,lost>=1", least), "fail fail pass pass pass");
  assert.equal(
    outcomes("lost=1,lost=2,lost<=1,lost>1,lost!=1,lost=0|1", least),
    Array(6).fill("unknown").join(" "),
  );
  const none: Verdict = { ...others, ledger: { said: said.slice(1), bytes: [] } };
  assert.equal(outcomes("lost=0,lost>=0", none), "unknown unknown");
});

test("what is no term is named", () => {
  assert.throws(() => parseExpectations("noticed"), /noticed is not FIELD=VALUE/);
  assert.throws(
    () => parseExpectations("noticed=never,lots=3"),
    /the verdict has no lots: it has ending, noticed/,
  );
  assert.throws(() => parseExpectations("told=/(/"), SyntaxError);
  assert.deepEqual(parseExpectations(""), []);
});

test("every fault has expectations that can be parsed, of fields that there are", () => {
  for (const fault of faultNames) {
    const terms = parseExpectations(faults[fault].reasonable);
    assert.ok(terms.length > 0 && terms.every(({ name }) => fieldNames.includes(name)), fault);
  }
});

test("whichever way its server dies, a client that hides a loss fails, and one that reports it does not", () => {
  for (const fault of faultNames) {
    const failed = (unreported: number): string[] =>
      checkExpectations(faults[fault].reasonable, { ...verdict, unreported })
        .filter(({ outcome }) => outcome === "fail")
        .map(({ expected }) => expected);
    assert.deepEqual([failed(0), failed(1)], [[], ["unreported=0"]], fault);
  }
});

test("a term that could never be met is an error, and passes nothing behind !=", () => {
  for (const term of [
    "noticed!=/nevr/",
    "ending=/f.n/",
    "lost!=/x/",
    "lingers!=/ture/",
    "exit!=SIGKIL",
    "exit!=300",
    "exit!=0256",
    "exit!=SIGCONT",
    "exit!=1|SIGCHLD",
    "lost!=-1",
    "lost!=0.5",
    "attempts!=1|1.5",
    "duplicated=99999999999999999999",
    "unreported>-1",
    "after>=-0.5",
    "exit!=0;noticed=at-once",
    "noticed==x",
    "lost=0 lost=1",
    "lost<abc",
    "lost!=a1",
    "after!=a5",
    "after!=5a",
    "lost!=1a",
  ])
    assert.throws(() => parseExpectations(term), SyntaxError, term);
  assert.throws(() => parseExpectations("lost!=-1"), /lost is never below 0: -1 is$/);
  assert.throws(() => parseExpectations("lost!=0.5"), /lost is a whole number, and 0\.5 is not$/);
  assert.throws(() => parseExpectations("exit!=SIGCONT"), /SIGCONT is not an exit: it ends no process/);
  for (const term of [
    "exit=255",
    "exit!=SIGTERM",
    "exit=/^1$/",
    "told=/gone/",
    "after<5.5",
    "lost<0.5",
    "after!=5.5",
  ])
    assert.doesNotThrow(() => parseExpectations(term), term);
});

test("a value is compared as the verdict writes it, whichever way it was written", () => {
  const failed = { ...verdict, exit: { exitCode: 7 }, lost: 0, afterUseNs: 5e6 };
  assert.equal(
    outcomes("exit!=007,exit!=07|8,lost!=0.0,lost!=00,after!=05.00", failed),
    "fail fail fail fail fail",
  );
  assert.equal(outcomes("exit=007,lost=0.0,lost=1|00,after=5.0", failed), "pass pass pass pass");
  const aborted = { ...verdict, exit: { signal: "SIGABRT" } };
  assert.equal(outcomes("exit!=SIGIOT,exit=SIGIOT,exit!=SIGABRT", aborted), "fail pass fail");
  assert.equal(outcomes("exit!=SIGPOLL", { ...verdict, exit: { signal: "SIGIO" } }), "fail");
  assert.equal(checkExpectations("exit=007", failed)[0]?.expected, "exit=007");
});

test("a misspelt word comes with those there are", () => {
  assert.throws(() => parseExpectations("noticed=nevr"), {
    word: "nevr",
    known: ["at-once", "late", "on-use", "never"],
  });
  assert.throws(() => parseExpectations("noticd=never"), { word: "noticd", known: fieldNames });
});
