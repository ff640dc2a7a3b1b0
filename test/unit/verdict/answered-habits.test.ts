// What a client does because its answer has come, such as closing its connection, is no habit of one that is not answered.
// docs/verdict.md, "A habit is not a sign".

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { evidenceOf, observations, opened } from "../made-up.ts";
import { type Timed, closes, connects, died, fault, habit, left, sends, serves, usual } from "../one-run.ts";

const controlOfThese = (...facts: readonly Timed[]): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...opened, ...facts), { fault: "none" })));
const OWN_FIN = habit("segment", "its own FIN", 150);
const afterAnswer = usual({ ...OWN_FIN, answered: true });

test("the control says of each sign whether the server's data had just come", () => {
  const signOf = (...facts: readonly Timed[]): unknown =>
    controlOfThese(fault("none", 0), sends(1100), ...facts)
      .signs.filter(({ kind }) => kind !== "sent")
      .map(({ kind, answered }) => [kind, answered]);
  assert.deepEqual(signOf(serves(1200, 14, 20), closes(1299)), [["segment", true]]);
  assert.deepEqual(
    signOf(serves(1200, 14, 20), closes(1301)),
    [["segment", undefined]],
    "it is no longer about that",
  );
  assert.deepEqual(
    signOf(serves(1200, 14, 20), sends(1201, 20), closes(1205)),
    [["segment", true]],
    "a farewell",
  );
  assert.deepEqual(signOf(closes(1101)), [["segment", undefined]]);
});

test("it closes as its server dies, and has no answer: a sign, however near to the habit's time", () => {
  const facts = [sends(950), ...died, closes(1010)];
  assert.equal(left(facts, afterAnswer), "1010 segment");
  assert.equal(left(facts, usual(OWN_FIN)), "", "in the control no answer had come then either");
  assert.equal(
    left([sends(950), serves(960, 14, 20), ...died, closes(1010)], afterAnswer),
    "",
    "it was answered",
  );
});

test("what it sends once its server has ended is its farewell, and asks for nothing", () => {
  const facts = [sends(950), serves(960, 14, 20), ...died, sends(1009, 20), closes(1010)];
  assert.equal(left(facts, afterAnswer), "1009 farewell");
});

test("the same holds of what it did before the fault", () => {
  const now = [sends(950, 20), ...died, connects(1100)];
  assert.equal(left([sends(300), serves(310, 14, 20), connects(312), ...now], usual()), "1100 connect");
  assert.equal(left([sends(300), serves(310, 14, 20), connects(420), ...now], usual()), "1100 connect?");
});

const spent = (ms: number, waitedMs: number): Timed => [
  ms,
  { kind: "spent", role: "client", ms: 10, waitedMs, lateMs: 0 },
];

test("what is late for want of a processor comes right after its cause all the same", () => {
  const after = (closedMs: number, waitedMs: number): string =>
    left(
      [spent(990, 5), ...died, closes(closedMs), spent(closedMs + 1, 5 + waitedMs)],
      usual(habit("segment", "its own FIN", 5000)),
    );
  assert.equal(after(1022, 0), "1022 segment");
  assert.equal(after(1060, 0), "1060 segment?");
  assert.equal(after(1060, 37), "1060 segment?", "not all of it");
  assert.equal(after(1060, 38), "1060 segment");
  assert.equal(after(1103, 100), "1103 segment?", "more than five times as late");
});
