// Decoding of captured frames, against frames that are built here field by field.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress } from "../../../src/tcp/endpoint.ts";
import { type Segment, decodeFrame } from "../../../src/tcp/segment.ts";
import { type FrameModel, encodeFrame, tcpFrames } from "../frames.ts";
import * as fc from "fast-check";

function expected(model: FrameModel, kept: Uint8Array = model.payload): Segment {
  return {
    source: { address: formatAddress(model.source), port: model.sourcePort },
    destination: { address: formatAddress(model.destination), port: model.destinationPort },
    seq: model.seq,
    ack: model.ack,
    flags: model.flags,
    window: model.window,
    options: model.tcpOptions,
    length: model.payload.length,
    payload: kept,
  };
}

const headersOf = ({ version, ipOptions, tcpOptions }: FrameModel): number =>
  14 + (version === 4 ? 20 + ipOptions.length : 40) + 20 + tcpOptions.length;

test("what is encoded is decoded: both versions, options, payload, and padding that is not payload", () => {
  fc.assert(
    fc.property(tcpFrames(), (model) => {
      assert.deepEqual(decodeFrame(encodeFrame(model)), expected(model));
    }),
    { numRuns: 1000 },
  );
});

test("of a frame cut in its payload the kept bytes are given, and the whole length", () => {
  fc.assert(
    fc.property(tcpFrames(), fc.nat(64), (model, cut) => {
      const whole = encodeFrame({ ...model, padding: new Uint8Array(0) });
      const kept = Math.min(cut, model.payload.length);
      const frame = whole.slice(0, headersOf(model) + kept);
      assert.deepEqual(decodeFrame(frame, whole.length), expected(model, model.payload.slice(0, kept)));
    }),
  );
});

test("a frame cut before the TCP header ends is not decoded", () => {
  fc.assert(
    fc.property(tcpFrames(), fc.nat(200), (model, cut) => {
      const fixed = headersOf(model) - model.tcpOptions.length;
      const whole = encodeFrame(model);
      assert.equal(decodeFrame(whole.slice(0, Math.min(cut, fixed - 1)), whole.length), undefined);
    }),
  );
});

test("a super-segment whose IP length is 0 has the length of its frame on the wire", () => {
  fc.assert(
    fc.property(tcpFrames(), fc.integer({ min: 65536, max: 200_000 }), (model, length) => {
      const frame = encodeFrame({ ...model, padding: new Uint8Array(0) });
      frame.fill(0, model.version === 4 ? 16 : 18, model.version === 4 ? 18 : 20);
      const headers = headersOf(model);
      const segment = decodeFrame(frame, headers + length);
      assert.equal(segment?.length, length);
      assert.deepEqual(segment?.payload, model.payload);
    }),
  );
});

test("what is not TCP is undefined", () => {
  const others = fc.nat(255).filter((protocol) => protocol !== 6);
  fc.assert(
    fc.property(tcpFrames({ protocol: others }), (model) => {
      assert.equal(decodeFrame(encodeFrame(model)), undefined);
    }),
  );
});

test("what is not IP is undefined", () => {
  const etherTypes = fc.nat(0xffff).filter((type) => type !== 0x0800 && type !== 0x86dd);
  fc.assert(
    fc.property(tcpFrames(), etherTypes, (model, etherType) => {
      const frame = encodeFrame(model);
      new DataView(frame.buffer).setUint16(12, etherType);
      assert.equal(decodeFrame(frame), undefined);
    }),
  );
});

test("a TCP header that says it is shorter than 20 bytes, or longer than its packet, is not decoded", () => {
  fc.assert(
    fc.property(tcpFrames(), fc.nat(15), (model, words) => {
      const frame = encodeFrame({ ...model, tcpOptions: new Uint8Array(0), payload: new Uint8Array(8) });
      const at = model.version === 4 ? 34 + model.ipOptions.length : 54;
      frame[at + 12] = words << 4;
      assert.equal(decodeFrame(frame)?.length, words < 5 || words > 7 ? undefined : 28 - words * 4);
    }),
  );
});

test("no bytes make it throw, and what is decoded is within its bounds", () => {
  const anything = fc.uint8Array({ maxLength: 120 });
  const likeIp = fc.tuple(fc.constantFrom(0x0800, 0x86dd), anything).map(([etherType, bytes]) => {
    const head = Uint8Array.from([...Array.from({ length: 12 }, () => 0), etherType >> 8, etherType & 0xff]);
    const frame = Uint8Array.from([...head, ...bytes]);
    if (frame.length > 23) frame[etherType === 0x0800 ? 23 : 20] = 6;
    return frame;
  });
  fc.assert(
    fc.property(fc.oneof(anything, likeIp), fc.nat(70_000), (frame, more) => {
      const segment = decodeFrame(frame, frame.length + more);
      if (segment === undefined) return;
      assert.ok(segment.length >= 0 && segment.payload.length <= segment.length);
      assert.ok(segment.seq >= 0 && segment.seq < 2 ** 32);
    }),
    { numRuns: 3000 },
  );
});

test("the payload is a view of the frame, not a copy", () => {
  const [model] = fc.sample(
    tcpFrames().filter(({ payload }) => payload.length > 0),
    { numRuns: 1, seed: 1 },
  );
  assert.ok(model);
  const frame = encodeFrame(model);
  const segment = decodeFrame(frame);
  assert.deepEqual(segment?.payload, model.payload);
  assert.equal(segment.payload.buffer, frame.buffer);
});

test("a frame inside a larger buffer is decoded at its place", () => {
  fc.assert(
    fc.property(tcpFrames(), fc.nat(40), (model, offset) => {
      const frame = encodeFrame(model);
      const memory = new Uint8Array(offset + frame.length + 7).fill(0xff);
      memory.set(frame, offset);
      assert.deepEqual(decodeFrame(memory.subarray(offset, offset + frame.length)), expected(model));
    }),
  );
});
