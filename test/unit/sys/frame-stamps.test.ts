// Frames are stamped by a clock that may be set while a run goes on: their times are those of one that is not.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { stampsSince } from "../../../src/sys/frame-stamps.ts";

const ZERO = { monotonicNs: 7_000_000_000n, realtimeNs: 1_700_000_000_250_000_000n };

/** A machine at so many milliseconds after the zero, whose clock has been set by so many. */
function machine(): {
  ms: number;
  setMs: number;
  /** A frame that was stamped then, by the clock as it was, and is read now. */
  read(ms: number, setMs: number): number;
} {
  const now = { ms: 0, setMs: 0 };
  const ofStamp = stampsSince(ZERO, {
    realMs: () => 1_700_000_000_250 + now.ms + now.setMs,
    monotonicMs: () => 7000 + now.ms,
    offsetNs: () => ZERO.realtimeNs - ZERO.monotonicNs + BigInt(Math.round(now.setMs * 1e6)),
    nowNs: () => ZERO.monotonicNs + BigInt(Math.round(now.ms * 1e6)),
  });
  return Object.assign(now, {
    read(ms: number, setMs: number): number {
      const stamp = ZERO.realtimeNs + BigInt(Math.round((ms + setMs) * 1e6));
      return ofStamp(Number(stamp / 1_000_000_000n), Number(stamp % 1_000_000_000n)) / 1e6;
    },
  });
}

test("a stamp is so long after the zero", () => {
  const now = machine();
  now.ms = 1500;
  assert.equal(now.read(1499.75, 0), 1499.75);
  assert.equal(now.read(-1, 0), -1, "before it");
});

for (const [why, setMs] of [
  ["forward", 745],
  ["back", -745],
  ["by a day", 86_400_000],
] as const)
  test(`the clock is set ${why}: what was stamped before it, and is read after it, and what comes then`, () => {
    const now = machine();
    now.ms = 1000;
    assert.equal(now.read(1000, 0), 1000);
    [now.ms, now.setMs] = [1100, setMs];
    assert.equal(now.read(1050, 0), 1050, "before");
    assert.equal(now.read(1090, setMs), 1090);
    now.ms = 1101;
    assert.equal(now.read(1101, setMs), 1101);
    [now.ms, now.setMs] = [1200, 0];
    assert.equal(now.read(1150, setMs), 1150, "and set again");
    assert.equal(now.read(1160, 0), 1160);
  });

test("so in the middle of a stream, where the time that has passed hides it", () => {
  const now = machine();
  now.ms = 1000;
  now.read(1000, 0);
  [now.ms, now.setMs] = [1745, -745];
  const times = Array.from({ length: 64 }, (_, i) => now.read(1745 + i / 1000, -745));
  assert.equal(times.at(-1), 1745.063);
});

test("one that is made fast is followed every 20 ms", () => {
  const now = machine();
  const errors: number[] = [];
  for (let ms = 0; ms < 2000; ms += 1) {
    [now.ms, now.setMs] = [ms, ms / 200]; // 5 ms in a second, as some machines do after a pause
    errors.push(now.read(now.ms, now.setMs) - ms);
  }
  assert.ok(Math.max(...errors) < 0.11 && Math.min(...errors) >= 0, `${Math.max(...errors)}`);
});

test("one that is set by a little, too", () => {
  const now = machine();
  now.read(0, 0);
  [now.ms, now.setMs] = [1000, 0.5];
  assert.equal(now.read(1000, 0.5), 1000);
  [now.ms, now.setMs] = [2000, -1.5];
  assert.equal(now.read(2000, -1.5), 2000);
});

test("however often, and in whichever direction: what is read at once has its time", () => {
  const step = fc.record({
    ms: fc.integer({ min: 4, max: 5000 }),
    setMs: fc.integer({ min: -5000, max: 5000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const now = machine();
      for (const { ms, setMs } of steps) {
        now.ms += ms;
        if (Math.abs(setMs - now.setMs) > 10) now.setMs = setMs;
        // It may be hidden by the time that has passed, for as many frames.
        for (let i = 0; i < 64; i += 1) now.read(now.ms, now.setMs);
        assert.equal(now.read(now.ms, now.setMs), now.ms);
      }
    }),
  );
});
