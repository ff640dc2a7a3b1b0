// The bench's comparison of two runs: which figures it finds, and when it says that one has changed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type SavedBench, compareBenches, hasChanged } from "../../bench/compare.ts";
import { figuresOf, summarise } from "../../bench/figures.ts";

test("a figure is named by its fields and by the words beside it; rounds are its samples", () => {
  const rounds = [
    { joint: "veth pair", isWarm: true, seconds: 1 },
    { joint: "wire", isWarm: false, seconds: 3 },
    { joint: "veth pair", isWarm: true, seconds: 2 },
  ];
  assert.deepEqual(Object.entries(figuresOf({ bulk: rounds, "run all": [5, 6] })), [
    ["bulk veth pair isWarm seconds", [1, 2]],
    ["bulk wire not isWarm seconds", [3]],
    ["run all", [5, 6]],
  ]);
});

test("changed is what lies outside of the other's range, both ways", () => {
  const old = summarise([10, 10, 11, 12, 12]);
  const near = summarise([11.5, 11.5, 12.5, 13, 14]);
  assert.equal(hasChanged(old, near), true);
  assert.equal(hasChanged(old, summarise([9, 11.5, 12.5, 13, 14])), false);
  assert.equal(hasChanged(old, summarise([20, 21, 22, 22, 22])), true);
  assert.equal(hasChanged(old, old), false);
});

test("of fewer than five samples nothing is said to have changed", () => {
  const [four, five] = [summarise([10, 10, 11, 12]), summarise([10, 10, 11, 12, 12])];
  const far = summarise([100, 100, 100, 100, 100]);
  assert.equal(hasChanged(five, far), true);
  assert.equal(hasChanged(four, far), false);
  assert.equal(hasChanged(far, four), false);
});

function bench(node: string, samples: number[]): SavedBench {
  const parts = [{ title: "3  Whole runs", measurements: { "run all": samples } }];
  return { kernel: "Linux", cpu: "2 x", node, form: "usual", programs: { socat: "1.7" }, parts };
}

test("two runs of the bench: another machine is said, each common part has its table, and the changes are counted", () => {
  assert.deepEqual(compareBenches(bench("v20", [10, 10, 11, 12, 12]), bench("v22", [5, 5, 5.5, 6, 6])), [
    "Not the same node: v20 before, v22 now.",
    "3  Whole runs",
    "  run all  11 [10 to 12]  ->  5.5 [5 to 6]  CHANGED -50.0 %",
    "",
    "1 of 1 figures changed by more than they vary.",
  ]);
  const other = { ...bench("v20", []), parts: [] };
  assert.deepEqual(compareBenches(other, bench("v20", [1])), ["They have no part in common."]);
});

test("another form and another version of a program beside it are said; what an older file lacks is not", () => {
  const now = bench("v20", []);
  assert.deepEqual(
    compareBenches({ ...now, form: "short", programs: { socat: "1.8", nc: "1" } }, now).slice(0, 2),
    ["Not the same form: short before, usual now.", "Not the same socat: 1.8 before, 1.7 now."],
  );
  const { kernel, cpu, node, parts } = now;
  assert.equal(compareBenches({ kernel, cpu, node, parts }, now)[0], "3  Whole runs");
});
