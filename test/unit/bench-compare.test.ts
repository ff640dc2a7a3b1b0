// The bench's comparison of two runs: which figures it finds, and when it says that one has changed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compareBenches, hasChanged } from "../../bench/compare.ts";
import { figuresOf, summarise } from "../../bench/figures.ts";

test("a figure is named by its fields and by the words beside it; rounds are its samples", () => {
  const rounds = [
    { joint: "veth pair", isWarm: true, seconds: 1 },
    { joint: "wire", isWarm: false, seconds: 3 },
    { joint: "veth pair", isWarm: true, seconds: 2 },
  ];
  assert.deepEqual(
    [...figuresOf({ bulk: rounds, "run all": [5, 6] })],
    [
      ["bulk veth pair isWarm seconds", [1, 2]],
      ["bulk wire not isWarm seconds", [3]],
      ["run all", [5, 6]],
    ],
  );
});

test("changed is what lies outside of the other's range, both ways", () => {
  const [old, near, far] = [
    [10, 11, 12],
    [11.5, 12.5, 14],
    [20, 21, 22],
  ].map(summarise);
  assert.ok(old && near && far);
  assert.equal(hasChanged(old, near), true);
  assert.equal(hasChanged(old, summarise([9, 12.5, 14])), false);
  assert.equal(hasChanged(old, far), true);
  assert.equal(hasChanged(old, old), false);
});

test("two runs of the bench: another machine is said, and each common part has its table", () => {
  const bench = (node: string, samples: number[]) => ({
    kernel: "Linux",
    cpu: "2 x",
    node,
    parts: [{ title: "3  Whole runs", measurements: { "run all": samples } }],
  });
  assert.deepEqual(compareBenches(bench("v20", [10, 11, 12]), bench("v22", [5, 5.5, 6])), [
    "Not the same node: v20 before, v22 now.",
    "3  Whole runs",
    "  run all  11 [10 to 12]  ->  5.5 [5 to 6]  CHANGED -50.0 %",
    "",
  ]);
  const other = { ...bench("v20", []), parts: [] };
  assert.deepEqual(compareBenches(other, bench("v20", [1])), ["They have no part in common."]);
});
