// What becomes of a thing of which less came than its answer had promised.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CUT, cutOrComing, mayBeCut, ofUnsaid } from "../../../src/verdict/asks/ends.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { begun } from "../http-runs.ts";
import { saidEntry } from "../ledger-runs.ts";
import { laidOut, observations, segment } from "../made-up.ts";
import { type Timed, asks, expects, fault, fin, lostOnTheWay, serves } from "../one-run.ts";

test("what was expected, and printed, is not cut; nor is what is known to be lost otherwise", () => {
  assert.equal(mayBeCut(saidEntry("answered", { isLost: false })), true);
  assert.equal(mayBeCut(saidEntry("taken", { isLost: false })), true);
  assert.equal(mayBeCut(saidEntry("unknown")), true);
  assert.equal(mayBeCut(saidEntry("shown", { isLost: false, found: false })), true);
  assert.equal(mayBeCut(saidEntry("shown", { isLost: false, found: true })), false);
  assert.equal(mayBeCut(saidEntry("taken", { isLost: true })), false);
  assert.equal(mayBeCut(saidEntry("refused")), false);
});

const piece = (ms: number, i: number): Timed => [ms, segment(`< P. ${1 + i}:${2 + i}(1) ack 1`, "x")];
const end: Timed = [1900, { kind: "sockets", rows: [] }];

test("what the kernel of a stopped server goes on to deliver is on its way; what came before the fault is none of it", () => {
  const of = (...facts: readonly Timed[]): boolean =>
    cutOrComing(laidOut(observations(...begun, fault("stop"), ...facts, end))) === CUT;
  const steady = (fromMs: number): Timed[] => Array.from({ length: 20 }, (_, i) => piece(fromMs + 40 * i, i));
  assert.equal(of(...steady(1100)), false);
  assert.equal(of(), true);
  assert.equal(of(piece(1040, 0)), true, "it was on the wire");
});

test("what nobody said is what it had asked last, where some of an answer came", () => {
  const of = (...facts: readonly Timed[]): unknown[] => {
    const seen = laidOut(observations(...begun, ...facts, fin(1002)));
    const [flow] = flowsOf(seen);
    assert.ok(flow);
    return ofUnsaid(seen, flow, CUT).map(({ fate, atNs, because }) => [fate, atNs / 1e6, because]);
  };
  const [one, two] = [asks(900, "get 1\n", 1), asks(910, "get 2\n", 7)];
  assert.deepEqual(of(one, two, serves(920, 1, 13)), [["cut", 910, [begun.length + 2, begun.length + 3]]]);
  assert.deepEqual(of(one, two), [], "nothing came");
  assert.deepEqual(of(one, two, lostOnTheWay(serves(920, 1, 13))), []);
  assert.deepEqual(of(serves(920, 1, 1)), [], "nothing was asked");
  assert.deepEqual(of(one, serves(920, 1, 7), expects(1000, true)), [], "all that was expected was printed");
});
