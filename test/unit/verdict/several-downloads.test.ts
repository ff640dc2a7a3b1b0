// A client that asks for several things at the same time, or one after the other, and one of them is cut.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, GONE, NO_FAULT, asksAlone, ends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, onOther, prints } from "../one-run.ts";

const asks = (ms: number, from = 1): Timed => [ms, segment(`> P. ${from}:${from + 6}(6) ack 1`, "hello\n")];
const serves = (ms: number, from: number, bytes: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + bytes}(${bytes}) ack 7`, "x".repeat(bytes)),
];
const held: Timed = [
  9,
  { kind: "printed", role: "server", text: "child 7: 9 bytes are there, and held: reply after 300 bytes\n" },
];
const CUT = [serves(8, 1, 300), held, FAULT, GONE, [12, segment("< F. 301:301(0) ack 7")]] as const;
/** The client closes that connection at once. */
const LEAVES: Timed = [13, segment("> F. 7:7(0) ack 302")];
/** Another was there, and has asked, before the fault; or one is made after it. */
const beside = [onOther(asks(4)), onOther(serves(5, 1, 100))];
const later = [onOther(asks(20)), onOther(serves(22, 1, 100))];
const goesOn = onOther(serves(30, 101, 200));

const WHOLE = [serves(8, 1, 300), NO_FAULT, serves(11, 301, 9)];
const MOMENT = "mid-reply:300";
const twice = (more: readonly Timed[]): ControlRecord => {
  const seen = observations(...asksAlone, ...beside, ...WHOLE, ...more);
  return controlOf(layOut(evidenceOf(seen, { fault: "none", moment: MOMENT })));
};
const ENDING = twice([goesOn, ends(40, 0)]);
/** It was over before the client had printed anything. */
const QUIET = twice([goesOn]);
const PRINTING = twice([goesOn, prints(35, "first\n")]);
const BOTH = twice([goesOn, prints(35, "first\n"), ends(40, 0)]);

function judged(facts: readonly Timed[], control: ControlRecord): Verdict {
  const evidence = evidenceOf(observations(...asksAlone, ...facts), { control, moment: MOMENT });
  return judgeClient(layOut(evidence), { endings: ["fin", "silence"] });
}

const words = ({ lost, unreported, undecided }: Verdict): unknown => [
  lost,
  unreported ?? undecided?.["unreported"],
];

test("what comes on another connection that was there before is not the rest of what was cut", () => {
  const runs = [...beside, ...CUT, LEAVES, goesOn];
  for (const control of [ENDING, QUIET, PRINTING])
    assert.deepEqual(judged([...runs, ends(50, 0)], control).lost, 1);
  const asked = [...beside, ...CUT, LEAVES, onOther(asks(20, 7)), onOther(serves(22, 101, 309))];
  assert.equal(judged(asked, QUIET).lost, 0, "it has asked again over that one");
  assert.equal(judged([...CUT, LEAVES, ...later], QUIET).lost, 0, "or over a new one");
});

test("one that is served on, and may tell of it in the end, was watched for too short a time", () => {
  const running = [...beside, ...CUT, LEAVES, goesOn];
  assert.deepEqual(words(judged(running, ENDING)), [1, "too-short"]);
  assert.deepEqual(words(judged(running, QUIET)), [1, "too-short"]);
  assert.deepEqual(words(judged(running, BOTH)), [1, "too-short"]);
  assert.deepEqual(words(judged(running, PRINTING)), [1, 1], "in the control it goes on like that");
  const once = { ...PRINTING, more: [ENDING] };
  assert.deepEqual(words(judged(running, once)), [1, "too-short"], "in one of the controls it does");
  const stopped = [...beside, serves(8, 1, 300), held, FAULT, LEAVES, goesOn];
  assert.deepEqual(words(judged(stopped, ENDING)), [1, "too-short"], "and so after a silence");
  assert.deepEqual(words(judged([...running, ends(50, 0)], ENDING)), [1, 1], "it has ended");
  assert.deepEqual(words(judged([...running, ends(50, 1)], ENDING)), [1, 0]);
  assert.deepEqual(words(judged([...beside, ...CUT, LEAVES], ENDING)), [1, 1], "nothing comes any more");
  assert.deepEqual(words(judged([...running, prints(45, "error: it was cut\n")], ENDING)), [1, 0]);
});
