// Any loop with one timer that runs again and again, woken at any time by something else, and looked at as the sampler
// does: whether what it was asked has a limit of its own that has passed.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isSameLimit } from "../../../src/timeline/waits.ts";
import { hasPassedBesideTick } from "../../../src/verdict/notice/beside-tick.ts";
import type { Limit } from "../../../src/verdict/notice/loop-limits.ts";

/** In milliseconds. */
interface Loop {
  /** How long a turn takes, and when the first one ends. */
  readonly turnMs: number;
  readonly firstMs: number;
  /** When it is asked, how long it waits for the answer, and when the watch ends. */
  readonly saidMs: number;
  readonly patienceMs: number;
  readonly endMs: number;
  /** What else wakes it, and how late the looks come. */
  readonly wakes: readonly number[];
  readonly lateMs: number;
}

const loops: fc.Arbitrary<Loop> = fc
  .record({
    turnMs: fc.integer({ min: 200, max: 3000 }),
    first: fc.double({ min: 0, max: 1, noNaN: true }),
    saidMs: fc.integer({ min: 0, max: 6000 }),
    patienceMs: fc.integer({ min: 60, max: 3000 }),
    afterMs: fc.integer({ min: 0, max: 6000 }),
    wakes: fc.array(fc.integer({ min: 0, max: 12_000 }), { maxLength: 4 }),
    lateMs: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ first, afterMs, ...loop }) => {
    const firstMs = 1 + Math.floor(first * loop.turnMs);
    const saidMs = firstMs + 2 * loop.turnMs + loop.saidMs; // a whole turn was seen
    return { ...loop, firstMs, saidMs, endMs: saidMs + loop.patienceMs + 50 + afterMs };
  });

/** When it sleeps, until when at most. A look is recorded where the limit is another one. */
function looksAt({ turnMs, firstMs, saidMs, endMs, wakes, lateMs }: Loop, answerMs: number): Limit[] {
  const recorded: Limit[] = [];
  let [nowMs, tickMs] = [0, firstMs];
  const others = [...wakes, saidMs].sort((one, other) => one - other);
  while (nowMs <= endMs) {
    while (tickMs <= nowMs) tickMs += turnMs;
    const ownMs = nowMs >= saidMs && nowMs < answerMs ? answerMs : Number.POSITIVE_INFINITY;
    const untilMs = Math.min(tickMs, ownMs);
    const limit = {
      atNs: (nowMs + lateMs) * 1e6,
      unseenNs: (lateMs + 1) * 1e6,
      withinMs: untilMs - nowMs,
      endNs: (lateMs + untilMs) * 1e6,
      isNear: true,
    };
    const wakeMs = Math.min(untilMs, others.find((ms) => ms > nowMs) ?? Number.POSITIVE_INFINITY);
    const last = recorded.at(-1);
    const isSeen = nowMs + lateMs < Math.min(wakeMs, endMs);
    if (isSeen && (last === undefined || !isSameLimit(limit, last))) recorded.push(limit);
    nowMs = wakeMs;
  }
  return recorded;
}

function hasPassed(loop: Loop, answerMs: number): boolean {
  const looks = looksAt(loop, answerMs);
  const saidNs = loop.saidMs * 1e6;
  const before = looks.filter(({ atNs }) => atNs <= saidNs);
  return hasPassedBesideTick(before, looks.slice(before.length), {
    saidNs,
    mayConnectNs: Number.NEGATIVE_INFINITY,
  });
}

/** It sleeps for too short a time to be seen in between, or for as long twice. */
function isHidden({ turnMs, firstMs, saidMs, endMs, wakes, lateMs }: Loop, answerMs: number): boolean {
  const turns = Array.from({ length: 100 }, (_, i) => firstMs + i * turnMs);
  const timers = [...turns, answerMs].sort((one, other) => one - other);
  const limitAt = (ms: number): number => (timers.find((each) => each > ms) ?? 0) - ms;
  const times = [...timers, saidMs, ...wakes.filter((ms) => ms < endMs)].sort((one, other) => one - other);
  return times.some((ms, i) => {
    const nextMs = times[i + 1] ?? Number.POSITIVE_INFINITY;
    if (nextMs < saidMs || ms > endMs) return false;
    const [limit, next] = [limitAt(ms), limitAt(nextMs)];
    return nextMs - ms < 60 + 4 * lateMs || (limit < turnMs - 10 && Math.abs(limit - next) < 10);
  });
}

test("who waits for its answer all along has let none pass", () => {
  fc.assert(
    fc.property(loops, (loop) => {
      fc.pre(!isHidden(loop, Number.POSITIVE_INFINITY));
      assert.equal(hasPassed(loop, Number.POSITIVE_INFINITY), false);
    }),
    { numRuns: 2000 },
  );
});

test("who gives up at another time than its timer's has let it pass", () => {
  fc.assert(
    fc.property(loops, (loop) => {
      const answerMs = loop.saidMs + loop.patienceMs;
      fc.pre(!isHidden(loop, answerMs));
      assert.equal(hasPassed(loop, answerMs), true);
    }),
    { numRuns: 2000 },
  );
});
