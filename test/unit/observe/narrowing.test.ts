// When the wire's record is narrowed to the connection under test, by a clock that is moved by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Narrowing, createNarrowing } from "../../../src/observe/narrowing.ts";

function begin(): { narrowing: Narrowing; narrowedTo: number[]; come(perMs: number, forMs: number): void } {
  let nowMs = 1000;
  const narrowedTo: number[] = [];
  const narrowing = createNarrowing(
    (clientPort) => void narrowedTo.push(clientPort),
    () => nowMs,
  );
  return {
    narrowing,
    narrowedTo,
    come(perMs, forMs) {
      for (const end = nowMs + forMs; nowMs < end;) {
        nowMs += 5;
        narrowing.count(perMs * 5);
      }
    },
  };
}

test("a flood narrows it, once it is known which connection is under test", () => {
  const { narrowing, narrowedTo, come } = begin();
  come(100, 100);
  assert.deepEqual(narrowedTo, []);
  narrowing.focus(40_000);
  come(100, 100);
  assert.deepEqual(narrowedTo, [40_000], "once");
});

test("so does a flood that comes later, and few segments do not", () => {
  const { narrowing, narrowedTo, come } = begin();
  narrowing.focus(40_000);
  come(1, 1000);
  assert.deepEqual(narrowedTo, []);
  come(100, 100);
  assert.deepEqual(narrowedTo, [40_000]);
});

test("when another connection comes under test, that is the one", () => {
  const { narrowing, narrowedTo, come } = begin();
  narrowing.focus(40_000);
  come(100, 100);
  narrowing.focus(40_001);
  narrowing.focus(40_001);
  assert.deepEqual(narrowedTo, [40_000, 40_001]);
});

test("where there are several under test, all is recorded again, and a flood changes nothing", () => {
  const { narrowing, narrowedTo, come } = begin();
  narrowing.focus(0);
  come(100, 100);
  assert.deepEqual(narrowedTo, []);
  narrowing.focus(40_000);
  narrowing.focus(0);
  come(100, 100);
  assert.deepEqual(narrowedTo, [40_000, 0]);
});
