// What the wire keeps back: held frames in the order wanted, delayed ones when they are due.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Direction } from "../../../src/tcp/endpoint.ts";
import { createWireRules } from "../../../src/wire/rules.ts";
import { type Channel, type StoredFrame, createFrameStore, sleepUntil } from "../../../src/wire/store.ts";
import * as fc from "fast-check";

/** No frame is sent here. */
function frameOf(frame: number, direction: Direction = "client->server"): StoredFrame {
  return { frame, channel: { direction } as Channel, bytes: new Uint8Array() };
}

function storeOf(frames: readonly number[]) {
  const delivered: number[] = [];
  const store = createFrameStore(({ frame }) => delivered.push(frame));
  for (const frame of frames) store.hold(frameOf(frame), 1);
  return { store, delivered };
}

test("held frames are let go in their order, once", () => {
  const { store, delivered } = storeOf([3, 5, 8]);
  store.release(2);
  assert.deepEqual(delivered, []);
  store.release(1);
  store.release(1);
  assert.deepEqual(delivered, [3, 5, 8]);
});

test("in a chosen order, and the rest after that", () => {
  const { store, delivered } = storeOf([3, 5, 8]);
  store.release(1, [2, 9]);
  assert.deepEqual(delivered, [8, 3, 5]);
});

test("one alone, and the others wait on, in their order", () => {
  const { store, delivered } = storeOf([3, 5, 8]);
  store.releaseOne(1, 1);
  store.releaseOne(1, 2);
  store.releaseOne(2, 0);
  assert.deepEqual(delivered, [5]);
  store.release(1);
  assert.deepEqual(delivered, [5, 3, 8]);
});

test("whatever order is asked for, every frame goes out exactly once", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(50)),
      fc.uniqueArray(fc.integer({ min: -2, max: 60 })),
      (frames, order) => {
        const { store, delivered } = storeOf(frames);
        store.release(1, order);
        assert.deepEqual([...delivered].sort(), [...frames].sort());
      },
    ),
  );
});

test("a frame that is due at once is let go at the next look; one that is not, later", () => {
  let nowMs = 0;
  const delivered: number[] = [];
  const store = createFrameStore(
    ({ frame }) => delivered.push(frame),
    () => nowMs,
  );
  assert.equal(store.sendDue(), 200);
  store.delay(frameOf(1), 0);
  store.delay(frameOf(2), 150);
  assert.equal(store.sendDue(), 150);
  assert.deepEqual(delivered, [1]);
  nowMs = 149.5;
  assert.equal(store.sendDue(), 1);
  nowMs = 150;
  assert.equal(store.sendDue(), 200);
  assert.deepEqual(delivered, [1, 2]);
});

test("the thread sleeps until the first frame is due, and never longer than 200 ms", () => {
  assert.equal(sleepUntil(Number.POSITIVE_INFINITY, 0), 200);
  assert.equal(sleepUntil(5.1, 0), 6);
  assert.equal(sleepUntil(5, 10), 0);
  assert.equal(sleepUntil(10_000, 0), 200);
});

interface Happening {
  readonly direction: Direction;
  /** A frame comes; or else the delay is changed to so much. */
  readonly delayMs?: number;
  readonly laterMs: number;
}

const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.record(
    {
      direction: fc.constantFrom("client->server", "server->client"),
      delayMs: fc.constantFrom(0, 1, 5, 100),
      laterMs: fc.constantFrom(0, 0, 1, 7, 50),
    },
    { requiredKeys: ["direction", "laterMs"] },
  ),
  { maxLength: 60, size: "max" },
);

test("however the delay is changed, frames of one direction stay in order, and each goes out once", () => {
  let overtakable = 0;
  fc.assert(
    fc.property(happenings, (all) => {
      let nowMs = 0;
      const passed: StoredFrame[] = [];
      const came: StoredFrame[] = [];
      const store = createFrameStore(
        (frame) => passed.push(frame),
        () => nowMs,
      );
      const rules = createWireRules();
      for (const { direction, delayMs, laterMs } of all) {
        nowMs += laterMs;
        store.sendDue();
        if (delayMs !== undefined) {
          rules.apply({ do: "delay", direction, ms: delayMs });
          continue;
        }
        const frame = frameOf(came.length, direction);
        came.push(frame);
        const decided = rules.passOrDelay(direction);
        const fate = store.inTurn(direction, decided);
        if (fate.is === "delayed") store.delay(frame, fate.ms);
        else passed.push(frame);
        if (fate.is !== decided.is) overtakable += 1;
      }
      nowMs += 1000;
      assert.equal(store.sendDue(), 200);
      for (const direction of ["client->server", "server->client"] as const) {
        const numbers = (frames: readonly StoredFrame[]): number[] =>
          frames.filter(({ channel }) => channel.direction === direction).map(({ frame }) => frame);
        assert.deepEqual(numbers(passed), numbers(came));
      }
    }),
    { numRuns: 1000 },
  );
  assert.ok(overtakable > 20, "often a frame comes that could overtake others");
});

test("many frames are kept and let go in their order", () => {
  const delivered: number[] = [];
  const store = createFrameStore(
    ({ frame }) => delivered.push(frame),
    () => 0,
  );
  const frames = Array.from({ length: 20_000 }, (_, i) => i);
  for (const frame of frames) store.hold(frameOf(frame), 1);
  store.release(1);
  for (const frame of frames) store.delay(frameOf(frame), 0);
  store.sendDue();
  assert.deepEqual(delivered, [...frames, ...frames]);
});
