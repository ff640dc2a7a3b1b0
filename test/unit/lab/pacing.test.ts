// When the lab's pages are told how things are.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createLook } from "../../../src/lab/host/pacing.ts";

interface Looking {
  /** When each look began. */
  readonly looks: readonly number[];
  /** Something is new. */
  soon(): void;
  pass(ms: number): void;
}

/** @param costs of each look, in order; those after them cost nothing */
function looking(t: TestContext, ...costs: readonly number[]): Looking {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  const looks: number[] = [];
  const { soon } = createLook(
    () => {
      nowMs += costs[looks.push(nowMs) - 1] ?? 0;
    },
    () => nowMs,
  );
  return {
    looks,
    soon,
    pass(ms) {
      for (let i = 0; i < ms; i += 1) {
        nowMs += 1;
        t.mock.timers.tick(1);
      }
    },
  };
}

test("what is new after a rest is looked at in the next turn, with all that comes in this one", (t) => {
  const { looks, soon, pass } = looking(t);
  soon();
  soon();
  assert.deepEqual(looks, []);
  pass(100);
  assert.deepEqual(looks, [1]);
  soon();
  pass(1);
  assert.deepEqual(looks, [1, 101]);
});

test("two looks are a while apart", (t) => {
  const { looks, soon, pass } = looking(t);
  for (let ms = 0; ms < 100; ms += 1) {
    soon();
    pass(1);
  }
  assert.deepEqual(looks, [1, 26, 51, 76]);
});

test("a first look that is expensive does not keep the second waiting; three of them do", (t) => {
  const { looks, soon, pass } = looking(t, 20, 20, 20);
  for (let ms = 0; ms < 400; ms += 1) {
    soon();
    pass(1);
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = looks;
  assert.ok(second - first < 50 && third - second < 50, looks.join());
  assert.ok(fourth - third >= 200, looks.join());
});
