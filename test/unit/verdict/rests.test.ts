// Where a client has rested since its server's end: behind the first thing that it asks, or behind one that went out on a
// connection that lived; and what was refused, and is asked once more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mayHaveSkipped } from "../../../src/verdict/asks/of-a-kind.ts";
import { type Exchange, exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { type Timed, onPort } from "../one-run.ts";
import { BEATS, control, polls, run, stores } from "../works-on.ts";

const item = (i: number): Exchange => stores(`item ${i}`);
const readings = [1, 2, 3, 4].map((i) => stores(`reading ${i}`));
/** Two before the end, at 1002 ms. Its control rests for 400 ms; 600 are usual yet. */
const rests = (...since: readonly Timed[]): boolean => {
  const facts = run(exchanges(500, item(1), item(2)), since, 3000);
  return mayHaveSkipped(...judged(facts, [control(readings, BEATS)]), new Set());
};
const on = (port: number, ms: number, ...all: readonly Exchange[]): readonly Timed[] =>
  exchanges(ms, ...all).map((each) => onPort(port, each));
const refused: Exchange = [item(3)[0], ""];

test("a rest may come behind what went out on another connection", () => {
  assert.equal(rests(...on(50_001, 1010, item(3)), ...on(50_002, 1610.001, item(4))), true);
  assert.equal(rests(...on(50_001, 1010, item(3)), ...on(50_002, 1610, item(4))), false, "as long as usual");
});

/** What a control asked is of two kinds, and when it asked each of them is known. */
const timed = (...askedNs: readonly number[]): ReturnType<typeof control> => ({
  ...control([...readings, polls, polls, polls], BEATS),
  askedNs: askedNs.map((ms) => ms * 1e6),
});

test("whose connections are used in turn rests no longer than from one thing of a kind to the next, on whichever", () => {
  // The connection under test rests for 400 ms, and one of a kind comes after the other in 200; 300 are usual yet.
  const usual = timed(0, 200, 400, 600, 10, 410, 810);
  const rested = (ms: number, before = exchanges(800, item(1), item(2))): boolean => {
    const facts = run(before, on(50_001, ms, item(3)), 3000);
    return mayHaveSkipped(...judged(facts, [usual]), new Set());
  };
  assert.equal(rested(1102.001), true);
  assert.equal(rested(1102), false, "as long as usual");
  assert.equal(rested(1102.001, exchanges(800, item(1), item(2), polls)), true, "another kind is none of it");
  assert.equal(rested(1104.001, exchanges(804, polls)), true, "none of its kind came before");
  assert.equal(rested(1104, exchanges(804, polls)), false);
});

test("behind more things than it has connections, and one more, a rest is none of the end's", () => {
  const more = [5, 6, 7, 8, 9].map(item);
  const since = (count: number): readonly Timed[] => on(50_001, 1010, ...more.slice(0, count));
  assert.equal(rests(...since(3), ...on(50_002, 1700, item(4))), true);
  assert.equal(rests(...since(4), ...on(50_002, 1700, item(4))), false);
});

test("what was refused since, and is asked once more, was not left out; the next thing may be", () => {
  assert.equal(rests(...on(50_001, 1100, refused), ...on(50_002, 1800, item(3))), false);
  assert.equal(rests(...on(50_001, 1100, refused), ...on(50_002, 1800, item(4))), true);
  assert.equal(rests(...on(50_001, 1100, refused), ...on(50_002, 1700, item(4))), false, "no rest");
});
