// How many of the bytes that arrive are new, and how far they reach, in whatever order they come.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { createArrivedBytes } from "../../../src/tcp/arrived-bytes.ts";

test("what fills a hole is new, and what came behind it is reached with it", () => {
  const bytes = createArrivedBytes();
  assert.equal(bytes.take(1, 26), 25);
  assert.equal(bytes.take(76, 101), 25);
  assert.equal(bytes.reached, 26);
  assert.equal(bytes.take(76, 101), 0, "again");
  assert.equal(bytes.take(51, 90), 25, "in part");
  assert.equal(bytes.take(26, 51), 25);
  assert.equal(bytes.reached, 101);
  assert.equal(bytes.take(120, 120), 0, "nothing");
  assert.equal(bytes.reached, 101);
});

test("they are as many as there are different ones, and reach up to the first that is missing", () => {
  const piece = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(12));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const [bytes, all] = [createArrivedBytes(), new Set<number>()];
      for (const [from, length] of pieces) {
        const before = all.size;
        for (let i = from; i < from + length; i += 1) all.add(i);
        assert.equal(bytes.take(from, from + length), all.size - before);
        let reached = 1;
        while (all.has(reached)) reached += 1;
        assert.equal(bytes.reached, reached);
      }
    }),
  );
});
