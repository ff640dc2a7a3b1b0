// What the wire keeps back: held frames in the order wanted, delayed ones when they are due.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Lane, createStore, sleepUntilDue } from "../../src/wire/store.ts";
import * as fc from "fast-check";

const lane = { direction: "client->server" } as Lane; // no frame is sent here

function storeOf(frames: readonly number[]) {
  const delivered: number[] = [];
  const store = createStore(({ frame }) => delivered.push(frame));
  for (const frame of frames)
    store.keepBack({ frame, lane, bytes: new Uint8Array() }, { is: "held", rule: 1 });
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
  const delivered: number[] = [];
  const store = createStore(({ frame }) => delivered.push(frame));
  store.keepBack({ frame: 1, lane, bytes: new Uint8Array() }, { is: "delayed", ms: 0 });
  store.keepBack({ frame: 2, lane, bytes: new Uint8Array() }, { is: "delayed", ms: 60_000 });
  const sleepMs = store.sendDue();
  assert.deepEqual(delivered, [1]);
  assert.equal(sleepMs, 200);
});

test("the thread sleeps until the first frame is due, and never longer than 200 ms", () => {
  assert.equal(sleepUntilDue([], 0n), 200);
  assert.equal(sleepUntilDue([{ dueNs: 5_000_001n }, { dueNs: 9_000_000n }], 0n), 6);
  assert.equal(sleepUntilDue([{ dueNs: 5n }], 10n), 0);
  assert.equal(sleepUntilDue([{ dueNs: 10_000_000_000n }], 0n), 200);
});
