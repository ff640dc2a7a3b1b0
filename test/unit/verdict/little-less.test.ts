// A client that gets a little less on a new connection, and asks more there than a control keeps the words of; or beside
// several controls.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { cameElsewhere } from "../../../src/verdict/asks/done-elsewhere.ts";
import { type Exchange, controlOf, runOf, seenIn } from "../exchanges.ts";
import { usual } from "../one-run.ts";

/** It says how many there are, beginning with 1 again where its server has died. */
const pushes = (from: number, count: number): Exchange[] =>
  Array.from({ length: count }, (_, i) => [`RPUSH q ${from + i}\r\n`, `:${1 + i}\r\n`]);

function cameTo(asks: number, ...more: readonly ControlRecord[]): string {
  const [control, half] = [pushes(1, asks), asks / 2];
  const run = seenIn(runOf(pushes(1, half), pushes(half + 1, half)));
  const seen = { ...run, evidence: { ...run.evidence, control: { ...controlOf(...control), more } } };
  const answerBytes = control.reduce((sum, [, answer]) => sum + answer.length, 0);
  return cameElsewhere(seen, { answerBytes, connections: 1 }, 16, true) ?? "nothing";
}

test("a tenth less is unknown, of however many things", () => {
  assert.equal(cameTo(1000), "unsure");
  assert.equal(cameTo(1100), "unsure", "of more than are kept");
});

test("beside several controls each of which says what it asks, or has asked more than is kept", () => {
  const unkept: ControlRecord = { ...usual(), asked: [] };
  assert.equal(cameTo(1000, unkept), "unsure");
  assert.equal(cameTo(1000, controlOf(...pushes(1, 1000)), unkept), "unsure");
  assert.equal(cameTo(1000, usual()), "other", "one does not say it: the bytes alone speak");
});
