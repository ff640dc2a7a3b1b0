// How late the client, the server and deadpeer itself were, from samples that add up; and what is left open by it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { attemptsRange, isStarved, latenessIn, mayBeEarlier } from "../../../src/verdict/signs/lateness.ts";
import { type Timed, caseOf } from "../one-run.ts";

/** All added up: processor time, what client and server waited for one, how late deadpeer was. */
const spent = (ms: number, client = 0, server = 0, own = 0, usedMs = 0): Timed => [
  ms,
  { kind: "spent", role: "client", ms: usedMs, waitedMs: client, serverWaitedMs: server, lateMs: own },
];

/** `client+server+own`, between two times. */
function late(facts: readonly Timed[], fromMs: number, toMs: number): string | undefined {
  const found = latenessIn(caseOf(facts), fromMs * 1e6, toMs * 1e6);
  return found && `${found.clientMs}+${found.serverMs}+${found.ownMs}`;
}

test("from the last sample before to the first one after; the outermost where there is none", () => {
  const samples = [spent(100, 1), spent(200, 10), spent(300, 100), spent(400, 1000)];
  assert.equal(late(samples, 200, 300), "90+0+0");
  assert.equal(late(samples, 199, 301), "999+0+0");
  assert.equal(late(samples, 250, 250), "90+0+0");
  assert.equal(late(samples, 50, 500), "999+0+0");
  assert.equal(late([spent(100, 5)], 50, 500), "0+0+0");
  assert.equal(late([], 50, 500), undefined);
});

test("its own lateness is the largest between two looks, and not what it was before", () => {
  const samples = [
    spent(50),
    spent(100, 0, 0, 700),
    spent(200, 0, 0, 705),
    spent(300, 0, 0, 706),
    spent(400, 0, 0, 900),
  ];
  assert.equal(late(samples, 100, 300), "0+0+5");
  assert.equal(late(samples, 200, 400), "0+0+194");
});

test("a program that was started again counts from nothing: nobody was late by less than nothing", () => {
  assert.equal(late([spent(100, 50, 50, 50), spent(200, 10, 10, 10)], 100, 200), "0+0+0");
  const unknown: Timed = [200, { kind: "spent", role: "client", ms: 0, lateMs: 3 }];
  assert.equal(late([spent(100, 50), unknown], 100, 200), "0+0+3");
});

test("only the client's samples count, and only those in which lateness was measured", () => {
  const server: Timed = [200, { kind: "spent", role: "server", ms: 0, waitedMs: 500, lateMs: 500 }];
  const unmeasured: Timed = [200, { kind: "spent", role: "client", ms: 0, waitedMs: 500 }];
  assert.equal(late([server, unmeasured], 100, 300), undefined);
  assert.equal(late([spent(100), server, spent(300, 1)], 100, 200), "1+0+0");
  assert.equal(late([spent(100), unmeasured, spent(300, 1)], 100, 200), "1+0+0");
});

test("it may have come in time where all together were late by as much as it was too late", () => {
  const may = (atMs: number): boolean =>
    mayBeEarlier(caseOf([spent(100), spent(900, 10, 20, 30)]), {
      sinceNs: 100e6,
      limitNs: 500e6,
      atNs: atMs * 1e6,
    });
  assert.equal(may(501), true);
  assert.equal(may(560), true);
  assert.equal(may(561), false);
  assert.equal(may(500), false, "it was in time");
  assert.equal(may(400), false);
});

test("starved: it waited for half of the time, and for four times what it got", () => {
  const starved = (waitedMs: number, usedMs: number): boolean =>
    isStarved(caseOf([spent(1000, 7, 0, 0, 50), spent(2000, 7 + waitedMs, 0, 0, 50 + usedMs)]), 1000e6);
  assert.equal(starved(500, 125), true);
  assert.equal(starved(499, 10), false);
  assert.equal(starved(500, 126), false);
  assert.equal(starved(900, 0), true);
});

test("starved since then: what was before does not count, and one sample shows nothing", () => {
  const early = [spent(100, 0), spent(1000, 800), spent(2000, 810)];
  assert.equal(isStarved(caseOf(early), 1000e6), false);
  assert.equal(isStarved(caseOf(early), 999e6), false);
  assert.equal(isStarved(caseOf([spent(0), spent(1000, 950), spent(1200, 960)]), 1000e6), false);
  assert.equal(isStarved(caseOf(early), 100e6), false);
  assert.equal(isStarved(caseOf([spent(1000, 0), spent(1500, 450), spent(2000, 460)]), 1200e6), false);
  assert.equal(isStarved(caseOf([spent(1000, 0), spent(1500, 450), spent(2000, 900)]), 1600e6), true);
  assert.equal(isStarved(caseOf([spent(1000, 0), spent(2000, 900)]), 0), true, "from the first sample on");
  assert.equal(isStarved(caseOf([spent(1000, 900)]), 1000e6), false);
  assert.equal(isStarved(caseOf([]), 1000e6), false);
});

test("attempts within a second: more or fewer, by the worst second; unchanged where nobody was late", () => {
  const range = (facts: readonly Timed[], attempts = 10) => attemptsRange(caseOf(facts), attempts);
  assert.equal(range([spent(100), spent(1100)]), undefined);
  assert.equal(range([]), undefined);
  assert.deepEqual(range([spent(100), spent(1100, 250)]), [8, 14]);
  assert.deepEqual(range([spent(100), spent(600, 250), spent(1100, 500)]), [6, 20]);
  // Each second by itself: what is more than one apart does not add up.
  assert.deepEqual(range([spent(100), spent(1100, 250), spent(2100, 500)]), [8, 14]);
  assert.deepEqual(range([spent(100), spent(1101, 250)]), undefined);
  assert.deepEqual(
    range([spent(100), spent(1100, 2000)]),
    [5, 200],
    "no more than can be said of one second",
  );
  assert.deepEqual(range([spent(100), spent(1100, 20)], 1), [0, 2]);
  assert.deepEqual(range([spent(100), spent(1100, 250)], 0), undefined);
});
