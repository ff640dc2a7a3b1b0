// Segments of a flood: kept packed, decoded later, none lost, none changed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createBacklog } from "../../../src/observe/backlog.ts";
import { createFloodGauge } from "../../../src/observe/flood-gauge.ts";
import { createDeferredSegments } from "../../../src/observe/deferred-segments.ts";
import { HEADERS_LENGTH } from "../../../src/sys/packet-socket.ts";
import { type SegmentHeader, decodeFrame, decodeHeader, isTurningPoint } from "../../../src/tcp/segment.ts";
import { encodeFrame, tcpFrames } from "../frames.ts";
import * as fc from "fast-check";

/** A frame somewhere in a ring: of Ethernet, so never at the beginning of a word. */
function inRing(frame: Uint8Array, at: number): { words: Int32Array; view: DataView; at: number } {
  const ring = new Uint8Array((at + frame.length + 8) & ~7);
  ring.set(frame, at);
  return { words: new Int32Array(ring.buffer), view: new DataView(ring.buffer), at };
}

const withoutPlaces = ({ optionsAt: _o, payloadAt: _p, keptTo: _k, ...header }: SegmentHeader): object =>
  header;

test("what waits comes out as it came, in its order, whatever its place in the ring was", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(tcpFrames(), fc.nat(67)), { maxLength: 20 }), (models) => {
      const backlog = createBacklog();
      const frames = models.map(([model, at]) => ({ frame: encodeFrame(model), at }));
      frames.forEach(({ frame, at }, i) => {
        const captured = Math.min(frame.length, HEADERS_LENGTH);
        backlog.add(inRing(frame, at).words, { at, captured, wireLength: frame.length }, i);
      });
      const seen: unknown[] = [];
      const taken = backlog.take(Infinity, Infinity, ({ memory, view }, frame, atNs) => {
        const header = decodeHeader(view, frame);
        assert.ok(header);
        const options = Buffer.from(memory.subarray(header.optionsAt, header.payloadAt));
        seen.push([atNs, withoutPlaces(header), options.toString("hex")]);
      });
      assert.equal(taken, frames.length);
      assert.ok(backlog.isEmpty());
      const expected = frames.map(({ frame }, i) => {
        const decoded = decodeFrame(frame.subarray(0, HEADERS_LENGTH), frame.length);
        assert.ok(decoded);
        const { options, payload: _, ...header } = decoded;
        return [i, header, Buffer.from(options).toString("hex")];
      });
      assert.deepEqual(seen, expected);
    }),
  );
});

test("of many pages the oldest come first, no more than asked for, and none that came later than asked for", () => {
  const backlog = createBacklog();
  const [model] = fc.sample(tcpFrames(), { numRuns: 1, seed: 1 });
  assert.ok(model);
  const frame = encodeFrame(model);
  const { words } = inRing(frame, 2);
  const count = 10_000;
  for (let i = 0; i < count; i += 1)
    backlog.add(words, { at: 2, captured: frame.length, wireLength: frame.length }, i);
  const times: number[] = [];
  const take = (limit: number, before: number): number =>
    backlog.take(limit, before, (_part, _frame, atNs) => times.push(atNs));
  assert.equal(take(5000, Infinity), 5000);
  assert.equal(take(Infinity, 7000), 2000);
  assert.equal(take(Infinity, 7000), 0);
  assert.equal(backlog.isEmpty(), false);
  assert.equal(take(Infinity, Infinity), 3000);
  assert.ok(backlog.isEmpty());
  assert.deepEqual(times, [...Array(count).keys()]);
});

test("SYN, FIN and RST are turning points, wherever in a ring the frame is; all else is not", () => {
  fc.assert(
    fc.property(tcpFrames(), fc.nat(67), (model, at) => {
      const frame = encodeFrame(model);
      const { view } = inRing(frame, at);
      const { syn, fin, rst } = model.flags;
      const whole = { at, captured: frame.length, wireLength: frame.length };
      assert.equal(isTurningPoint(view, whole), syn || fin || rst);
    }),
  );
});

test("deferred segments are recorded when the flood is over, each once, and at once when asked for", async () => {
  let isFlood = true;
  const times: number[] = [];
  const later = createDeferredSegments(
    () => isFlood,
    (_part, _frame, atNs) => times.push(atNs),
  );
  const words = new Int32Array(64);
  const add = (from: number, to: number): void => {
    for (let i = from; i < to; i += 1) later.add(words, { at: 2, captured: 60, wireLength: 60 }, i);
  };
  add(0, 1000);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(times, [], "it is not over");
  isFlood = false;
  while (times.length < 1000) await new Promise((resolve) => setImmediate(resolve));
  add(1000, 1010);
  later.catchUp();
  assert.deepEqual(times, [...Array(1010).keys()]);
});

test("in a flood that goes on nobody waits for ever", async () => {
  const times: number[] = [];
  const later = createDeferredSegments(
    () => true,
    (_part, _frame, atNs) => times.push(atNs),
  );
  const words = new Int32Array(64);
  for (const atNs of [0, 1e9, 5e9]) later.add(words, { at: 2, captured: 60, wireLength: 60 }, atNs);
  while (times.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(times, [0, 1e9]);
  later.catchUp();
});

test("a full queue is a flood; nothing for a while is none", () => {
  let nowMs = 0;
  const gauge = createFloodGauge(100, () => nowMs);
  assert.equal(gauge.isOn(), false);
  gauge.count(100);
  nowMs += 20;
  assert.equal(gauge.isOn(), true);
  nowMs += 1;
  assert.equal(gauge.isOn(), false);
  assert.equal(gauge.isBusy(), false);
});

test("many frames a millisecond are busy at once, and a flood after a while; few are neither", () => {
  let nowMs = 0;
  const gauge = createFloodGauge(1000, () => nowMs);
  const count = (frames: number): [busy: boolean, on: boolean] => {
    nowMs += 5;
    gauge.count(frames);
    return [gauge.isBusy(), gauge.isOn()];
  };
  assert.deepEqual(
    [count(30), count(31), count(31), count(31), count(31)],
    [
      [false, false],
      [true, false],
      [true, false],
      [true, false],
      [true, true],
    ],
  );
  assert.deepEqual(count(1), [false, false]);
});

test("a burst is busy at once, until its window shows that it was only that", () => {
  let nowMs = 0;
  const gauge = createFloodGauge(1000, () => nowMs);
  gauge.count(30);
  assert.equal(gauge.isBusy(), false);
  gauge.count(31);
  assert.equal(gauge.isBusy(), true);
  assert.equal(gauge.isOn(), false);
  nowMs += 15;
  gauge.count(1);
  assert.equal(gauge.isBusy(), false);
});

test("narrowed, it goes by what passes, taken or not", () => {
  let [nowMs, passed] = [0, 0];
  const gauge = createFloodGauge(1000, () => nowMs);
  gauge.narrow(() => passed);
  const pass = (frames: number, ms: number): boolean => {
    passed += frames;
    nowMs += ms;
    return gauge.isOn();
  };
  assert.equal(gauge.isBusy(), true, "it was a flood");
  assert.equal(pass(0, 49), true, "too soon to tell");
  assert.equal(pass(301, 1), true);
  assert.equal(pass(600, 100), false, "just not many");
  assert.equal(pass(1000, 40), false, "too soon to tell");
  assert.equal(pass(1000, 10), true);
  assert.equal(gauge.isBusy(), true);
});
