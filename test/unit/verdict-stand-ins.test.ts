// What a client prints in the place of an answer that did not come, such as a default, tells nobody that none came.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { createStandIn } from "../../src/verdict/stand-ins.ts";
import { FAULT, NO_FAULT, controlBy, ends, judge, resets, sends } from "./ledger-runs.ts";
import { segment } from "./made-up.ts";
import { NO_CONTROL, type Timed, prints, types } from "./one-run.ts";

const stands = (
  text: string,
  answer: string,
  served: readonly string[] = ["250", '{"weather":"sunny"}', "stored"],
): boolean => createStandIn([answer], () => served, ["one", "two"])(text);

test("another value where the server's text was is a stand-in", () => {
  const rows: readonly (readonly [text: string, answer: string])[] = [
    ["balance of two: 0", "balance of one: 250"],
    ["balance of two: n/a", "balance of two: 250"],
    ["two=-1", "one=250"],
    ["weather: unknown", "weather: sunny"], // of a value in JSON
    ["temp -- C", "temp 250 C"],
    ["[none]", "[250]"],
  ];
  for (const [text, answer] of rows) assert.equal(stands(text, answer), true, text);
});

test("what has other words, more of them, or says trouble is a message; and what the client says by itself has no place for an answer", () => {
  const rows: readonly (readonly [text: string, answer: string])[] = [
    ["balance of two: not known yet", "balance of one: 250"],
    ["balance of two: error", "balance of one: 250"],
    ["balance of two: ", "balance of one: 250"],
    ["status 503", "status 250"],
    ["skipped two", "kept one"],
    ["no", "250"], // all of the answer is the server's: whatever the client says would stand in its place
    ["balance of two: 0", "balance of one: 2500"],
    ["balance of two: 0", "balance of one: 1250"],
    ["deposit of two: 0", "balance of one: 250"],
    ["balance of two: 0 EUR", "balance of one: 250"],
  ];
  for (const [text, answer] of rows) assert.equal(stands(text, answer), false, text);
  assert.equal(stands("weather: rain", "weather: sunny", []), false, "nothing was served");
  assert.equal(stands("balance of two: 0", "balance of one: 250", []), true, "a number is the server's");
});

/** The server says 250 to whatever is asked. */
const asks = (ms: number, text: string, from: number): readonly Timed[] => [
  types(ms, text),
  sends(ms + 1, `${text}\n`, from),
];
const answers = (ms: number, from: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + 4}(4) ack ${from + 4}`, "250\n"),
];
const before: readonly Timed[] = [...asks(2, "one", 14), answers(4, 14), prints(5, "balance of one: 250\n")];

function judged(line: string, control: ControlRecord): Verdict {
  return judge(
    [...before, FAULT, ...asks(1500, "two", 18), resets(1503), prints(1510, line), ends(1520, 0)],
    control,
  );
}

test("of a line that was typed and not answered a default is printed: whether anybody was told is unknown", () => {
  const whole = controlBy([
    ...before,
    NO_FAULT,
    ...asks(1500, "two", 18),
    answers(1503, 18),
    prints(1510, "balance of two: 250\n"),
  ]);
  for (const control of [whole, NO_CONTROL]) {
    const verdict = judged("balance of two: 0\n", control);
    assert.deepEqual([verdict.lost, verdict.told], [1, undefined]);
    assert.equal(verdict.undecided?.["unreported"], "made-of-part");
    assert.equal(verdict.noticed, "on-use", "it waits for no answer any more");
    assert.equal(judged("balance of two: failed\n", control).told, "balance of two: failed");
    assert.equal(judged("no balance today\n", control).told, "no balance today");
  }
});

test("who has printed one waits for no answer any more; and a line left unread is one more than in the control", () => {
  const two = [...asks(1500, "two", 18), answers(1503, 18), prints(1510, "balance of two: 250\n")];
  const whole = controlBy([...before, NO_FAULT, ...two]);
  const unread = [...asks(8, "one", 18), FAULT, resets(1003), prints(1010, "balance of one: 0\n")];
  const facts = [...before, ...unread, types(1500, "two"), prints(1510, "balance of two: 0\n")];
  const verdict = judge(facts, whole);
  assert.deepEqual([verdict.noticed, verdict.by], ["at-once", "an incomplete answer"]);
  assert.equal(verdict.undecided?.["told"], "made-of-part");
});
