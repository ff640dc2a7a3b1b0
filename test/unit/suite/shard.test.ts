// Each case belongs to exactly one shard, to the same one whoever computes it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import * as fc from "fast-check";
import { assignShards } from "../../../src/suite/shard.ts";

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }), { maxLength: 60 });
const total = fc.integer({ min: 1, max: 12 });
const durations = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 60, maxLength: 60 });

const record = (of: readonly string[], times: readonly number[]): Map<string, number> =>
  new Map(of.map((id, i) => [id, times[i] ?? 1]));

test("every id is in exactly one shard, and that is one of those there are", () => {
  fc.assert(
    fc.property(ids, total, fc.option(durations), (all, n, times) => {
      const shards = assignShards(all, n, times === null ? undefined : record(all, times));
      assert.deepEqual([...shards.keys()].sort(), [...all].sort());
      for (const shard of shards.values()) assert.ok(Number.isInteger(shard) && shard >= 1 && shard <= n);
    }),
  );
});

test("the order of the ids does not matter", () => {
  const shuffled = ids.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, total, fc.option(durations), ([all, other], n, times) => {
      const known = times === null ? undefined : record(all, times);
      const [one, two] = [assignShards(all, n, known), assignShards(other, n, known)];
      for (const id of all) assert.equal(one.get(id), two.get(id));
    }),
  );
});

test("without durations a case stays in its shard when others are added", () => {
  fc.assert(
    fc.property(ids, ids, total, (some, more, n) => {
      const [before, after] = [assignShards(some, n), assignShards([...some, ...more], n)];
      for (const id of some) assert.equal(before.get(id), after.get(id));
    }),
  );
});

test("with durations the longest shard is longer than the shortest by one case at most", () => {
  fc.assert(
    fc.property(ids, total, durations, (all, n, times) => {
      const known = record(all, times);
      const loads = Array.from({ length: n }, () => 0);
      for (const [id, shard] of assignShards(all, n, known))
        loads[shard - 1] = (loads[shard - 1] ?? 0) + Math.max(known.get(id) ?? 0, 1);
      const longest = Math.max(1, ...known.values());
      assert.ok(Math.max(...loads) - Math.min(...loads) <= longest + 1e-6, `${loads}`);
    }),
  );
});

test("one shard has everything", () => {
  assert.deepEqual([...assignShards(["a", "b"], 1).values()], [1, 1]);
});

test("cases that took no time are divided as well", () => {
  const all = Array.from({ length: 100 }, (_, i) => `skipped-${i}`);
  const shards = assignShards(
    all,
    4,
    record(
      all,
      Array.from({ length: 100 }, () => 0),
    ),
  );
  const counts = [1, 2, 3, 4].map((n) => [...shards.values()].filter((shard) => shard === n).length);
  assert.deepEqual(counts, [25, 25, 25, 25]);
});

test("cases that take equally long are dealt out in the order of their hashes", () => {
  const all = Array.from({ length: 6 }, (_, i) => `client-${i}/kill@idle`);
  const hash = (id: string): string => createHash("sha256").update(id).digest("hex");
  const sorted = all.toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1));
  const shards = assignShards(all, 3, record(all, [5, 5, 5, 5, 5, 5]));
  assert.deepEqual(
    sorted.map((id) => shards.get(id)),
    [1, 2, 3, 1, 2, 3],
  );
});

test("a case without a record counts as long as the others on average", () => {
  const known = new Map([
    ["a", 100],
    ["b", 300],
  ]);
  const shards = assignShards(["a", "b", "new"], 2, known);
  // 300 | 200 (new) + 100
  assert.equal(shards.get("new"), shards.get("a"));
  assert.notEqual(shards.get("new"), shards.get("b"));
});

test("a recorded duration that is not one is ignored", () => {
  const known = new Map([
    ["a", Number.NaN],
    ["b", -5],
    ["c", Number.POSITIVE_INFINITY],
    ["d", 10],
  ]);
  const shards = assignShards(["a", "b", "c", "d"], 2, known);
  assert.deepEqual([...shards.values()].sort(), [1, 1, 2, 2]);
});

test("by their hashes, many cases are divided about equally", () => {
  const all = Array.from({ length: 2000 }, (_, i) => `client-${i}/kill@idle`);
  const shards = [...assignShards(all, 4).values()];
  for (const n of [1, 2, 3, 4]) {
    const count = shards.filter((shard) => shard === n).length;
    assert.ok(count > 425 && count < 575, `${n}: ${count}`);
  }
});

test("the hash of an id is the same in every version: shards of one suite may run on different machines", () => {
  const fixed = ["psql/kill@idle", "psql/reset@idle", "curl/kill@mid-reply:5", "redis-cli+pipes/stop@idle"];
  assert.deepEqual(
    fixed.map((id) => assignShards(fixed, 1000).get(id)),
    [881, 48, 930, 441],
  );
});
