// What a client's session begins with, asked again on a new connection: how much came for that, which is not what it was
// started for.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnsweredStep, AskedThing } from "../../../src/timeline/asked-thing.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { bytesAgain, usuallyAsked } from "../../../src/verdict/asks/session-again.ts";
import { MOST_KEPT } from "../../../src/verdict/asks/steps.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { numberOf } from "../../../src/verdict/bytes/number-of.ts";
import { type Exchange, runOf, seenIn } from "../exchanges.ts";
import { usual } from "../one-run.ts";

/** Their answers are of as many bytes as none of the sums below is by chance. */
const answered = (ask: string, bytes: number): Exchange => [`${ask}\r\n`, "+".repeat(bytes)];
const [EHLO, AUTH, NOOP] = [
  answered("EHLO me", 10),
  answered("AUTH it", 200),
  answered("NOOP", 3000),
] as const;
const [MAIL, OTHER] = [answered("MAIL FROM:<a>", 40_000), answered("MAIL FROM:<b>", 50_000)] as const;

const stepOf = ([ask]: Exchange, i = 0): AnsweredStep => [i, i, 3, numberOf(ask), 0, 0];
/** What it asks on its connection under test, and how often on all of them. */
function controlOf(opening: readonly Exchange[], asked: readonly Exchange[] = opening): ControlRecord {
  const things = asked.map(([ask]): AskedThing => [numberOf(ask), 0, 0, ask.length, 0]);
  return { ...usual(), steps: opening.map((each, i) => stepOf(each, i)), asked: things };
}

/** As it was asked before the end of its server, and since. */
function again(control: ControlRecord, before: readonly Exchange[], since: readonly Exchange[]): number {
  const seen = seenIn(runOf(before, since));
  const run = { ...seen, evidence: { ...seen.evidence, control } };
  return bytesAgain(run, flowsOf(run), 1);
}

test("what each connection begins with is asked again on one more, and is answered once more", () => {
  const control = controlOf([EHLO, AUTH, NOOP, MAIL]);
  const rows: readonly (readonly [
    why: string,
    before: readonly Exchange[],
    since: readonly Exchange[],
    bytes: number,
  ])[] = [
    ["the first thing", [EHLO, AUTH], [EHLO], 10],
    ["one after the other", [EHLO, AUTH, NOOP], [EHLO, AUTH, NOOP], 3210],
    ["another one left out", [EHLO, NOOP], [EHLO, NOOP], 3010],
    ["what was not asked before is asked for the first time", [EHLO], [EHLO, AUTH], 10],
    ["what was not answered before is answered for the first time", [EHLO, [AUTH[0], ""]], [EHLO, AUTH], 10],
    ["what does not begin so goes on with something else", [EHLO, AUTH], [AUTH], 0],
    ["and so does what comes behind that", [EHLO, AUTH, NOOP], [AUTH, NOOP], 0],
    ["in the same order as without the fault", [EHLO, AUTH, NOOP], [EHLO, NOOP, AUTH], 210],
    ["what a control does not ask begins nothing", [OTHER], [OTHER], 0],
  ];
  for (const [why, before, since, bytes] of rows) assert.equal(again(control, before, since), bytes, why);
});

test("as far as each is asked once: what is asked on and on is no beginning", () => {
  assert.equal(again(controlOf([EHLO, MAIL, MAIL], [EHLO]), [EHLO, MAIL], [EHLO, MAIL]), 10);
  assert.equal(again(controlOf([MAIL, MAIL, EHLO], []), [MAIL, EHLO], [MAIL, EHLO]), 0);
  assert.equal(again(controlOf([EHLO, MAIL, MAIL, AUTH], []), [EHLO, AUTH], [EHLO, AUTH]), 10);
  assert.equal(again(controlOf([EHLO, AUTH], []), [EHLO, AUTH], [EHLO, AUTH]), 210, "all of it is");
});

test("what stands before it in the control may be never the same: a login with a nonce", () => {
  const hello = (nonce: string): Exchange => answered(`HELLO ${nonce}`, 100_000);
  const control = controlOf([hello("17f3"), AUTH, NOOP]);
  assert.equal(again(control, [hello("9a02"), AUTH], [hello("c4d1"), AUTH]), 200);
});

test("a control may ask it on several connections, as often as in the one that asks it most often", () => {
  const once = controlOf([EHLO, MAIL]);
  const twice = controlOf([EHLO, MAIL], [EHLO, EHLO, MAIL]);
  const since = (count: number): Exchange[] => Array.from({ length: count }, () => EHLO);
  assert.equal(again(twice, [EHLO], since(1)), 0);
  assert.equal(again(twice, [EHLO], since(2)), 10, "the third one");
  assert.equal(again({ ...once, more: [twice] }, [EHLO], since(1)), 0);
  assert.equal(again({ ...twice, more: [once] }, [EHLO], since(1)), 0);
  assert.equal(again({ ...twice, more: [once] }, [EHLO], since(2)), 10);
  assert.equal(again(once, [EHLO], since(1)), 10);
});

test("without a control nothing is known to be what a session begins with", () => {
  const none: ControlRecord = { ...usual(), none: true };
  assert.equal(again(none, [EHLO], [EHLO]), 0);
});

test("how often a control asks it on the connection under test, and none where not all of it was kept", () => {
  const times = (...[control, ...more]: readonly ControlRecord[]): number => {
    const seen = seenIn([]);
    const evidence = { ...seen.evidence, ...(control && { control: { ...control, more } }) };
    return usuallyAsked({ ...seen, evidence }, MAIL[0]);
  };
  const many = (count: number): ControlRecord => controlOf(Array.from({ length: count }, () => MAIL));
  assert.equal(times(), 0);
  assert.equal(times(usual()), 0);
  assert.equal(times(controlOf([EHLO, OTHER])), 0);
  assert.equal(times(many(3)), 3);
  assert.equal(times(many(2), many(4), many(3)), 4, "in the one that has most of it");
  assert.equal(times({ ...many(3), openStep: stepOf(MAIL) }), 4, "with the one that was not answered");
  assert.equal(times(many(MOST_KEPT - 1)), MOST_KEPT - 1);
  assert.equal(times(many(MOST_KEPT)), 0);
});
