// What a client spends on a server that is gone: whether it spins, and how often it tries to connect. docs/verdict.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { busyShare, effortOf } from "../../../src/verdict/signs/effort.ts";
import {
  type Timed,
  caseOf,
  connects,
  died,
  exits,
  judgeOf,
  ofServer,
  types,
  usual,
  without,
} from "../one-run.ts";

const spent = (ms: number, usedMs: number, isAtWork?: boolean): Timed => [
  ms,
  { kind: "spent", role: "client", ms: usedMs, ...(isAtWork !== undefined && { isAtWork }) },
];

test("it spins: a third of a processor in the silence from 100 ms on, or once it was used; twice as much as in the control", () => {
  const busy = (share: number): ControlRecord => ({ ...usual(), busy: share });
  const cases: readonly (readonly [string, readonly Timed[], boolean | undefined, ControlRecord?])[] = [
    ["0.35 of one", [spent(1200, 100), spent(1500, 205)], true],
    ["0.3 of one", [spent(1200, 100), spent(1500, 190)], true],
    ["less", [spent(1200, 100), spent(1500, 180)], false],
    ["no more than twice the usual", [spent(1200, 100), spent(1500, 220)], false, busy(0.2)],
    ["more than twice the usual", [spent(1200, 100), spent(1500, 250)], true, busy(0.2)],
    ["the work it does first is not counted", [spent(1010, 0), spent(1110, 200), spent(1400, 210)], false],
    ["150 ms from the 100th on are enough", [spent(1102, 0), spent(1252, 150)], true],
    ["less is too short", [spent(1102, 0), spent(1251, 149)], undefined],
    [
      "in the silence, and not once it is used",
      [spent(1200, 0), spent(1500, 150), types(1600), spent(1800, 160), spent(2100, 165)],
      true,
    ],
    ["up to its use", [spent(1450, 0), spent(1600, 150), types(1600)], true],
    [
      "once it is used, and not in the silence",
      [spent(1200, 0), spent(1500, 10), types(1600), spent(1800, 20), spent(2100, 200)],
      true,
    ],
    [
      "the work of its use is not counted",
      [types(1600), spent(1610, 0), spent(1650, 200), spent(1800, 210), spent(2100, 215)],
      false,
    ],
    [
      "what its server spends is not its own",
      [spent(1200, 100), ofServer(spent(1300, 0)), spent(1500, 110), ofServer(spent(1600, 900))],
      false,
    ],
    ["it has ended", [exits(1300, { exitCode: 0 })], false],
    ["its server has ended", [ofServer(exits(1300, { exitCode: 0 }))], undefined],
    ["never seen asleep", [spent(1200, 100, true), spent(1300, 105, true), spent(1500, 115, true)], true],
    [
      "never seen asleep, and it got next to nothing",
      [spent(1200, 100, true), spent(1300, 101, true), spent(1500, 102, true)],
      false,
    ],
    [
      "met asleep once in five looks",
      [1200, 1250, 1300, 1400, 1500].map((ms, at) => spent(ms, 100 + at * 5, at !== 2)),
      true,
    ],
    [
      "met asleep once in four",
      [1200, 1250, 1300, 1500].map((ms, at) => spent(ms, 100 + at * 5, at !== 2)),
      false,
    ],
    ["looked at twice only", [spent(1200, 100, true), spent(1500, 120, true)], false],
  ];
  for (const [why, facts, expected, control] of cases)
    assert.equal(judgeOf([...died, ...facts], control).spins, expected, why);
  assert.equal(busyShare(caseOf([...died, spent(1300, 0), spent(1500, 100)]), 1002e6), 0.5);
});

test("what was not observed is left out", () => {
  const seen = caseOf([...died, spent(1200, 0), spent(1500, 300)], without("processes", "segments"));
  assert.deepEqual(effortOf(seen, 1002e6), {});
});

test("attempts: the most within any one second since the fault, counted ones too, whichever were recorded first", () => {
  const counted = (ms: number, count: number): Timed => [ms, { kind: "attempts", count }];
  const attempts = (...facts: readonly Timed[]): number | undefined => judgeOf(facts).attempts;
  assert.equal(attempts(connects(900), counted(900, 9), ...died), 0, "before the fault");
  assert.equal(attempts(counted(1000, 9), ...died), 0, "at the fault");
  assert.equal(attempts(...died, connects(1200), connects(2200)), 1, "a second apart");
  assert.equal(attempts(...died, connects(1200), connects(2199)), 2);
  assert.equal(attempts(...died, connects(1200), connects(3400), counted(2300, 5)), 5);
});
