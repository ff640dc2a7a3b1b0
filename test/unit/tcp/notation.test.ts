// Segments in the notation of tcpdump and packetdrill.

import assert from "node:assert/strict";
import { test } from "node:test";
import { flagSets } from "../frames.ts";
import { formatFlags, formatNumbers, relativeTo } from "../../../src/tcp/notation.ts";
import * as fc from "fast-check";

const none = { syn: false, fin: false, rst: false, psh: false, ack: false, urg: false };
const wrap32 = 2 ** 32;

test("flags are tcpdump's letters, with a dot for ACK", () => {
  assert.equal(formatFlags({ ...none, syn: true }), "S");
  assert.equal(formatFlags({ ...none, syn: true, ack: true }), "S.");
  assert.equal(formatFlags({ ...none, ack: true }), ".");
  assert.equal(formatFlags({ ...none, psh: true, ack: true }), "P.");
  assert.equal(formatFlags({ ...none, fin: true, ack: true }), "F.");
  assert.equal(formatFlags({ ...none, fin: true, psh: true, ack: true }), "FP.");
  assert.equal(formatFlags({ ...none, rst: true }), "R");
  assert.equal(formatFlags({ ...none, urg: true }), "U");
  assert.equal(formatFlags(none), "-");
});

test("different flags are written differently", () => {
  fc.assert(
    fc.property(flagSets, flagSets, (one, other) => {
      assert.equal(formatFlags(one) === formatFlags(other), JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});

test("numbers are first:next(length), and the acknowledgment only with the ACK flag", () => {
  assert.equal(formatNumbers({ flags: "S", seq: 0, ack: 0, length: 0 }), "S 0:0(0)");
  assert.equal(formatNumbers({ flags: "P.", seq: 14, ack: 15, length: 13 }), "P. 14:27(13) ack 15");
  assert.equal(formatNumbers({ flags: "R", seq: 15, ack: 99, length: 0 }), "R 15:15(0)");
});

test("relative numbers go on across 2^32", () => {
  assert.equal(relativeTo(0, wrap32 - 1), 1);
  assert.equal(relativeTo(12, wrap32 - 1), 13);
  assert.equal(relativeTo(wrap32 - 1, wrap32 - 1), 0);
  fc.assert(
    fc.property(fc.nat(wrap32 - 1), fc.nat(wrap32 - 1), (initial, distance) => {
      assert.equal(relativeTo((initial + distance) % wrap32, initial), distance);
    }),
  );
});
