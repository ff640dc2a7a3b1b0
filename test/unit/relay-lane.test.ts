// One lane between two made-up sockets: whatever the sizes and the holds, the bytes stay what they are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createByteLimit } from "../../src/relay/byte-limit.ts";
import { type Lane, createLane } from "../../src/relay/lane.ts";
import * as fc from "fast-check";

const EAGAIN = 11;
const ECONNRESET = 104;
const CAPACITY = 16;

interface MadeUp {
  readonly lane: Lane;
  readonly passed: number[];
  readonly holds: string[];
  /** What the source has for us. A number is an errno, or 0 for the end. */
  readonly incoming: (number[] | number)[];
  /** Bytes the destination takes yet. */
  room: number;
  finished: number;
}

function madeUp(readsOn = false, piece = 8): MadeUp {
  const buffer = new Uint8Array(CAPACITY);
  const holds: string[] = [];
  const self: MadeUp = { lane: undefined as never, passed: [], holds, incoming: [], room: 0, finished: 0 };
  const lane = createLane(
    {
      receive(at, length) {
        const next = self.incoming.shift();
        if (next === undefined) return -EAGAIN;
        if (typeof next === "number") return next;
        if (next.length > length) self.incoming.unshift(next.slice(length));
        buffer.set(next.slice(0, length), at);
        return Math.min(length, next.length);
      },
      send(at, length) {
        const count = Math.min(length, self.room);
        if (count === 0) return -EAGAIN;
        self.passed.push(...buffer.subarray(at, at + count));
        self.room -= count;
        return count;
      },
      finish: () => ((self.finished += 1), 0),
      compact: (from, to) => void buffer.copyWithin(0, from, to),
    },
    { limit: createByteLimit((what) => holds.push(what)), capacity: CAPACITY, piece, readsOn },
  );
  return Object.assign(self, { lane });
}

const pieces = fc.array(fc.array(fc.nat(255), { minLength: 1, maxLength: 30 }), { maxLength: 10 });

test("every byte is passed on once and in order, and the FIN behind them", () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(9)), fc.boolean(), (incoming, rooms, readsOn) => {
      const it = madeUp(readsOn);
      it.incoming.push(...incoming, 0);
      for (const room of [...rooms, ...Array.from({ length: 400 }, () => 5)]) {
        it.room = room;
        it.lane.step(true);
      }
      assert.deepEqual(it.passed, incoming.flat());
      assert.deepEqual([it.finished, it.lane.isOver(), it.lane.sawEnd()], [1, true, true]);
    }),
  );
});

test("a hold passes on exactly its bytes, is reported once, and a release the rest", () => {
  fc.assert(
    fc.property(pieces, fc.nat(200), fc.boolean(), (incoming, bytes, readsOn) => {
      const it = madeUp(readsOn);
      const all = incoming.flat();
      it.incoming.push(...incoming, 0);
      it.lane.limit.set(bytes);
      const goOn = (): void => {
        for (let i = 0; i < 200; i += 1) {
          it.room = 7;
          it.lane.step(true);
        }
      };
      goOn();
      assert.deepEqual(it.passed, all.slice(0, bytes));
      assert.deepEqual(it.holds, bytes <= all.length ? [`${bytes} bytes`] : []);
      assert.equal(it.finished, bytes > all.length ? 1 : 0);
      it.lane.limit.lift();
      goOn();
      assert.deepEqual([it.passed, it.finished], [all, 1]);
    }),
  );
});

test("a held lane that reads on does so until its buffer is full; another does not read", () => {
  for (const readsOn of [true, false]) {
    const it = madeUp(readsOn, CAPACITY);
    it.lane.limit.set(0);
    it.incoming.push(Array.from({ length: CAPACITY + 4 }, (_, i) => i));
    assert.equal(it.lane.wantsToRead(), readsOn);
    it.lane.step(true);
    assert.ok(!it.lane.wantsToRead() && !it.lane.wantsToWrite());
    const left = it.incoming.flat().length;
    assert.equal(left, readsOn ? 4 : CAPACITY + 4);
  }
});

test("a reset of the source is told; a flush passes on what came before, and no FIN", () => {
  const it = madeUp();
  it.incoming.push([1, 2, 3], [4, 5], -ECONNRESET, 0);
  it.room = 2;
  it.lane.step(true);
  assert.deepEqual(it.passed, [1, 2]);
  it.room = 3;
  it.lane.flush();
  assert.deepEqual([it.passed, it.finished], [[1, 2, 3, 4, 5], 0]);
  const other = madeUp();
  other.incoming.push(-ECONNRESET);
  assert.equal(other.lane.step(true).source, -ECONNRESET);
});

test("a flush does not wait for a destination that takes no more", () => {
  const it = madeUp();
  it.incoming.push([1, 2, 3], [4, 5], -ECONNRESET);
  it.room = 1;
  it.lane.flush();
  assert.deepEqual(it.passed, [1]);
});

test("what is discarded is read and thrown away, whatever is held, and its end ends the lane", () => {
  const it = madeUp();
  it.lane.limit.set(0);
  it.incoming.push([1, 2, 3], [4, 5], 0);
  it.lane.discard();
  for (let i = 0; i < 4; i += 1) it.lane.step(true);
  assert.deepEqual([it.passed, it.finished, it.lane.isOver()], [[], 0, true]);
});

test("what has come is looked at before any of it is passed on, and a limit that is set then holds", () => {
  const kept: number[] = [];
  const limit = createByteLimit(
    () => undefined,
    (bytes) => kept.push(bytes),
  );
  const passed: number[] = [];
  const buffer = new Uint8Array(CAPACITY);
  const incoming = [[1, 2], [3, 4, 5], [6]];
  const lane = createLane(
    {
      receive(at) {
        const next = incoming.shift() ?? [];
        buffer.set(next, at);
        return next.length || -EAGAIN;
      },
      send(at, length) {
        passed.push(...buffer.subarray(at, at + length));
        return length;
      },
      finish: () => 0,
      compact: (from, to) => void buffer.copyWithin(0, from, to),
    },
    {
      limit,
      capacity: CAPACITY,
      piece: 8,
      readsOn: true,
      came: (at, count, waiting) => {
        const end = buffer.subarray(at, at + count).indexOf(4);
        if (end >= 0) limit.set(waiting + end + 1);
      },
    },
  );
  for (let i = 0; i < 4; i += 1) lane.step(true);
  assert.deepEqual(passed, [1, 2, 3, 4]);
  assert.deepEqual(kept, [1], "reported once: what was there first");
});
