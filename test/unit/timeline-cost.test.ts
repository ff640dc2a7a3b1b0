// Looking again and again, at a pace: what a look costs decides how long is rested after it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../src/timeline/cost.ts";

/** Spends processor time, and not just the clock's. */
function spend(ms: number): void {
  const before = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 >= ms) return;
  }
}

function waitWithoutWorking(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test("it answers what was found", () => {
  assert.equal(
    createPace(0.1, 0).look(() => "found"),
    "found",
  );
});

test("after dear looks it rests, and the longer the less of the time looking may take", () => {
  const [some, little] = [createPace(0.001, 1), createPace(0.0001, 1)];
  for (const pace of [some, little]) for (let i = 0; i < 2; i += 1) pace.look(() => spend(10));
  assert.ok(some.isResting());
  assert.ok(some.restMs() <= little.restMs());
});

test("cheap looks cost, too: when there are many of them it rests", () => {
  const pace = createPace(0.001, 1);
  for (let i = 0; i < 100; i += 1) pace.look(() => spend(0.1));
  assert.ok(pace.isResting());
});

test("what may be spent in advance is there again after a while", () => {
  const pace = createPace(0.5, 5);
  for (let i = 0; i < 3; i += 1) pace.look(() => spend(4));
  assert.ok(pace.isResting());
  waitWithoutWorking(pace.restMs() + 1);
  assert.equal(pace.isResting(), false);
});

test("a single dear look is not yet a reason to rest", () => {
  const pace = createPace(0.1, 5);
  pace.look(() => spend(20));
  assert.equal(pace.isResting(), false);
  assert.equal(pace.restMs(), 0);
});

test("time in which this process did nothing has not been spent", () => {
  const pace = createPace(0.01, 20);
  for (let i = 0; i < 2; i += 1) pace.look(() => waitWithoutWorking(60));
  assert.equal(pace.isResting(), false);
});
