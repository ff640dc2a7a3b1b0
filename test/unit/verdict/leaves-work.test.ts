// A client that works on without the fault, and with it has ended, or only tries to connect.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asksNoMoreEntry } from "../../../src/verdict/asks/asks-no-more.ts";
import { ENDED_EARLY, STILL_TRIES } from "../../../src/verdict/asks/why-unsure.ts";
import { exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { OTHER, type Timed, connects, exits, fault, habit, onOther, types } from "../one-run.ts";
import { segment } from "../made-up.ts";
import { type Row, control, run, sends, stores } from "../works-on.ts";

const THINGS = ["alpha", "bravo", "charly"].map((word) => stores(`a reading ${word}`));
const before = exchanges(500, ...THINGS);
/** Each second; the end is at 1002 ms. */
const signs = sends("sent", 0, 1000, 2000, 3000);
const usual = control(THINGS, signs);
const tries = (ms: number, untilMs = 4002): readonly Timed[] => run(before, [connects(ms, OTHER)], untilMs);
const accepts = onOther([1500.1, segment("< S. 0:0(0) ack 1")]);
const ends = (exitCode: number): readonly Timed[] => run(before, [exits(1500, { exitCode })]);

const trying: readonly Row[] = [
  ["in vain", tries(1500), true],
  ["in vain, and one thing is due", tries(1500, 2002), true],
  ["in vain, and nothing is due", tries(1500, 2001.9), false],
  ["before the end", tries(900, 2002), false],
  ["and was accepted", run(before, [connects(1500, OTHER), accepts], 2002), false],
  ["and asks nothing by itself", tries(1500), false, [control(THINGS.slice(1), signs)]],
];

for (const [why, facts, isSo, controls = [usual]] of trying)
  test(`it has tried to connect ${why}: ${isSo ? "what it was to ask is not known" : "nothing is seen"}`, () => {
    assert.equal(asksNoMoreEntry(...judged(facts, controls))?.why, isSo ? STILL_TRIES : undefined);
  });

const ended: readonly Row[] = [
  ["with 0", ends(0), true],
  ["with 1", ends(1), true],
  ["and two things are due", ends(0), false, [control(THINGS, sends("sent", 0, 1000, 2000))]],
  ["as it does in the control", ends(0), false, [control(THINGS, [...signs, habit("exit", "", 9000)])]],
  ["and something was said to it", [types(400), ...ends(0)], false],
  ["and nothing was done to its server", [fault("none", 0), exits(1500, { exitCode: 0 })], false],
  ["and there is no control", ends(0), false, []],
];

for (const [why, facts, isSo, controls = [usual]] of ended)
  test(`it has ended, ${why}: ${isSo ? "whether it was to ask more is not known" : "nothing is seen"}`, () => {
    assert.equal(asksNoMoreEntry(...judged(facts, controls))?.why, isSo ? ENDED_EARLY : undefined);
  });
