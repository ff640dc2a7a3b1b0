// In a silence a client may ask for its query to be cancelled on a connection of its own, and wait on for the answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { waitsOnItAlone } from "../../../src/verdict/notice/reaction.ts";
import {
  START,
  type Timed,
  asks,
  caseOf,
  connects,
  died,
  exits,
  fault,
  judgeOf,
  onPort,
  pipe,
  serves,
  sleepTogether,
  sleeps,
  socket,
  types,
  usual,
} from "../one-run.ts";

const said = { said: [{ text: "another", fate: "read", answerBytes: 20 }] } as const;
const stops: readonly Timed[] = [START, fault("stop"), types(1100), asks(1101, "another\n")];
const cancels: readonly Timed[] = [
  connects(1500, 41_500),
  onPort(41_500, asks(1501, "cancel it, please", 1)),
];
const ALONE = sleeps(1900, "poll", socket);

function words(...facts: readonly Timed[]): readonly unknown[] {
  const { noticed, reaction, lost, unreported } = judgeOf([...stops, ...facts], { ...usual(), ...said });
  return [noticed, reaction, lost, unreported];
}

test("who sleeps on nothing but its connection hangs, whatever it has asked elsewhere, and may yet tell", () => {
  assert.deepEqual(words(...cancels, ALONE), ["on-use", "hangs", 1, 0]);
});

test("who sleeps on something else as well, is served elsewhere, or ends, does not", () => {
  const goesOn = ["on-use", "reconnects", 1, 1];
  assert.deepEqual(words(...cancels, sleeps(1900, "poll", socket, pipe)), goesOn);
  assert.deepEqual(words(...cancels, sleepTogether(1900, [socket], [pipe])), goesOn);
  assert.deepEqual(words(...cancels, onPort(41_500, serves(1502, 1, 18)), ALONE), goesOn);
  assert.deepEqual(words(...cancels, ALONE, exits(1950, { exitCode: 0 })), ["on-use", "exits", 1, 1]);
});

test("only when it was looked at since the fault, and only in a silence", () => {
  const of = (facts: readonly Timed[]): boolean => waitsOnItAlone(caseOf([START, ...facts]));
  assert.equal(of([fault("stop"), ALONE]), true);
  assert.equal(of([sleeps(900, "poll", socket), fault("stop")]), false);
  assert.equal(of([...died, ALONE]), false);
});
