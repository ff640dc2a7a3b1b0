// The greeting of a new connection, and the answers to how a session begins, in the bytes that came there.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnsweredStep } from "../../../src/timeline/asked-thing.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { bytesAgain } from "../../../src/verdict/asks/session-again.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { numberOf } from "../../../src/verdict/bytes/number-of.ts";
import { segment } from "../made-up.ts";
import { START, type Timed, caseOf, connects, died, onOther, usual } from "../one-run.ts";

/** Each in the control so often. */
function controlOf(times: Readonly<Record<string, number>>, repeats = 1): ControlRecord {
  const words = Object.entries(times).flatMap(([text, count]) => Array.from({ length: count }, () => text));
  const steps = words.map((text, i): AnsweredStep => [i, i, 3, numberOf(text), 0, 0]);
  return { ...usual(), steps: Array.from({ length: repeats }, () => steps).flat() };
}

/** A new connection from 1100 ms on: what the server says first, and then each ask with an answer. */
function anew(greeting: string, ...asked: readonly (readonly [ask: string, answer: string])[]): Timed[] {
  let [sent, came, ms] = [1, 1, 1101];
  const says = (text: string, from: number, to: "<" | ">"): Timed => {
    const flags = `${to} P. ${from}:${from + text.length}(${text.length}) ack 1`;
    return onOther([ms++, segment(flags, text)]);
  };
  const all: Timed[] = [connects(1100, 50_000)];
  if (greeting !== "") all.push(says(greeting, came, "<"));
  came += greeting.length;
  for (const [ask, answer] of asked) {
    all.push(says(ask, sent, ">"), says(answer, came, "<"));
    [sent, came] = [sent + ask.length, came + answer.length];
  }
  return all;
}

function again(control: ControlRecord, since: readonly Timed[], more = 1): number {
  const seen = caseOf([START, ...died, ...since], { control });
  return bytesAgain(seen, flowsOf(seen), more);
}

const HELLO = ["EHLO me\r\n", "250 mail.example.org\r\n"] as const;
const MAIL = ["MAIL FROM:<a>\r\n", "250 ok\r\n"] as const;

test("its greeting, and what is asked more often than in the control", () => {
  const control = controlOf({ [HELLO[0]]: 1, [MAIL[0]]: 6 });
  assert.equal(again(control, anew("220 hello\r\n", HELLO, MAIL)), 11, "it is the first EHLO that is seen");
  assert.equal(again(control, anew("220 hello\r\n", HELLO, MAIL, HELLO)), 11 + 22);
  assert.equal(again(control, anew("", HELLO, HELLO)), 22, "nothing was said before");
});

test("what is not asked in the control may be the same in other words", () => {
  assert.equal(again(controlOf({ [MAIL[0]]: 6 }), anew("", HELLO, HELLO)), 0);
});

test("as many connections as in the control are greeted there, too; of a control that kept not all nothing is known", () => {
  const control = controlOf({ [HELLO[0]]: 1 });
  assert.equal(again(control, anew("220 hello\r\n", HELLO), 0), 0);
  const long = controlOf({ [HELLO[0]]: 1 }, 64);
  assert.equal(again({ ...control, steps: long.steps ?? [] }, anew("", HELLO, HELLO)), 0);
});
