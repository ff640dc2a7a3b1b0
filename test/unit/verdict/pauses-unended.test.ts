// A client that never ends in the control, and lets time pass as it never did: it may try again, where it was promised more
// of an answer. docs/verdict.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hadPromisedMore, lacksRest } from "../../../src/verdict/asks/promised.ts";
import { pauses } from "../../../src/verdict/notice/used-dead.ts";
import { answers, asks } from "../http-runs.ts";
import { opened, segment } from "../made-up.ts";
import { seenIn } from "../exchanges.ts";
import {
  GONE,
  KILL,
  START,
  type Timed,
  fault,
  habit,
  holds,
  prints,
  sleeps,
  socket,
  types,
  usual,
} from "../one-run.ts";

const OPENS = opened.filter(
  ([, fact]) => fact.kind === "connection" || (fact.kind === "segment" && fact.length === 0),
);
const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n";
const half = (body = "0123456789", head = HEAD): Timed[] => {
  const [asked, answered] = [asks(500, "GET / HTTP/1.1\r\n\r\n"), answers(501, head + body)];
  return [asked, answered];
};
const END = HEAD.length + 11;
const dies: readonly Timed[] = [KILL, GONE, [1002, segment(`< F. ${END}:${END}(0) ack 19`)]];
const leaves = (ms: number): Timed => [ms, segment(`> F. 19:19(0) ack ${END}`)];
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

type Row = readonly [why: string, facts: readonly Timed[], hadMore: boolean, lacks?: boolean];
const rows: readonly Row[] = [
  ["half of it came", [...half(), ...dies], true, false],
  ["all of it came", [...half("0123456789".repeat(2)), ...dies], false],
  ["a silence", [...half(), fault("stop")], true, true],
  ["all of it came, and a silence", [...half("0123456789".repeat(2)), fault("stop")], false],
  ["no fault has come", half(), false],
  ["nothing was done to its server", [...half(), fault("none", 0)], false],
  ["its server goes on", [...half(), [1000, { ...KILL[1], fault: "pause", amount: 300 } as never]], false],
  ["the client had left", [...half(), leaves(600), ...dies], false],
  ["it has left since", [...half(), ...dies, leaves(1003)], true, false],
  ["it has left since, in a silence", [...half(), fault("stop"), leaves(1003)], true, false],
  ["it had left before a silence", [...half(), leaves(600), fault("stop")], false],
  ["it does not say how long it is", [...half("x", "HTTP/1.1 200 OK\r\n\r\n"), ...dies], false],
  ["in chunks, as no control has ended it", [...half("5\r\n01", CHUNKED), ...dies], false],
  ["it is no HTTP", [...half("0123456789", "here: "), ...dies], false],
  ["nothing came", [asks(500, "GET / HTTP/1.1\r\n\r\n"), fault("stop")], false],
];

for (const [why, facts, hadMore, lacks = false] of rows)
  test(`its server had promised more, ${why}: ${hadMore}`, () => {
    const seen = seenIn([...OPENS, START, ...facts]);
    assert.equal(hadPromisedMore(seen), hadMore);
    assert.equal(lacksRest(seen), lacks);
  });

/** It never ends in the control, unless that is said. */
const isPausing = (control: ReturnType<typeof usual>, ...facts: readonly Timed[]): boolean => {
  const seen = seenIn([...OPENS, START, ...facts].sort(([one], [other]) => one - other));
  return pauses({ ...seen, evidence: { ...seen.evidence, control } });
};
const [READS, SLEEPS] = [sleeps(900, "read", socket), sleeps(1100, "nanosleep")];

test("who was promised more may try again after a pause, though it never ends in the control", () => {
  const [endless, ends] = [usual(), usual(habit("exit", "its end (exit code 0)", 2000))];
  const whole = half("0123456789".repeat(2));
  assert.equal(isPausing(endless, ...half(), READS, ...dies, SLEEPS), true);
  assert.equal(isPausing(endless, ...half(), READS, fault("stop"), SLEEPS), true, "a silence");
  assert.equal(isPausing(endless, ...whole, READS, ...dies, SLEEPS), false, "it may be done");
  assert.equal(isPausing(ends, ...whole, READS, ...dies, SLEEPS), true, "it ends in the control");
  assert.equal(isPausing(endless, types(400), ...half(), READS, ...dies, SLEEPS), false, "it was told to");
  assert.equal(isPausing(ends, types(400), ...half(), READS, ...dies, SLEEPS), true);
  assert.equal(isPausing(endless, ...half(), leaves(600), READS, ...dies, SLEEPS), false, "it had left");
  assert.equal(isPausing(endless, ...half(), READS, ...dies), false, "it reads on");
  const [holder, ended]: Timed[] = [holds(950, [4]), [1050, { kind: "process-ended", pid: 4 }]];
  assert.equal(
    isPausing(endless, ...half(), READS, holder!, ...dies, SLEEPS),
    true,
    "a process of it holds it",
  );
  assert.equal(
    isPausing(endless, ...half(), READS, holder!, ...dies, ended!, SLEEPS),
    false,
    "that has ended",
  );
  assert.equal(isPausing(endless, ...half(), sleeps(900, "nanosleep"), ...dies, SLEEPS), false, "its habit");
  assert.equal(isPausing(endless, ...half(), READS, ...dies, SLEEPS, prints(1200, "x\n")), true);
});
