// The greeting of a new connection, and the answers to how a session begins, in the bytes that came there.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnsweredStep, ControlRecord } from "../../../src/timeline/record.ts";
import { mayBeLetterAnew } from "../../../src/verdict/asks/letter-anew.ts";
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

test("a letter sent anew has a date, a Message-ID and boundaries of its own, and nothing else", () => {
  const letter = (subject: string, id: string, time: string, boundary = "==1"): string =>
    `Subject: ${subject}\r\nMessage-ID:\r\n <${id}@x>\r\nDate: Mon, 30 Nov 2026 ${time} +0000\r\n` +
    `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\nhello\r\n--${boundary}--\r\n.\r\n`;
  const mailed = letter("news 2", "0f3a9c61-77d2", "04:55:01");
  const isAnew = (other: string, text = mailed): boolean => {
    const seen = caseOf([START, ...died, ...anew("", ["DATA\r\n", "354\r\n"], [other, "250\r\n"])]);
    return mayBeLetterAnew(flowsOf(seen).slice(1), text);
  };
  assert.equal(isAnew(letter("news 2", "8812bbd0-10ac", "04:55:03", "==2")), true);
  assert.equal(isAnew(letter("news 3", "8812bbd0-10ac", "04:55:03")), false, "the next one");
  const invoice = (number: string): string =>
    letter(`Invoice INV-2026-${number}`, "0f3a9c61-77d2", "04:55:01");
  assert.equal(isAnew(invoice("00004"), invoice("00003")), false, "whatever long number it has");
  assert.equal(isAnew(mailed.replace("hello", "hullo")), false);
  const request = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n";
  assert.equal(
    mayBeLetterAnew(flowsOf(caseOf([START, ...died, ...anew("", [request, "ok"])])), request),
    false,
  );
});
