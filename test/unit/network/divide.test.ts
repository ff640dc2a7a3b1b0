// A segment divided in two is the same bytes under two headers that are right.

import assert from "node:assert/strict";
import { test } from "node:test";
import { divideFrame } from "../../../src/wire/divide.ts";
import { decodeFrame } from "../../../src/tcp/segment.ts";
import { encodeFrame, tcpFrames } from "../frames.ts";
import * as fc from "fast-check";

const VNET_HEADER = 10;

/** A virtio_net_hdr of zeros, and the frame. */
function withHeader(frame: Uint8Array): Uint8Array {
  return Buffer.concat([new Uint8Array(VNET_HEADER), frame]);
}

const divisible = tcpFrames().filter(({ payload }) => payload.length > 1);

test("the two pieces follow each other and are the whole payload", () => {
  fc.assert(
    fc.property(divisible, fc.nat(), (model, anywhere) => {
      const at = 1 + (anywhere % (model.payload.length - 1));
      const [first, rest] = divideFrame(withHeader(encodeFrame(model)), at).map((piece) =>
        decodeFrame(piece.subarray(VNET_HEADER)),
      );
      assert.ok(first !== undefined && rest !== undefined);
      assert.deepEqual(Buffer.concat([first.payload, rest.payload]), Buffer.from(model.payload));
      assert.equal(first.length, at);
      assert.equal(rest.length, model.payload.length - at);
      assert.equal(rest.seq, (first.seq + at) % 2 ** 32);
      assert.equal(first.seq, model.seq);
      assert.deepEqual([first.source, first.destination], [rest.source, rest.destination]);
      assert.ok(!first.flags.fin && !first.flags.psh);
      assert.deepEqual(rest.flags, model.flags);
    }),
  );
});

test("the receiving host is asked for the checksum, and the IPv4 header's is right", () => {
  fc.assert(
    fc.property(divisible, (model) => {
      for (const piece of divideFrame(withHeader(encodeFrame(model)), 1)) {
        const view = new DataView(piece.buffer);
        assert.equal(view.getUint8(0), 1, "VIRTIO_NET_HDR_F_NEEDS_CSUM");
        assert.equal(view.getUint16(8, true), 16, "the checksum's place in the TCP header");
        if (model.version === 6) continue;
        const headerLength = (view.getUint8(VNET_HEADER + 14) & 0x0f) * 4;
        assert.equal(view.getUint16(6, true), 14 + headerLength, "where TCP begins");
        let sum = 0;
        for (let i = 0; i < headerLength; i += 2) sum += view.getUint16(VNET_HEADER + 14 + i);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
        assert.equal(sum, 0xffff);
      }
    }),
  );
});
