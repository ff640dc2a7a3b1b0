// The verdict on clients that behave in all the ways there are, in runs that are made up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Evidence, layOut } from "../../../src/timeline/case.ts";
import type { FaultEvidence } from "../../../src/timeline/fault-evidence.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { FAULT, FIN, GONE } from "../ledger-runs.ts";
import { type Timed, closes, exits, fault, prints, sleeps, types, without } from "../one-run.ts";

const ACK: Timed = [13, segment("> . 14:14(0) ack 15")];
const died: readonly Timed[] = [...opened, FAULT, GONE, FIN, ACK];

function judgeOf(
  facts: readonly Timed[],
  other: Partial<Evidence> = {},
  endings: FaultEvidence["endings"] = ["fin", "rst"],
): Verdict {
  return judgeClient(layOut(evidenceOf(observations(...facts), other)), { endings });
}

test("a client that does nothing never notices, and its socket stays in CLOSE_WAIT", () => {
  const verdict = judgeOf([...died, [900, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)]]);
  assert.equal(verdict.grade, "pass");
  assert.deepEqual(verdict.ending, { by: "fin", atNs: 12e6 });
  assert.equal(verdict.noticed, "never");
  assert.equal(verdict.reaction, "none");
  assert.equal(verdict.lingers, true);
  assert.ok(!("afterNs" in verdict) && !("by" in verdict));
});

test("a client that read the end of file and kept its socket: CLOSE_WAIT with nothing to read", () => {
  const verdict = judgeOf([...died, [900, sockets("CLOSE_WAIT", "FIN_WAIT2", 0)]]);
  assert.equal(verdict.noticed, "at-once");
  assert.equal(verdict.by, "reading the end of file");
  assert.equal(verdict.reaction, "holds-socket");
  assert.equal(verdict.lingers, true);
});

test("whether a look falls between the end of file that is read and what follows it makes no difference", () => {
  const look: Timed = [12.5, sockets("CLOSE_WAIT", "FIN_WAIT2", 0)];
  for (const facts of [[closes(13)], [look, closes(13)]]) {
    const { noticed, by, afterNs } = judgeOf([...died, ...facts]);
    assert.deepEqual([noticed, by, afterNs], ["at-once", "its own FIN", 1e6]);
  }
  const printed = judgeOf([...died, prints(12.6, "gone"), closes(13)]);
  assert.equal(printed.by, "what it printed", "of a section the first");
});

test("a client that does nothing with a line it was given hangs, and the line is lost", () => {
  const verdict = judgeOf([...died, types(500), [900, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)]]);
  assert.equal(verdict.noticed, "never");
  assert.equal(verdict.reaction, "hangs");
  assert.equal(verdict.lost, 1);
});

test("within a second it is noticed at once, after that late", () => {
  for (const [ms, noticed] of [
    [13, "at-once"],
    [1012, "at-once"],
    [1013, "late"],
  ] as const) {
    const verdict = judgeOf([...died, closes(ms)]);
    assert.equal(verdict.noticed, noticed, `${ms}`);
    assert.equal(verdict.afterNs, (ms - 12) * 1e6);
    assert.equal(verdict.by, "its own FIN");
    assert.equal(verdict.reaction, "closes");
  }
});

test("what counts as `at once` is the run's limit", () => {
  const limits = { watchMs: 500, limitMs: 3000, noticeMs: 5 };
  assert.equal(judgeOf([...died, closes(20)], { limits }).noticed, "late");
});

test("once a line was typed it is noticed on use, however soon", () => {
  const verdict = judgeOf([...died, types(500), prints(501, "server gone\n"), exits(502, { exitCode: 1 })]);
  assert.equal(verdict.noticed, "on-use");
  assert.equal(verdict.by, "what it printed");
  assert.equal(verdict.told, "server gone");
  assert.equal(verdict.reaction, "exits");
  assert.deepEqual(verdict.exit, { exitCode: 1 });
});

test("a line typed only after the sign has nothing to do with it", () => {
  assert.equal(judgeOf([...died, closes(20), types(500)]).noticed, "at-once");
});

test("the first sign counts: a FIN, an RST, a message, the end", () => {
  const by = (...facts: Timed[]): string | undefined => judgeOf([...died, ...facts]).by;
  assert.equal(by(closes(20), prints(21, "x"), exits(22, { exitCode: 0 })), "its own FIN");
  assert.equal(by([20, segment("> R. 14:14(0) ack 15")], prints(21, "x")), "its own RST");
  assert.equal(by(prints(20, "x"), closes(21)), "what it printed");
  assert.equal(by(exits(20, { exitCode: 0 })), "its end (exit code 0)");
});

test("a client ended by a signal crashes", () => {
  const verdict = judgeOf([...died, types(500), exits(501, { signal: "SIGPIPE" })]);
  assert.equal(verdict.reaction, "crashes");
  assert.deepEqual(verdict.exit, { signal: "SIGPIPE" });
});

test("a client that says so and goes on tells", () => {
  assert.equal(judgeOf([...died, prints(20, "connection lost, reconnecting\n")]).reaction, "tells-user");
});

test("lines that come back late, or in pieces, are not lost", () => {
  const late = [...opened.slice(0, -1), FAULT, GONE, FIN, prints(20, "hello, wo"), prints(21, "rld\n")];
  assert.equal(judgeOf(late).lost, 0);
  assert.equal(judgeOf([...died, types(500), types(501, "a third"), prints(600, "a third\n")]).lost, 1);
  assert.equal(judgeOf([...died, prints(20, "another line\n"), types(500)]).lost, 1, "it was there before");
});

test("without its output, what it told and lost is left out", () => {
  const verdict = judgeOf([...died, closes(20)], without("output"));
  assert.ok(!("told" in verdict) && !("lost" in verdict));
  assert.equal(verdict.noticed, "at-once");
});

test("what it waited for is the last sample before the ending", () => {
  const waits = (ms: number, call: string): Timed => [
    ms,
    { kind: "waiting", role: "client", pid: 3, threads: [{ tid: 3, name: "c", call, on: [] }] },
  ];
  assert.equal(judgeOf([...died, waits(20, "futex")]).waiting, "unknown");
  const verdict = judgeOf([
    ...opened,
    waits(6, "read"),
    waits(8, "poll"),
    FAULT,
    GONE,
    FIN,
    waits(20, "futex"),
  ]);
  assert.equal(verdict.waiting, "asleep in poll");
});

test("what it has slept in before it sent something by itself it does not sleep in any more", () => {
  const sent: Timed = [9, segment("> P. 14:20(6) ack 14", "again\n")];
  const looks = (...facts: readonly Timed[]): string =>
    judgeOf([...opened, ...facts, FAULT, GONE, FIN]).waiting;
  assert.equal(looks(sleeps(8, "clock_nanosleep"), sent), "unknown");
  assert.equal(looks(sleeps(8, "clock_nanosleep"), sent, sleeps(9.5, "poll")), "asleep in poll");
  assert.equal(
    looks(sleeps(8, "poll"), [9, segment("> . 14:14(0) ack 14")]),
    "asleep in poll",
    "TCP has acknowledged",
  );
  const silence = (...facts: readonly Timed[]): string =>
    judgeOf([...opened, sleeps(8, "clock_nanosleep"), sent, fault("stop", 7, 10), ...facts], {}, []).waiting;
  assert.equal(silence(sleeps(12, "poll")), "asleep in poll", "nothing wakes it");
  const more: Timed = [11, segment("> P. 20:26(6) ack 14", "again\n")];
  assert.equal(silence(more, sleeps(12, "poll")), "unknown");
});

test("a look that meets it running tells what it waits for only where it has not slept since the last word", () => {
  const looks = (...calls: readonly (readonly [ms: number, call: string])[]): string =>
    judgeOf([
      ...opened,
      ...calls.map(([ms, call]): Timed => [
        ms,
        { kind: "waiting", role: "client", pid: 3, threads: [{ tid: 3, name: "c", call, on: [] }] },
      ]),
      FAULT,
      GONE,
      FIN,
    ]).waiting;
  assert.equal(looks([6, "poll"], [8, "running"]), "asleep in poll");
  assert.equal(looks([4.5, "poll"], [8, "running"]), "running");
});

test("an RST is an ending too", () => {
  const verdict = judgeOf([...opened, FAULT, GONE, [12, segment("< R. 14:14(0) ack 14")], closes(20)]);
  assert.equal(verdict.ending.by, "rst");
  assert.equal(verdict.grade, "pass");
});

test("the control, to which nothing is done, has no ending, and nothing to notice", () => {
  const none: Timed = [10, { kind: "fault", fault: "none", pid: 0, text: "nothing" }];
  const verdict = judgeOf([...opened, none, types(20), prints(21, "another line\n")], {}, ["none"]);
  assert.deepEqual(verdict.ending, { by: "none" });
  assert.equal(verdict.noticed, "unknown");
  assert.equal(verdict.grade, "pass");
  assert.equal(verdict.lost, 0);
});
