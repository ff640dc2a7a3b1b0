// What a client spends on a server that is gone: processor time, and attempts to connect.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createStorm } from "../../../src/inside/storm.ts";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact, SegmentFact } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { busyShare } from "../../../src/verdict/signs/effort.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { connection, evidenceOf, observations, opened, segment } from "../made-up.ts";
import { died } from "../ledger-runs.ts";
import { type Timed, usual as quiet } from "../one-run.ts";

const spent = (atMs: number, ms: number): Timed => [atMs, { kind: "spent", role: "client", ms }];
const usual = (busy?: number): ControlRecord => ({ ...quiet(), ...(busy !== undefined && { busy }) });
const judgeOf = (facts: readonly Timed[], control = usual()): Verdict =>
  judgeClient(layOut(evidenceOf(observations(...opened, ...died, ...facts), { control })), {
    endings: ["fin"],
  });

// nc of some versions polls a socket that has hung up, Python's recv() in a loop: /proc/PID/stat goes up by 10 ms each 10
// ms.
test("a client that is at work all the time spins, unless it works anyway", () => {
  assert.equal(judgeOf([spent(200, 100), spent(500, 390)]).spins, true);
  assert.equal(judgeOf([spent(200, 100), spent(500, 110)]).spins, false);
  assert.equal(judgeOf([spent(200, 100), spent(500, 390)], usual(0.9)).spins, false);
  assert.match(judgeOf([spent(200, 100), spent(500, 390)]).summary.join(" "), /kept a processor busy/);
});

// The time is that of the processes there are: one that ends takes its own with it.
test("what a process that has ended had taken is not taken back", () => {
  const busy = (...facts: readonly Timed[]): number | undefined =>
    busyShare(layOut(evidenceOf(observations(...opened, ...died, ...facts))), 0);
  assert.equal(busy(spent(200, 650), spent(700, 650), spent(1200, 0)), 0);
  assert.equal(busy(spent(200, 650), spent(700, 1150), spent(1200, 0)), 0.5);
  const other = [spent(200, 650), spent(300, 100), spent(500, 300)];
  assert.equal(judgeOf(other).spins, true, "the other one spins");
});

// Node in a loop of setImmediate beside ten others: 150 ms of processor in 1.4 s, and of 21 looks one met it asleep.
test("on a busy machine it gets less of a processor than it wants: who hardly ever sleeps spins", () => {
  const look = (atMs: number, ms: number, isAtWork: boolean): Timed => [
    atMs,
    { kind: "spent", role: "client", ms, isAtWork },
  ];
  assert.equal(judgeOf([look(200, 100, true), look(300, 110, true), look(500, 150, true)]).spins, true);
  assert.equal(judgeOf([look(200, 100, true), look(300, 110, false), look(500, 150, true)]).spins, false);
  const many = Array.from({ length: 10 }, (_, i) => look(200 + i * 100, 100 + i * 10, i !== 4));
  assert.equal(judgeOf(many).spins, true);
  const mostlyAsleep = Array.from({ length: 10 }, (_, i) => look(200 + i * 100, 100 + i * 10, i % 2 > 0));
  assert.equal(judgeOf(mostlyAsleep).spins, false);
});

test("whether it would have spun is unknown where it mostly waited for a processor, and worked while it did not", () => {
  const waits = (atMs: number, ms: number, waitedMs: number): Timed => [
    atMs,
    { kind: "spent", role: "client", ms, waitedMs, lateMs: 0 },
  ];
  /** From 200 to 1200 ms. */
  const spinsOf = (usedMs: number, waitedMs: number, control = usual()): unknown => {
    const { spins, undecided } = judgeOf(
      [waits(200, 100, 50), waits(1200, 100 + usedMs, 50 + waitedMs)],
      control,
    );
    return undecided?.["spins"] ?? spins;
  };
  assert.equal(spinsOf(10, 500), false, "it slept most of the time that it did not wait");
  assert.equal(spinsOf(70, 600), "machine-busy");
  assert.equal(spinsOf(200, 500), "machine-busy");
  assert.equal(spinsOf(200, 500, usual(0.3)), false, "as usual");
  assert.equal(spinsOf(10, 1100), "machine-busy", "it hardly had one");
  assert.equal(spinsOf(200, 150), false, "it had one more often than it waited");
  assert.equal(spinsOf(350, 600), true);
});

test("what it does right after the end is work; and what is too short is not known", () => {
  assert.equal(judgeOf([spent(20, 0), spent(100, 80), spent(120, 90), spent(500, 100)]).spins, false);
  assert.equal(judgeOf([spent(200, 100), spent(300, 190)]).spins, undefined);
});

const syn = (port: number): SegmentFact => ({
  ...segment("> S 0:0(0)"),
  from: { ...connection.client, port },
  to: connection.server,
  flags: "S",
});

test("the most attempts within a second count, those that are only counted too", () => {
  const each = [200, 700, 1100, 1150, 1900].map((ms): Timed => [ms, syn(41_000 + ms)]);
  assert.equal(judgeOf(each).attempts, 4);
  assert.equal(judgeOf([...each, [1950, { kind: "attempts", count: 100 }]]).attempts, 103);
  assert.match(
    judgeOf([[300, { kind: "attempts", count: 100 }]]).summary.join(" "),
    /tried to connect 100 times within a second/,
  );
});

test("a storm is counted, and not kept; who is answered in the end is recorded", () => {
  const kept: Fact[] = [];
  const storm = createStorm(connection.server.port, (fact) => void kept.push(fact));
  const answer = (port: number, flags: string): SegmentFact => {
    const { from, to, ...rest } = syn(port);
    return { ...rest, from: to, to: from, flags };
  };
  storm.segment(syn(1), 0);
  storm.begin();
  for (let i = 0; i < 20_000; i += 1) {
    storm.segment(syn(10_000 + i), i * 1e5);
    storm.segment(answer(10_000 + i, "R."), i * 1e5 + 1);
  }
  storm.segment(syn(40_000), 2e9);
  storm.segment(answer(40_000, "S."), 2e9 + 1);
  storm.finish();
  assert.ok(kept.length < 500, `${kept.length}`);
  const counted = kept.reduce((sum, fact) => sum + (fact.kind === "attempts" ? fact.count : 0), 0);
  const recorded = kept.filter((fact) => fact.kind === "segment" && fact.flags === "S").length;
  assert.equal(counted + recorded, 20_002);
  assert.deepEqual(
    kept.flatMap((fact) =>
      fact.kind === "segment" && [fact.from.port, fact.to.port].includes(40_000) ? fact.flags : [],
    ),
    ["S", "S."],
  );
});

test("a storm of connections that succeed is bounded, too", () => {
  const recorded: Fact[] = [];
  const storm = createStorm(connection.server.port, (fact) => recorded.push(fact));
  storm.begin();
  const times = 5000;
  for (let i = 0; i < times; i += 1) {
    const first = syn(10_000 + i);
    storm.segment(first, i * 1e6);
    storm.segment({ ...first, from: first.to, to: first.from, flags: "S." }, i * 1e6 + 1);
    storm.segment({ ...first, flags: "." }, i * 1e6 + 2);
  }
  storm.finish();
  const attempts = recorded.flatMap((fact) => (fact.kind === "attempts" ? fact.count : []));
  const syns = recorded.filter((fact) => fact.kind === "segment" && fact.flags === "S").length;
  assert.ok(recorded.length < 2000, `${recorded.length}`);
  assert.equal(syns + attempts.reduce((sum, count) => sum + count, 0), times);
});
