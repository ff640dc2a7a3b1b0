// What each control asks, and one run does not: whatever comes there for something else.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { askedWords } from "../../../src/verdict/asks/asked-words.ts";
import { hasAll, lacksSome } from "../../../src/verdict/asks/lacks-some.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { laidOut, observations, opened, segment } from "../made-up.ts";
import { START, type Timed, connects, died, onOther, usual } from "../one-run.ts";

type Exchange = readonly [ask: string, answer: string];

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");

/** One after the other on a connection, a millisecond each. */
function exchanges(fromMs: number, ...all: readonly Exchange[]): Timed[] {
  let [sent, came, ms] = [1, 1, fromMs];
  const says = (text: string, from: number, to: "<" | ">"): Timed[] =>
    text === ""
      ? []
      : [[ms++, segment(`${to} P. ${from}:${from + text.length}(${text.length}) ack 1`, text)]];
  return all.flatMap(([ask, answer]) => {
    const facts = [...says(ask, sent, ">"), ...says(answer, came, "<")];
    [sent, came] = [sent + ask.length, came + answer.length];
    return facts;
  });
}

/** What was asked and answered before the fault, and since on a new connection. */
const runOf = (before: readonly Exchange[], since: readonly Exchange[]): Timed[] => [
  ...OPENS,
  START,
  ...exchanges(500, ...before),
  ...died,
  connects(1100, 50_000),
  ...exchanges(1101, ...since).map((each) => onOther(each)),
];

const seenIn = (facts: readonly Timed[]): ReturnType<typeof laidOut> => laidOut(observations(...facts));

function controlOf(...all: readonly Exchange[]): ControlRecord {
  const asked = askedWords(flowsOf(seenIn([...OPENS, START, ...exchanges(500, ...all)])));
  return { ...usual(), ...(asked !== undefined && { asked }) };
}

/** With none more than one missing, and nothing instead; or with something; or all. */
function found(facts: readonly Timed[], ...controls: readonly ControlRecord[]): string {
  const seen = seenIn(facts);
  const [control, ...more] = controls;
  const evidence = { ...seen.evidence, ...(control !== undefined && { control: { ...control, more } }) };
  const judged = { ...seen, evidence };
  const flows = flowsOf(judged);
  return lacksSome(judged, flows) ? "lacks" : hasAll(judged, flows) ? "all" : "otherwise";
}

const push = (value: string): Exchange => [`RPUSH q ${value}\r\n`, ":1\r\n"];
const hello = (nonce: string): Exchange => [`LOGIN ${nonce}\r\n`, "+OK\r\n"];
const PING: Exchange = ["*1\r\n$4\r\nPING\r\n", "+PONG\r\n"];
const [A, B, C] = [push("alpha"), push("bravo"), push("charly")] as const;

test("all that a control asks was asked and answered, or some of it was not", () => {
  const control = controlOf(A, B, C);
  assert.equal(found(runOf([A], [B, C]), control), "all");
  assert.equal(found(runOf([A], [C]), control), "lacks");
  assert.equal(found(runOf([A], [[B[0], ""], C]), control), "all", "something came behind it");
  assert.equal(found(runOf([A], [C, [B[0], ""]]), control), "lacks", "nothing did");
  assert.equal(found(runOf([A], [A, B, C]), control), "all", "one of it once more");
});

test("what is asked in other words, and answered alike, may be the same; what is answered otherwise is not", () => {
  const control = controlOf(A, B, C);
  assert.equal(found(runOf([A], [push("brav0"), C]), control), "otherwise");
  assert.equal(found(runOf([A], [PING, C]), control), "lacks");
  assert.equal(found(runOf([A], [PING, B, C]), control), "all");
  assert.equal(found(runOf([A], [push("brav0")]), control), "lacks", "two are missing");
});

test("what a session begins with, and is never the same, stands for nothing else", () => {
  const [insert, next]: Exchange[] = [
    ["INSERT 1\r\n", "+OK\r\n"],
    ["INSERT 2\r\n", "+OK\r\n"],
  ];
  assert.ok(insert && next);
  const control = controlOf(hello("17f3"), insert, next);
  assert.equal(found(runOf([hello("9a02")], [hello("c4d1"), insert, next]), control), "all");
  assert.equal(found(runOf([hello("9a02")], [hello("c4d1"), next]), control), "lacks");
  assert.equal(
    found(runOf([hello("same"), insert], [hello("same"), next]), controlOf(hello("same"), insert, next)),
    "all",
  );
  assert.equal(
    found(runOf([hello("same")], [hello("same"), next]), controlOf(hello("same"), insert, next)),
    "lacks",
  );
});

test("it is lacking where each control asks it, and nothing is known without one", () => {
  assert.equal(found(runOf([A], [C]), controlOf(A, B, C), controlOf(A, C)), "all");
  assert.equal(found(runOf([A], [C]), controlOf(A, B, C), controlOf(A, B, C)), "lacks");
  assert.equal(found(runOf([A], [C]), controlOf(A, B, C), usual()), "otherwise");
  assert.equal(found(runOf([A], [C])), "otherwise");
});

test("a control keeps what was answered on what can be read, and nothing where it is too much", () => {
  assert.equal(controlOf([A[0], ""]).asked, undefined);
  assert.equal(controlOf(A, B).asked?.length, 2);
  assert.equal(controlOf(["\u0016\u0003\u0001 tls", "sealed"]).asked, undefined);
  const many = Array.from({ length: 1025 }, (_, i) => push(String(i)));
  assert.equal(controlOf(...many.slice(0, 1024)).asked?.length, 1024);
  assert.equal(controlOf(...many).asked, undefined);
});
