// Whether the client was served since, and whether that may be what was cut; and whether it is still served over other
// connections.

import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { isServedSince, isStillServed } from "../../../src/verdict/bytes/served-again.ts";
import { START, type Timed, aborts, answers, asks, caseOf, onOther, rst, sends, serves } from "../one-run.ts";

type Question = typeof isServedSince;
/** Since 1000 ms. */
function ask(question: Question, facts: readonly Timed[]): boolean {
  const seen = caseOf([START, ...facts]);
  return question(seen, flowsOf(seen), 1000e6);
}

/** Another connection has asked, and was answered, before. */
const beside = [onOther(asks(900, "hello\n", 1)), onOther(answers(910, "hello\n", 7, 1))];
const goesOn = onOther(answers(1100, "and on\n", 7, 7));

test("it was served since by data on the connection under test, and by nothing else on it", () => {
  const isServed = (...facts: readonly Timed[]): boolean => ask(isServedSince, facts);
  assert.equal(isServed(serves(1100)), true);
  assert.equal(isServed(), false);
  assert.equal(isServed(serves(900)), false, "before");
  assert.equal(isServed(serves(1000)), false, "at that moment");
  assert.equal(isServed(rst(1100)), false, "an RST");
  assert.equal(isServed(sends(1100)), false, "what it sends itself");
});

test("what comes on another connection that was open before, and was not asked for since, is something else", () => {
  const isServed = (...facts: readonly Timed[]): boolean => ask(isServedSince, facts);
  assert.equal(isServed(...beside, goesOn), false);
  const [asked] = beside;
  assert.ok(asked);
  assert.equal(isServed(asked, goesOn), false, "asked for before");
  const greeted = onOther(answers(910, "hello\n", 1, 1));
  assert.equal(isServed(greeted, goesOn), false, "served before");
  assert.equal(isServed(...beside, goesOn, onOther(aborts(1150))), false, "an RST asks for nothing");
  assert.equal(isServed(...beside, onOther(asks(1050, "again\n", 7))), false, "asked, and not answered");
});

test("on another connection it was served again where it has asked since, or that was made since", () => {
  const isServed = (...facts: readonly Timed[]): boolean => ask(isServedSince, facts);
  assert.equal(isServed(...beside, onOther(asks(1050, "again\n", 7)), goesOn), true);
  const made = [onOther(asks(1050, "hello\n", 1)), onOther(answers(1100, "hello\n", 7, 1))];
  assert.equal(isServed(...made), true);
  assert.equal(isServed(onOther(answers(1100, "hello\n", 1, 1))), true, "unasked");
});

test("it is still served by data on another connection than that under test", () => {
  const isServed = (...facts: readonly Timed[]): boolean => ask(isStillServed, facts);
  assert.equal(isServed(...beside, goesOn), true);
  assert.equal(isServed(...beside), false, "not since");
  assert.equal(isServed(onOther(answers(1000, "hello\n", 1, 1))), false, "at that moment");
  assert.equal(isServed(serves(1100)), false, "on the one under test");
  assert.equal(isServed(...beside, onOther(rst(1100))), false, "an RST");
  assert.equal(isServed(...beside, onOther(asks(1100, "again\n", 7))), false, "what it sends itself");
});
