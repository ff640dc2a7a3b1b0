// What a socket's options mean, and the names of TCP's probes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionUnderTest, segmentsOf } from "../../src/timeline/conversation.ts";
import type { SegmentFact } from "../../src/timeline/observation.ts";
import { describeOptions, formatLong, patienceOf } from "../../src/timeline/socket-options.ts";
import { observations, opened, segment } from "./made-up.ts";

const usual = {
  pid: 7,
  keepAlive: false,
  idleS: 7200,
  intervalS: 75,
  probes: 9,
  userTimeoutMs: 0,
  noDelay: false,
  retries: 15,
  leastMs: 200,
  mostMs: 120_000,
};

test("when the kernel gives up: RFC 1122's 2 hours and more, and ip-sysctl's 924.6 s", () => {
  assert.deepEqual(patienceOf(usual), { unacknowledgedMs: 924_600 });
  assert.deepEqual(patienceOf({ ...usual, keepAlive: true }).idleMs, 7_875_000);
  assert.equal(formatLong(7_875_000), "2 h 11 min");
  assert.equal(formatLong(924_600), "15 min 25 s");
  assert.equal(patienceOf({ ...usual, retries: 3 }).unacknowledgedMs, 3000);
});

test("a user time-out ends both, an idle connection at the first probe's timer after it", () => {
  const timed = { ...usual, keepAlive: true, idleS: 1, intervalS: 1, userTimeoutMs: 2500 };
  assert.deepEqual(patienceOf(timed), { idleMs: 3000, unacknowledgedMs: 2500 });
  assert.deepEqual(patienceOf({ ...timed, userTimeoutMs: 500 }).idleMs, 2000);
});

test("options in words", () => {
  assert.equal(describeOptions(usual), "no keep-alive; no user time-out");
  assert.equal(
    describeOptions({ ...usual, keepAlive: true, userTimeoutMs: 20_000, noDelay: true, lingerS: 0 }),
    "keep-alive after 7 200 s, then 9 probes every 75 s; a user time-out of 20 000 ms; no delay; close aborts",
  );
});

test("a segment without data, numbered one less, is a probe: which one the other end's window says", () => {
  const texts = (...facts: readonly SegmentFact[]): string[] => {
    const all = observations(...opened, ...facts.map((fact, i) => [20 + i, fact] as const));
    const connection = connectionUnderTest(all);
    assert.ok(connection);
    return segmentsOf(all, connection)
      .slice(-facts.length)
      .map(({ text }) => text);
  };
  const before = segment("> P. 14:20(6) ack 14");
  const probe = segment("> . 19:19(0) ack 14");
  assert.match(texts(before, probe)[1] ?? "", / keep-alive probe$/);
  const shut = { ...segment("< . 14:14(0) ack 20"), window: 0 };
  assert.match(texts(before, shut, probe)[2] ?? "", / zero-window probe$/);
  for (const other of ["> . 20:20(0) ack 14", "> P. 14:20(6) ack 14", "> P. 19:20(1) ack 14"])
    assert.doesNotMatch(texts(before, segment(other))[1] ?? "", /probe/, other);
});
