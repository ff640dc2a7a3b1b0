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

/** It went to sleep at that time, or so long before; with no time limit, where there is none. */
function look(atMs: number, withinMs?: number, unseenMs = 0): Limit {
  const unseenNs = unseenMs * 1e6;
  if (withinMs === undefined) return { atNs: atMs * 1e6, unseenNs, isNear: false };
  const [atNs, endNs] = [atMs * 1e6, (atMs + withinMs) * 1e6];
  return { atNs, unseenNs, withinMs, endNs, isNear: withinMs < 5000 };
}

/** Asked at 1300 ms. */
function hasLet(before: readonly Limit[], ...since: readonly Limit[]): boolean {
  return hasPassedBesideTick(before, since, { saidNs: 1300e6, mayConnectNs: Number.NEGATIVE_INFINITY });
}

/** Runs at 1000, 2000, 3000 ms. */
const TICK = look(1000, 1000);

test("where each sleep since it was asked is too short to be told from another, one may have passed", () => {
  assert.equal(hasLet([TICK, look(1290, 20)], look(1310, 20)), true);
  assert.equal(hasLet([TICK, look(1290, 710)], look(1310, 20)), false, "the last one before it is not");
  assert.equal(hasLet([look(1290, 20)]), true, "none was seen since");
});

test("a limit that is set anew has not passed yet", () => {
  assert.equal(hasLet([TICK], look(1301, 400), look(1500, 400)), false);
  assert.equal(hasLet([TICK], look(1301, 400), look(1500, 400), look(1901, 99), look(2000, 1000)), true);
});

test("a limit is as it was seen first: a later look may find it asleep since then", () => {
  const since = [look(1301, 399), look(1400, 399), look(1702, 2298), look(4000, 3000)];
  assert.equal(hasLet([look(1000, 700)], ...since), false);
});

test("what is followed by no limit at all is not what remains of a turn", () => {
  assert.equal(hasLet([TICK], look(1301, 400), look(1701), look(2000, 1000)), true);
});

test("what ends with a timer from before it was asked is what is left of that, whichever it is", () => {
  const two = [look(100, 1600), look(1000, 3000)]; // until 1700 and 4000 ms
  assert.equal(hasLet(two, look(1301, 350), look(1652, 2348), look(4000, 3000)), true, "of neither");
  assert.equal(hasLet(two, look(1301, 399), look(1702, 2298), look(4000, 3000)), false);
});

test("what it had before it was asked is none of what it was asked", () => {
  const unsure = look(1100, 500, 250); // and so what it ends with is not known
  assert.equal(hasLet([TICK, unsure], look(1310, 690), look(2000, 1000)), false);
});

test("two ends are one as far as nobody saw when each sleep began", () => {
  const until = (endMs: number, unseenMs: number, atMs: number): Limit => look(atMs, endMs - atMs, unseenMs);
  const ends = (early: readonly [ms: number, unseenMs: number], since: typeof early): boolean => {
    const wakes = until(4000, 0, since[0] + 2);
    return hasLet([until(...early, 1000)], until(...since, 1310), wakes, look(4000, 3000));
  };
  assert.equal(ends([1700, 0], [1704, 0]), false);
  assert.equal(ends([1700, 0], [1710, 0]), true);
  assert.equal(ends([1700, 20], [1720, 20]), false, "each is up to 20 ms earlier");
  assert.equal(ends([1700, 20], [1740, 20]), true);
  assert.equal(ends([1740, 40], [1705, 0]), false, "the middle of what may be");
  assert.equal(ends([1700, 120], [1700, 120]), true, "too much is open");
});
