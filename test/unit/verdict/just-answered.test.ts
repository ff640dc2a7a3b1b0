// When an answer has come, or a request gone out, as far as that explains what a client does next: by what arrived, and
// when.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import {
  type Timed,
  closes,
  connects,
  fault,
  habit,
  left,
  lostOnTheWay,
  sends,
  serves,
  types,
  usual,
} from "../one-run.ts";

const controlOfThese = (facts: readonly Timed[]): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...opened, ...facts), { fault: "none" })));
const afterAnswer = usual({ ...habit("segment", "its own FIN", 150), answered: true });

test("a FIN is no answer, nor is what comes later", () => {
  const signOf = (...facts: readonly Timed[]): unknown =>
    controlOfThese([fault("none", 0), sends(1100), ...facts])
      .signs.filter(({ kind }) => kind !== "sent")
      .map(({ kind, answered }) => [kind, answered]);
  const ended: Timed = [1200, segment("< F. 14:14(0) ack 20")];
  assert.deepEqual(signOf(ended, closes(1205)), [["segment", undefined]]);
  assert.deepEqual(signOf(closes(1150), serves(1160, 14, 20)), [["segment", undefined]]);
});

test("what did not arrive has neither asked nor answered; what arrived late has, when it did", () => {
  const crashed = [fault("host-crash"), closes(1010)];
  assert.equal(left([lostOnTheWay(sends(950)), ...crashed], afterAnswer, 1000), "1010 segment");
  const lost = lostOnTheWay(serves(960, 14, 20));
  assert.equal(left([sends(950), lost, ...crashed], afterAnswer, 1000), "1010 segment");
  const late = { frame: 1, fate: "passed", deliveredNs: 958e6 } as const;
  const held: Timed = [945, { ...segment("< P. 14:20(6) ack 14", "again\n"), wire: late }];
  assert.equal(left([held, sends(950), ...crashed], afterAnswer, 1000), "", "it was answered");
});

test("what came before something was said to it is not why it does what it does since", () => {
  const asks = (...facts: readonly Timed[]): ControlRecord =>
    controlOfThese([fault("none", 0), sends(1100), serves(1150, 14, 20), types(1180), ...facts]);
  const answeredIn = ({ signs }: ControlRecord): unknown =>
    signs.filter(({ kind }) => kind === "connect").map(({ asked, answered }) => [asked, answered]);
  // `BRPOP` of one process, answered with nil; and another one, which connects for each line.
  const control = asks(sends(1151, 20), connects(1187));
  assert.deepEqual(answeredIn(control), [[true, undefined]]);
  const connected = [sends(1900), fault("stop", 2000), types(2100), connects(2107)];
  assert.equal(left(connected, control, 2000), "", "it does so for each line");
  assert.deepEqual(answeredIn(asks(sends(1181), serves(1186, 20, 26), connects(1187))), [[true, true]]);
});

test("what a client does within 100 ms is about its answer, unless its server rests for as long between what it sends by itself", () => {
  const isAnswered = (ms: number, ...came: readonly number[]): unknown => {
    const facts = came.map((at, i) => serves(at, 14 + 6 * i, 20));
    const { signs } = controlOfThese([fault("none", 0), sends(1100), ...facts, closes(ms)]);
    return signs.find(({ kind }) => kind === "segment")?.answered ?? false;
  };
  assert.deepEqual(
    [isAnswered(1200, 1160), isAnswered(1260, 1160), isAnswered(1261, 1160)],
    [true, true, false],
  );
  assert.equal(isAnswered(1200, 1120, 1125, 1130, 1160), true, "the last of many segments");
  const ticks = [1110, 1200, 1290, 1380, 1470];
  assert.deepEqual([isAnswered(1490, ...ticks), isAnswered(1491, ...ticks)], [true, false]);
  assert.deepEqual(
    [isAnswered(1560, ...ticks), isAnswered(1561, ...ticks)],
    [false, true],
    "it rests for longer now",
  );
});
