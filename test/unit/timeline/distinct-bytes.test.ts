// Bytes that were sent again are counted once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countDistinctBytes } from "../../../src/timeline/distinct-bytes.ts";
import * as fc from "fast-check";

const client = { address: "10.9.0.1", port: 40_000 };
const server = { address: "10.9.0.2", port: 9877 };
const carries = (
  seq: number,
  length: number,
  from = client,
  to = server,
): Parameters<typeof countDistinctBytes>[0][0] => ({
  from,
  to,
  seq: seq >>> 0,
  length,
});

test("what is sent again is counted once; another direction and another connection are counted by themselves", () => {
  assert.equal(countDistinctBytes([]), 0);
  assert.equal(countDistinctBytes([carries(8, 785), carries(1, 7), carries(8, 785)]), 792);
  assert.equal(countDistinctBytes([carries(1, 7), carries(1, 7, server, client)]), 14);
  assert.equal(countDistinctBytes([carries(1, 7), carries(1, 7, { ...client, port: 40_001 })]), 14);
});

test("it is the number of different bytes, wherever the numbers wrap", () => {
  const segment = fc.tuple(fc.nat(60), fc.nat(12));
  fc.assert(
    fc.property(fc.array(segment), fc.constantFrom(0, 2 ** 31 - 20, 2 ** 32 - 20), (segments, initial) => {
      const bytes = new Set(segments.flatMap(([from, length]) => Array.from({ length }, (_, i) => from + i)));
      const sent = segments.map(([from, length]) => carries(initial + from, length));
      assert.equal(countDistinctBytes(sent), bytes.size);
    }),
  );
});
