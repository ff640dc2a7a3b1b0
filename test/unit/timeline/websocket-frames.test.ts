// WebSocket without its masks, whatever was sent, in whatever segments, as far as it was kept.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { unmasked } from "../../../src/timeline/websocket.ts";
import { type Frame, HEAD, type Sent, ZEROS, frameOf, payloads, seen, whole } from "../web-sockets.ts";

const byte = fc.integer({ min: 0, max: 255 });
const frames = fc.array(
  fc.record({
    first: fc.constantFrom(0x81, 0x82, 0x01, 0x80, 0x88, 0x89, 0x8a),
    key: fc.array(byte, { minLength: 4, maxLength: 4 }),
    length: fc.oneof(
      fc.integer({ min: 0, max: 140 }),
      fc.constantFrom(125, 126, 127, 65_535, 65_536),
      fc.integer({ min: 0, max: 70_000 }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);
/** How long each segment is, and how many bytes of it are kept, and how far it goes back to what was sent before. */
const cuts = fc.array(
  fc.record({
    length: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 1460 })),
    kept: fc.oneof({ weight: 8, arbitrary: fc.constant(1460) }, fc.integer({ min: 0, max: 512 })),
    back: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 2000 })),
  }),
  { minLength: 1, maxLength: 30 },
);

type Cuts = readonly { readonly length: number; readonly kept: number; readonly back: number }[];

/** The request in a segment of its own, and then the rest in such pieces, over and over. */
function sendAll(bytes: Buffer, all: Cuts): Sent[] {
  const sent = [whole(bytes.subarray(0, HEAD.length))];
  let at = HEAD.length;
  for (let i = 0; at < bytes.length; i += 1) {
    const { length, kept, back } = all[i % all.length] ?? { length: 1, kept: 1, back: 0 };
    const next = Math.min(at + length, bytes.length);
    sent.push({ from: at + 1, bytes: bytes.subarray(at, next), kept: Math.min(kept, next - at) });
    at = next;
    const from = Math.max(HEAD.length, at - back);
    if (from < at) sent.push({ from: from + 1, bytes: bytes.subarray(from, at), kept: at - from });
  }
  return sent;
}

/** The frames as they are expected: those behind one whose head was not kept are as they were. */
function expectedOf(all: readonly Frame[], sent: readonly Sent[]): Buffer {
  const isKept = new Set(
    sent.flatMap(({ from, kept }) => Array.from({ length: kept }, (_, i) => from - 1 + i)),
  );
  const parts: Buffer[] = [Buffer.from(HEAD)];
  let [at, isRead] = [HEAD.length, true];
  for (const frame of all) {
    const asSent = frameOf(frame, frame.key);
    const head = asSent.length - frame.length;
    // Of the head's first byte nothing depends.
    for (let i = at + 1; i < at + head; i += 1) isRead &&= isKept.has(i);
    parts.push(isRead ? frameOf(frame, ZEROS) : asSent);
    at += asSent.length;
  }
  return Buffer.concat(parts);
}

test("whatever the frames, the keys and the segments: each is as if it was masked with zeros, as far as it was kept", () => {
  fc.assert(
    fc.property(frames, cuts, (all, pieces) => {
      const sent = sendAll(
        Buffer.concat([Buffer.from(HEAD), ...all.map((each) => frameOf(each, each.key))]),
        pieces,
      );
      const expected = expectedOf(all, sent);
      const out = unmasked(seen(sent)).filter(({ length }) => length > 0);
      const wanted = sent.map(({ from, kept }) =>
        expected.subarray(from - 1, from - 1 + kept).toString("base64"),
      );
      assert.deepEqual(payloads(out), wanted);
    }),
    { numRuns: 60 },
  );
});
