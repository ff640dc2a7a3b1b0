// What comes behind a segment that was lost, and what TCP then sends again: neither is a part less.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesBetween, flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { sockets } from "../made-up.ts";
import { KILL, START, type Timed, acks, answers, asks, caseOf, lostOnTheWay } from "../one-run.ts";

const line = (ms: number, from: number, length = 25): Timed => answers(ms, "x".repeat(length), 20, from);
const asked = [START, asks(900, "please", 14)];
/** The first of two lines is lost; the second comes, and then the first once more. */
const HOLE = [lostOnTheWay(line(910, 14)), line(920, 39)];
const FILLED = [...HOLE, line(930, 14)];

test("what fills a hole has come when it came, and what lay behind it is counted once", () => {
  const flows = (facts: readonly Timed[]): ReturnType<typeof flowsOf> =>
    flowsOf(caseOf([...asked, ...facts, KILL]));
  assert.equal(bytesBetween(flows(FILLED), 900e6, 2e12), 50);
  assert.equal(bytesBetween(flows(FILLED), 925e6, 2e12), 25);
  assert.equal(bytesBetween(flows(HOLE), 900e6, 2e12), 25);
  assert.equal(flows(FILLED)[0]?.toClient.arrivedTo, 64);
  assert.equal(flows(HOLE)[0]?.toClient.arrivedTo, 14);
});

test("nobody has read what lies behind a hole, though the receive queue is empty", () => {
  const table: Timed = [1500, sockets("ESTABLISHED", "ESTABLISHED")];
  const readTo = (facts: readonly Timed[]): unknown =>
    flowsOf(caseOf([...asked, ...facts, KILL, acks(1100), table]))[0]?.toClient.queue.readTo;
  assert.equal(readTo(HOLE), 14);
  assert.equal(readTo(FILLED), 64);
});
