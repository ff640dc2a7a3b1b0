// Looking again and again, at a pace: what a look costs decides how long is rested after it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../../src/observe/pace.ts";

/** Clocks that go on only when a test says so: a look then costs what the test says, however busy the machine is. */
function handClocks() {
  let [nowMs, spentMs] = [0, 0];
  return {
    now: () => nowMs,
    spent: () => spentMs,
    work(ms: number): void {
      nowMs += ms;
      spentMs += ms;
    },
    wait(ms: number): void {
      nowMs += ms;
    },
  };
}

test("it answers what was found", () => {
  assert.equal(
    createPace(0.1, 0).look(() => "found"),
    "found",
  );
});

test("after expensive looks it rests, and the longer the less of the time looking may take", () => {
  const clocks = handClocks();
  const restsMs = [0.01, 0.001].map((share) => {
    const pace = createPace(share, 1, clocks);
    for (let i = 0; i < 2; i += 1) pace.look(() => clocks.work(10));
    assert.ok(pace.isResting());
    return Math.round(pace.restMs());
  });
  // One look of two counts: 10 ms, of which 1 may be spent in advance.
  assert.deepEqual(restsMs, [900, 9000]);
});

test("cheap looks cost, too: when there are many of them it rests", () => {
  const clocks = handClocks();
  const pace = createPace(0.001, 1, clocks);
  for (let i = 0; i < 100; i += 1) pace.look(() => clocks.work(0.1));
  assert.ok(pace.isResting());
});

test("what may be spent in advance is there again after a while", () => {
  const clocks = handClocks();
  const pace = createPace(0.5, 5, clocks);
  for (let i = 0; i < 4; i += 1) pace.look(() => clocks.work(4));
  assert.ok(pace.isResting());
  clocks.wait(pace.restMs());
  assert.equal(pace.isResting(), false);
});

test("a single expensive look is not yet a reason to rest", () => {
  const clocks = handClocks();
  const pace = createPace(0.1, 5, clocks);
  pace.look(() => clocks.work(20));
  assert.equal(pace.isResting(), false);
  assert.equal(pace.restMs(), 0);
});

test("time in which this process did nothing has not been spent", () => {
  const clocks = handClocks();
  const pace = createPace(0.01, 20, clocks);
  for (let i = 0; i < 2; i += 1) pace.look(() => clocks.wait(60));
  assert.equal(pace.isResting(), false);
});

test("by the process's own clocks: work is spent, and is a reason to rest", () => {
  const pace = createPace(0, 0);
  const spin = () => {
    const before = process.cpuUsage().user;
    while (process.cpuUsage().user === before);
  };
  for (let i = 0; i < 2; i += 1) pace.look(spin);
  assert.ok(pace.isResting());
});
