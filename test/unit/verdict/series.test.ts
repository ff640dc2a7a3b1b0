// Things that number themselves: whether what is sent on a new connection goes on where the last one was.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { goesOn } from "../../../src/verdict/bytes/series.ts";

const event = (number: number): string => `event ${number} of web-7`;
const timed = (number: number, atMs: number): string => `${atMs} event ${number}`;
const events = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => event(from + i));

type Row = readonly [
  why: string,
  before: readonly string[],
  since: readonly string[],
  expected: "yes" | "no" | "unknown",
];

const rows: readonly Row[] = [
  ["the next one", events(1, 3), events(4, 3), "yes"],
  ["the last one once more", events(1, 3), events(3, 3), "yes"],
  ["from before that", events(1, 3), events(2, 3), "yes"],
  ["one is missing", events(1, 3), events(5, 3), "no"],
  ["many are missing", events(1, 3), events(40, 3), "no"],
  ["from 9 to 10", events(7, 3), events(10, 2), "yes"],
  ["from 9 to 11", events(7, 3), events(11, 2), "no"],
  ["two before, one since", events(1, 2), events(3, 1), "yes"],
  ["two before, one since, and one is missing", events(1, 2), events(4, 1), "no"],
  ["one before, two since", events(1, 1), events(2, 2), "yes"],
  ["one before, two since, and one is missing", events(1, 1), events(3, 2), "no"],
  ["one before, one since: any two numbers count up", events(1, 1), events(2, 1), "unknown"],
  ["nothing before", [], events(1, 3), "unknown"],
  ["nothing since", events(1, 3), [], "unknown"],
  ["no numbers", ["one", "two", "three"], ["four", "five"], "unknown"],
  ["always the same number", ["load 7", "load 7", "load 7"], ["load 7", "load 7"], "unknown"],
  ["numbers that are no count", ["load 7", "load 9", "load 4"], ["load 5", "load 8"], "unknown"],
  ["it counts by two", ["event 2", "event 4"], ["event 6", "event 8"], "unknown"],
  ["it counts down", ["event 9", "event 8"], ["event 7", "event 6"], "unknown"],
  ["one is missing within the first ones", [event(1), event(3)], events(4, 2), "unknown"],
  ["one is missing within the next ones", events(1, 2), [event(3), event(5)], "unknown"],
  ["one of the first ones came twice", [event(1), event(1), event(2)], events(3, 2), "unknown"],
  ["with a time", [timed(1, 100), timed(2, 230)], [timed(3, 700), timed(4, 805)], "yes"],
  ["with a time, and one is missing", [timed(1, 100), timed(2, 230)], [timed(4, 700), timed(5, 805)], "no"],
  ["two counts go on", ["a 1 b 7", "a 2 b 8"], ["a 3 b 9", "a 4 b 10"], "yes"],
  ["of two counts one does not go on", ["a 1 b 7", "a 2 b 8"], ["a 3 b 10", "a 4 b 11"], "no"],
  ["of two counts the other does not go on", ["a 1 b 7", "a 2 b 8"], ["a 4 b 9", "a 5 b 10"], "no"],
  ["greeted in other words first", events(1, 3), ["hello 1", ...events(4, 2)], "yes"],
  ["greeted in other words first, and one is missing", events(1, 3), ["hello 4", ...events(5, 2)], "no"],
  ["other words before, too", ["hello 9", ...events(1, 3)], ["hello 9", ...events(4, 2)], "yes"],
  ["other words between", [event(1), "tick 40", event(2)], [event(3), "tick 41", event(4)], "yes"],
  ["other words alone", events(1, 3), ["tick 4", "tick 5"], "unknown"],
  ["the same numbers in other words", events(1, 2), ["event 3 of web-x", "event 4 of web-x"], "unknown"],
  ["digits of one number are no two", ["event 19", "event 20"], ["event 21", "event 22"], "yes"],
];

for (const [why, before, since, expected] of rows)
  test(`${why}: ${expected}`, () => assert.equal(goesOn(before, since), expected));

test("wherever a series was cut in two, it goes on; and does not where one is left out there", () => {
  const series = fc.record({
    from: fc.nat(1000),
    before: fc.integer({ min: 1, max: 20 }),
    since: fc.integer({ min: 2, max: 20 }),
    back: fc.nat(5),
    skipped: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(series, ({ from, before, since, back, skipped }) => {
      const next = from + before;
      assert.equal(goesOn(events(from, before), events(next, since)), "yes");
      const again = next - Math.min(back, before - 1);
      assert.equal(goesOn(events(from, before), events(again, since)), "yes");
      assert.equal(goesOn(events(from, before), events(next + skipped, since)), "no");
    }),
  );
});

test("one that begins again may number the things of each connection", () => {
  assert.equal(goesOn(events(1, 5), events(1, 5)), "unknown");
  assert.equal(goesOn(events(1, 5), events(0, 5)), "unknown");
  assert.equal(goesOn(events(1, 5), events(2, 5)), "yes");
});
