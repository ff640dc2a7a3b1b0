// Which durations are tried, and what follows: against clients of which the truth is known.

import assert from "node:assert/strict";
import { test } from "node:test";
import { concludeTries, nextTries, precisionOf } from "../../../src/tolerance/narrow.ts";
import type { Endurance, Try } from "../../../src/tolerance/result.ts";

type Client = (ms: number, made: number) => Omit<Try, "fault" | "ms" | "why">;

const UP_TO_MS = 10_000;

/** Makes tries as a measurement does, with a client that is a function. */
function search(client: Client, upToMs = UP_TO_MS): Endurance {
  const tries: Try[] = [];
  for (let next = nextTries(tries, upToMs); next.length > 0; next = nextTries(tries, upToMs)) {
    assert.ok(tries.length < 40, "it never ends");
    for (const ms of next) {
      assert.ok(Number.isInteger(ms) && ms > 0 && ms <= upToMs, `${ms}`);
      tries.push({ fault: "stall", ms, why: "", ...client(ms, tries.length) });
    }
  }
  return concludeTries("stall", tries, upToMs);
}

const givesUpAfter =
  (limitMs: number, gaveUpMs?: number): Client =>
  (ms) =>
    ms < limitMs
      ? { outcome: "borne" }
      : { outcome: "not-borne", ...(gaveUpMs !== undefined && { gaveUpMs }) };

for (const limitMs of [30, 52, 333, 1400, 2000, 9999])
  for (const gaveUpMs of [undefined, limitMs, limitMs * 1.5])
    test(`a client that bears ${limitMs} ms${gaveUpMs === undefined ? "" : `, and gives up after ${gaveUpMs}`}`, () => {
      const found = search(givesUpAfter(limitMs, gaveUpMs));
      const { borneMs = 0, notBorneMs = 0 } = found;
      assert.ok(borneMs < limitMs && limitMs <= notBorneMs, `${borneMs} to ${notBorneMs}`);
      assert.ok(notBorneMs - borneMs <= precisionOf(notBorneMs), `${borneMs} to ${notBorneMs}`);
      assert.ok(found.isDecided, found.why);
      assert.equal(found.alsoBorneMs, undefined);
    });

test("where the moment of giving up says where to look, three tries are enough", () => {
  const found = search(givesUpAfter(2000, 2000));
  assert.equal(found.tries.length, 3);
  assert.equal(found.gaveUpMs, 2000);
});

test("who bears the longest needs no other, and nothing is said about longer ones", () => {
  const found = search(() => ({ outcome: "borne" }));
  assert.deepEqual(
    [found.borneMs, found.notBorneMs, found.isDecided, found.tries.length],
    [UP_TO_MS, undefined, true, 1],
  );
});

test("what is unknown once is made again, and is no end of the interval", () => {
  const twice = new Set<number>();
  const found = search((ms) => {
    const isAgain = twice.has(ms);
    twice.add(ms);
    return isAgain ? givesUpAfter(2000)(ms, 0) : { outcome: "unknown" };
  }, 4000);
  const [first, second] = found.tries;
  assert.deepEqual(
    [first?.ms, first?.outcome, second?.ms, second?.outcome],
    [4000, "unknown", 4000, "not-borne"],
  );
  for (const end of [found.borneMs, found.notBorneMs])
    assert.ok(
      end === undefined || found.tries.some(({ ms, outcome }) => ms === end && outcome !== "unknown"),
    );
});

test("where nothing is known there is no interval, and it says why", () => {
  const found = search(() => ({ outcome: "unknown" }));
  assert.deepEqual([found.borneMs, found.notBorneMs, found.isDecided], [undefined, undefined, false]);
  assert.match(found.why ?? "", /^\d+ ms: /);
  assert.ok(found.tries.length <= 6);
});

test("an unknown stretch in the middle leaves the interval as wide as it is", () => {
  const found = search((ms) => (ms > 1000 && ms < 3000 ? { outcome: "unknown" } : givesUpAfter(2000)(ms, 0)));
  assert.ok((found.borneMs ?? 0) <= 1000 && (found.notBorneMs ?? 0) >= 3000);
  assert.equal(found.isDecided, false);
});

test("a client that does not do the same each time is not decided", () => {
  const found = search((ms, made) => ({ outcome: made === 0 || ms < 2000 ? "borne" : "not-borne" }));
  assert.ok(found.isDecided, "it bore the longest");
  const other = search((ms, made) => ({ outcome: made % 2 === 0 ? "not-borne" : "borne", gaveUpMs: ms }));
  assert.ok(other.isDecided || other.why !== undefined);
  const tries = (
    [
      [10_000, "not-borne"],
      [4000, "not-borne"],
      [6000, "borne"],
      [3900, "borne"],
    ] as const
  ).map(([ms, outcome]): Try => ({ fault: "stall", ms, outcome, why: "" }));
  const mixed = concludeTries("stall", tries, UP_TO_MS);
  assert.deepEqual([mixed.borneMs, mixed.notBorneMs, mixed.alsoBorneMs], [3900, 4000, 6000]);
  assert.equal(mixed.isDecided, false);
});
