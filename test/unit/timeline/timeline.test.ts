// The growing list of observations, and those who wait on it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Observation } from "../../../src/timeline/observation.ts";
import { type Timeline, createTimeline } from "../../../src/inside/timeline.ts";
import { inOrderOfTime } from "../../../src/timeline/in-order.ts";
import * as fc from "fast-check";

function create(): { timeline: Timeline; published: Observation[] } {
  const published: Observation[] = [];
  const timeline = createTimeline(process.hrtime.bigint(), (observation) => published.push(observation));
  return { timeline, published };
}

const typed = (text: string) => ({ kind: "typed", text }) as const;
const findTyped = (text: string) => (seen: readonly Observation[]) =>
  seen.find((observation) => observation.kind === "typed" && observation.text === text);
const kinds = ({ observations }: Timeline): string[] => observations.map(({ kind }) => kind);

test("what is recorded has the next id and the time since the start, and is published at once", () => {
  const { timeline, published } = create();
  const first = timeline.record(typed("a"));
  const second = timeline.record(typed("b"), 42);
  assert.equal(first.id, 1);
  assert.ok(first.atNs >= 0 && first.atNs <= timeline.now());
  assert.deepEqual(second, { id: 2, atNs: 42, kind: "typed", text: "b" });
  assert.deepEqual(published, [first, second]);
  assert.deepEqual(timeline.observations, [first, second]);
});

test("what is there already is found at once, however short the limit", async () => {
  const { timeline } = create();
  timeline.record(typed("a"));
  const found = await timeline.until("a", findTyped("a"), { limitMs: 0 });
  assert.equal(found?.id, 1);
  assert.deepEqual(kinds(timeline), ["typed"]);
});

test("what comes later is found when it comes", async () => {
  const { timeline } = create();
  const waiting = timeline.until("b", findTyped("b"), { limitMs: 10_000 });
  timeline.record(typed("a"));
  timeline.record(typed("b"));
  assert.equal((await waiting)?.id, 2);
  assert.deepEqual(kinds(timeline), ["typed", "typed"]);
});

test("it watches for as long as it was asked to, and never a part of a millisecond less", async () => {
  const { timeline } = create();
  const asked = Array.from({ length: 300 }, (_, i) => 1 + (i % 97) * 1.37);
  const early = await Promise.all(
    asked.map(async (ms, i) => {
      await delay(i % 100); // at any time of Node's own turns
      const beganNs = timeline.now();
      await timeline.watch(
        ms,
        () => undefined,
        () => undefined,
      );
      return (timeline.now() - beganNs) / 1e6 < ms;
    }),
  );
  assert.equal(early.filter(Boolean).length, 0);
});

test("what never comes is given up after the limit, and that is recorded", async () => {
  const { timeline } = create();
  assert.equal(await timeline.until("the moon", () => undefined, { limitMs: 30 }), undefined);
  const [last] = timeline.observations;
  assert.equal(last?.kind, "gave-up");
  assert.deepEqual(last, { id: 1, atNs: last.atNs, kind: "gave-up", what: "the moon", waitedMs: 30 });
  assert.ok(last.atNs >= 29e6);
});

test("once its limit is over it is waited for as much longer as is given, and that is counted", async () => {
  const { timeline } = create();
  const given: number[] = [];
  const extraMs = (sinceNs: number): number => {
    given.push(sinceNs);
    if (given.length === 1) timeline.record(typed("a"));
    return 20;
  };
  assert.equal((await timeline.until("a", findTyped("a"), { limitMs: 10, extraMs }))?.id, 1);
  assert.equal((await timeline.until("a", findTyped("a"), { limitMs: 10, extraMs }))?.id, 1);
  assert.equal(await timeline.until("the moon", findTyped("b"), { limitMs: 10, extraMs }), undefined);
  assert.equal(given.length, 2);
  const last = timeline.observations.at(-1);
  assert.ok(last?.kind === "gave-up");
  assert.equal(last.waitedMs, 30);
});

test("meanwhile it is sampled, first of all and again and again", async () => {
  const { timeline } = create();
  let samples = 0;
  const sample = (): void => {
    samples += 1;
    if (samples === 4) timeline.record(typed("sampled"));
  };
  const found = await timeline.until("it", findTyped("sampled"), { limitMs: 10_000, sample });
  assert.ok(found);
  assert.equal(samples, 4);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(samples, 4, "and not after it was found");
});

test("what a sample shows by itself is found, with nothing recorded", async () => {
  const { timeline } = create();
  let state = 0;
  const found = await timeline.until("3", () => (state >= 3 ? state : undefined), {
    limitMs: 10_000,
    sample: () => (state += 1),
  });
  assert.equal(found, 3);
  assert.deepEqual(kinds(timeline), []);
});

test("who looks may record: all look again, one after another and not one within another", async () => {
  const { timeline } = create();
  let depth = 0;
  let looks = 0;
  const find = (seen: readonly Observation[]): true | undefined => {
    depth += 1;
    assert.equal(depth, 1, "a look within a look");
    looks += 1;
    if (seen.length > 0 && seen.length < 2000) timeline.record(typed("more"));
    depth -= 1;
    return seen.length >= 2000 || undefined;
  };
  const waiting = [1, 2].map(() => timeline.until("2000", find, { limitMs: 10_000 }));
  timeline.record(typed("first"));
  assert.deepEqual(await Promise.all(waiting), [true, true]);
  assert.equal(timeline.observations.length, 2000);
  assert.ok(looks < 10_000);
});

test("each who waits gets what it waits for, and looks no more after that", async () => {
  const { timeline } = create();
  let looks = 0;
  const first = timeline.until(
    "a",
    (seen) => {
      looks += 1;
      return findTyped("a")(seen);
    },
    { limitMs: 10_000 },
  );
  const second = timeline.until("b", findTyped("b"), { limitMs: 10_000 });
  timeline.record(typed("a"));
  assert.equal((await first)?.id, 1);
  const looksUntilFound = looks;
  timeline.record(typed("b"));
  assert.equal((await second)?.id, 2);
  assert.equal(looks, looksUntilFound);
});

test("of many observations made in one go only the last is a reason to look", async () => {
  const { timeline } = create();
  let looks = 0;
  const found = timeline.until(
    "b",
    (seen) => {
      looks += 1;
      return findTyped("b")(seen);
    },
    { limitMs: 10_000 },
  );
  for (let i = 0; i < 1000; i += 1) timeline.record(typed("a"));
  timeline.record(typed("b"));
  assert.equal((await found)?.id, 1001);
  assert.equal(looks, 2);
});

test("a watch that sees nothing ends without a word: that is what was hoped for", async () => {
  const { timeline } = create();
  let samples = 0;
  const stopped = await timeline.watch(25, findTyped("a"), () => (samples += 1));
  assert.equal(stopped, undefined);
  assert.ok(samples > 0, "it looked");
  assert.deepEqual(kinds(timeline), []);
});

test("a watch ends early with what stops it", async () => {
  const { timeline } = create();
  const watch = timeline.watch(10_000, findTyped("a"), () => undefined);
  timeline.record(typed("a"));
  assert.equal((await watch)?.id, 1);
});

test("in the order of time: sorted, those of the same time as they came, with ids that count", () => {
  const seen = fc
    .array(fc.nat(6))
    .map((times) => times.map((atNs, i) => ({ id: i + 1, atNs, ...typed(`${i}`) })));
  fc.assert(
    fc.property(seen, (observations) => {
      const before = structuredClone(observations);
      const ordered = inOrderOfTime(observations);
      assert.deepEqual(observations, before, "the argument is left as it was");
      assert.deepEqual(
        ordered.map(({ id }) => id),
        observations.map(({ id }) => id),
      );
      const stable = observations.toSorted((one, other) => one.atNs - other.atNs);
      assert.deepEqual(
        ordered.map((observation) => ({ ...observation, id: 0 })),
        stable.map((observation) => ({ ...observation, id: 0 })),
      );
    }),
  );
});
