// A client that has tried to connect again, and was not served: whether it still tries, and what that says of whether it has
// told of what was lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { ASKED, OWN } from "../../../src/verdict/asks/loss.ts";
import { mayYetSucceed } from "../../../src/verdict/notice/tries-again.ts";
import { isStillTrying } from "../../../src/verdict/signs/still-trying.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { type Exchange, controlOf, exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { opened, segment } from "../made-up.ts";
import {
  OTHER,
  START,
  type Timed,
  caseOf,
  connects,
  died,
  exits,
  fault,
  onOther,
  onPort,
  prints,
} from "../one-run.ts";

/** In a storm not each attempt is recorded with its segments. */
const storms = (ms: number, count = 9): Timed => [ms, { kind: "attempts", count }];
const watched = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];
/** Its server's end has come at 1002 ms. */
const isTrying = (facts: readonly Timed[], untilMs: number): boolean =>
  isStillTrying(caseOf([...died, ...facts, watched(untilMs)]), 1002e6);

const rows: readonly (readonly [why: string, facts: readonly Timed[], untilMs: number | undefined])[] = [
  ["it has not tried", [], undefined],
  ["it had tried before its server's end", [connects(900)], undefined],
  ["it had tried as that came", [connects(1002)], undefined],
  ["a storm before the end", [storms(900)], undefined],
  ["a storm as the end came", [storms(1002)], undefined],
  ["who has not rested yet may rest for a second", [connects(1102)], 2102],
  ["after a third of a second as well", [connects(1335)], 2335],
  ["it had rested for half a second, and may for three times as long", [connects(1502)], 3002],
  ["its longest rest counts, and not its last one", [connects(1502), connects(1602)], 3102],
  ["nor its first one", [connects(1102), connects(1702)], 3502],
  ["a storm is tries", [storms(1502)], 3002],
  ["a try behind a storm", [storms(1202), connects(1702)], 3202],
  ["a storm behind a try", [connects(1202), storms(1702)], 3202],
  ["one that was there before the end is no rest", [connects(100), connects(1202)], 2202],
];

for (const [why, facts, untilMs] of rows)
  test(`${why}: it tries ${untilMs === undefined ? "not" : `until ${untilMs} ms`}`, () => {
    if (untilMs === undefined) assert.equal(isTrying(facts, 1100), false);
    else assert.deepEqual([isTrying(facts, untilMs), isTrying(facts, untilMs + 1)], [true, false]);
  });

const rests = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 6 });
/** Rests so long before each try. */
function timesOf(all: readonly number[]): number[] {
  let ms = 1002;
  return all.map((rest) => (ms += rest));
}

test("who rests twice as long each time, or as long as ever, is not taken for one that has given up", () => {
  const growing = fc.tuple(fc.integer({ min: 1, max: 800 }), fc.integer({ min: 1, max: 5 }), fc.boolean());
  fc.assert(
    fc.property(growing, fc.double({ min: 0, max: 1, noNaN: true }), ([first, count, doubles], share) => {
      const all = Array.from({ length: count + 1 }, (_, i) => first * (doubles ? 2 ** i : 1));
      const times = timesOf(all);
      const [last = 0, next = 0] = times.slice(-2);
      const tries = times.slice(0, -1).map((ms) => connects(ms));
      return isTrying(tries, last + Math.floor((next - last) * share));
    }),
  );
});

test("whatever its rests were, it has given up after three times the longest and a second, and not before that", () => {
  fc.assert(
    fc.property(rests, fc.integer({ min: 0, max: 20_000 }), (all, sinceMs) => {
      const times = timesOf(all);
      const mayRestMs = Math.max(1000, 3 * Math.max(...all));
      const tries = times.map((ms) => connects(ms));
      return isTrying(tries, (times.at(-1) ?? 0) + sinceMs) === sinceMs <= mayRestMs;
    }),
  );
});

// Whether it has told of what was lost.

const OPENS = opened.filter(([, fact]) => fact.kind === "connection");
const stores = (word: string): string => `STORE a reading ${word}\r\n`;
const ANSWERED: readonly Exchange[] = ["alpha", "bravo"].map((word) => [stores(word), "+OK\r\n"]);
/** What it had asked last was not answered. */
const lost: readonly Timed[] = [
  ...OPENS,
  START,
  ...exchanges(500, ...ANSWERED, [stores("charly"), ""]),
  ...died,
];
const control: ControlRecord = {
  ...controlOf(...ANSWERED, [stores("charly"), "+OK\r\n"]),
  asksAnswered: true,
};
const accepted = onPort(41_100, [1101, segment("< S. 0:0(0) ack 1")]);

const again = onPort(41_100, [1102, segment("> P. 1:24(23) ack 1", stores("charly"))]);

/** What was lost, of how much of that nobody was told, or why that is unknown. */
function told(facts: readonly Timed[], untilMs: number): readonly unknown[] {
  const [run] = judged([...lost, ...facts, watched(untilMs)], [control]);
  const { lost: count, unreported, undecided, ledger } = judgeClient(run, { endings: ["fin"] });
  assert.deepEqual(
    ledger?.said.map(({ text }) => text),
    [ASKED],
  );
  return [count, unreported ?? undecided?.["unreported"]];
}

const toldRows: readonly (readonly [
  why: string,
  facts: readonly Timed[],
  untilMs: number,
  unreported: number | string,
])[] = [
  ["it has not tried", [], 3000, 0],
  ["it tries", [connects(1100)], 2100, 0],
  ["it rests too long", [connects(1100)], 2101, "too-short"],
  ["it has rested for long before, and may again", [connects(1100), connects(1900)], 4000, 0],
  ["it had tried before the end, and not since", [connects(450)], 3000, 0],
  ["it has ended, and told nobody", [connects(1100), exits(1200, { exitCode: 0 })], 3000, 1],
  ["it has ended, and says so", [connects(1100), exits(1200, { exitCode: 1 })], 3000, 0],
  ["its server has accepted it, and says nothing", [connects(1100), accepted, again], 2100, 0],
  ["its server has accepted it, and is asked nothing", [connects(1100), accepted], 1200, "too-short"],
  ["its server has not accepted it yet", [connects(1100)], 1200, 0],
];

for (const [why, facts, untilMs, unreported] of toldRows)
  test(`something is lost, and ${why}: unreported=${unreported}`, () => {
    assert.deepEqual(told(facts, untilMs), [1, unreported]);
  });

test("what it has said meanwhile decides nothing once it may have given up", () => {
  assert.deepEqual(told([connects(1100), prints(1150, "gone: error\n")], 2101), [1, "too-short"]);
});

// Whether it may yet do what it was started for.

test("who has not done what it was started for may yet, as long as it runs on and tries", () => {
  const own = { text: OWN, isOwn: true, atNs: 1, fate: "cut", isLost: true, because: [] } as const;
  const may = (facts: readonly Timed[], said: readonly object[] = [own]): boolean => {
    const exit = facts.map(([, fact]) => fact).find(({ kind }) => kind === "program-exited");
    const entries = said.map((each) => ({ ...own, ...each }));
    const known = { ledger: { said: entries, bytes: [] }, exit: exit as never };
    return mayYetSucceed(caseOf([...died, ...facts]), 1002e6, known);
  };
  const tries = [connects(1100), watched(2100)];
  assert.equal(may(tries), true);
  assert.equal(may([connects(1100), watched(2101)]), false, "it rests too long");
  assert.equal(may([watched(2100)]), false, "it has not tried");
  assert.equal(may([connects(1100), exits(1200, { exitCode: 0 })]), false, "it has ended");
  assert.equal(may(tries, [{ isLost: false }]), false, "nothing is lost");
  assert.equal(may(tries, [{ isLost: undefined }]), false, "that is not known");
  assert.equal(may(tries, [{ text: ASKED }]), false, "it was not started for that");
  assert.equal(may(tries, []), false, "it asked nothing");
  assert.equal(may(tries, [{ text: ASKED }, {}]), true, "one of several");
});

test("from its server's end on it counts, and from the fault on where none has come", () => {
  const own = { text: OWN, isOwn: true, atNs: 1, fate: "cut", isLost: true, because: [] } as const;
  const known = { ledger: { said: [own], bytes: [] }, exit: undefined };
  const may = (...facts: readonly Timed[]): boolean => mayYetSucceed(caseOf(facts), 1000e6, known);
  // From the end on it had rested for 600 ms, and from the fault on for two milliseconds more.
  assert.equal(may(...died, connects(1602), watched(3402)), true);
  assert.equal(may(...died, connects(1602), watched(3403)), false);
  assert.equal(may(fault("host-crash"), connects(1602), watched(3408)), true);
  assert.equal(may(fault("host-crash"), connects(1602), watched(3409)), false);
  assert.equal(may(...died, onOther([1601, segment("> S 0:0(0)")]), watched(3000)), true, `port ${OTHER}`);
});
