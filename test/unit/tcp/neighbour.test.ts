// Who asks for whose link address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeNeighbour } from "../../../src/tcp/neighbour.ts";
import { arpFrame, neighborDiscoveryFrame, tcpFrame } from "../wire-frames.ts";
import * as fc from "fast-check";

test("ARP: the address asked for, and the one that answers", () => {
  assert.deepEqual(decodeNeighbour(arpFrame()), { asks: true, address: "10.9.0.2" });
  assert.deepEqual(decodeNeighbour(arpFrame(false)), { asks: false, address: "10.9.0.2" });
});

test("Neighbor Discovery: the target", () => {
  assert.deepEqual(decodeNeighbour(neighborDiscoveryFrame()), { asks: true, address: "fd09::2" });
  assert.deepEqual(decodeNeighbour(neighborDiscoveryFrame(false)), { asks: false, address: "fd09::2" });
});

test("anything else is none, however short or odd", () => {
  assert.equal(decodeNeighbour(tcpFrame({ from: 1, to: 2, flags: "S", seq: 0, payload: "" })), undefined);
  assert.equal(decodeNeighbour(arpFrame().subarray(0, 41)), undefined);
  assert.equal(decodeNeighbour(neighborDiscoveryFrame().subarray(0, 77)), undefined);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void decodeNeighbour(bytes)));
});
