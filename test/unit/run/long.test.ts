// A run of more segments and lines than a function takes arguments (some 120,000): nothing is spread into a call.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lengthen, talk } from "../../../bench/saved-runs.ts";
import { judge } from "../../../src/run/judge.ts";
import { greatest, smallest } from "../../../src/timeline/extremes.ts";
import { goldenDocument } from "../golden.ts";

const MANY = 150_000;

test("a run of 300,000 segments, half of them the client's data, and of 150,000 lines is judged", () => {
  const [evidence] = talk(lengthen(goldenDocument("run-5-12"), 2 * MANY), MANY).runs;
  assert.ok(evidence);
  const { verdict } = judge("experiment", evidence, "");
  assert.equal(verdict.noticed, evidence.verdict.noticed);
});

test("the greatest and the smallest of any number of values", () => {
  const values = Array.from({ length: MANY }, (_, i) => i);
  assert.deepEqual([greatest(values), smallest(values)], [MANY - 1, 0]);
  assert.deepEqual([greatest([-1], 0), smallest([2], 1)], [0, 1]);
  assert.deepEqual([greatest([]), smallest([])], [Math.max(), Math.min()]);
});

/** What they are given depends on how long a run was. */
const ROOMS = ["idle", "inside", "observe", "report", "tcp", "timeline", "verdict"];

test("in rooms that see whole runs no list is spread into Math.max or Math.min", () => {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join("src", room), { recursive: true, encoding: "utf8" }).map((file) =>
      join("src", room, file),
    ),
  ).filter((file) => file.endsWith(".ts"));
  assert.ok(files.length > 100);
  const spread = files.filter((file) =>
    /^(?!\s*\/\/).*Math\.(max|min)\([^;]*?\.\.\./m.test(readFileSync(file, "utf8")),
  );
  assert.deepEqual(spread, []);
});
