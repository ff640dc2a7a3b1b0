// When a client has noticed: at once or late, and what is not known. docs/verdict.md, "The words".

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { reactsSince } from "../../../src/verdict/notice/notice.ts";
import { segment } from "../made-up.ts";
import {
  CRASH,
  KILL,
  NO_CONTROL,
  TWICE,
  type Timed,
  answersRst,
  caseOf,
  closes,
  connects,
  died,
  exits,
  fault,
  fin,
  habit,
  holds,
  judgeOf,
  madeOnTheWire,
  noticed,
  ofServer,
  pipe,
  prints,
  rst,
  sends,
  sleepTogether,
  sleeps,
  socket,
  terminal,
  usual,
  wasReset,
  without,
} from "../one-run.ts";

type Run = readonly [why: string, facts: readonly Timed[], expected: string, control?: ControlRecord];

function check(runs: readonly Run[]): void {
  for (const [why, facts, expected, control] of runs) assert.equal(noticed(facts, control), expected, why);
}

test("at once or late counts from the ending; from the fault where the sign, or what caused the ending, came before it", () => {
  const asked = [fault("terminate"), [2400, { kind: "process-ended", pid: 7 }] as Timed];
  check([
    ["from the ending", [...asked, fin(2500), closes(3400)], "at-once: its own FIN"],
    ["too long after it", [...asked, fin(2500), closes(3600)], "late: its own FIN"],
    ["before it: from the fault", [...asked, prints(1500, "bye\n"), fin(2500)], "at-once: what it printed"],
    [
      "before it, long after the fault",
      [...asked, prints(2400, "bye\n"), fin(2500)],
      "late: what it printed",
    ],
    ["with it", [...asked, prints(2500, "bye\n"), fin(2500)], "at-once: what it printed"],
    [
      "an RST that answers what was sent to a dead host",
      [CRASH, sends(1400), answersRst(2900), exits(2950, { exitCode: 1 })],
      "late: its heartbeat",
    ],
  ]);
});

test("what may be chance makes it unknown where it would be another word, and only there", () => {
  const sometimes = usual(habit("connect", "a new connection", 4000));
  check([
    ["at once, or late", [...died, connects(1200), prints(2500, "gone\n")], "unknown: chance", sometimes],
    [
      "at once in any case",
      [...died, connects(1200), prints(1900, "gone\n")],
      "at-once: what it printed",
      sometimes,
    ],
    [
      "it came later",
      [...died, prints(1100, "gone\n"), connects(2500)],
      "at-once: what it printed",
      sometimes,
    ],
    [
      "at the same time",
      [...died, connects(2500), prints(2500, "gone\n")],
      "late: what it printed",
      sometimes,
    ],
  ]);
});

test("after an RST that woke it, its end or its closing long after is not when it noticed; whatever else is", () => {
  const waits = sleeps(900, "select", terminal, socket);
  const ends = exits(3500, { exitCode: 0 });
  check([
    ["its end", [waits, ...wasReset, ends], "unknown: late-sign"],
    ["closing its socket", [waits, ...wasReset, holds(3500, [])], "unknown: late-sign"],
    ["soon", [waits, ...wasReset, exits(1500, { exitCode: 0 })], "at-once: its end (exit code 0)"],
    ["a line", [waits, ...wasReset, prints(3500, "reset\n")], "late: what it printed"],
    ["a FIN is read when it is read", [waits, ...died, ends], "late: its end (exit code 0)"],
    ["nothing came at all", [waits, CRASH, ends], "late: its end (exit code 0)"],
    [
      "another thread slept on it",
      [sleepTogether(900, [pipe], [socket]), ...wasReset, ends],
      "unknown: late-sign",
    ],
    ["only its server slept", [ofServer(waits), ...wasReset, ends], "late: its end (exit code 0)"],
    [
      "a look at its server says nothing",
      [waits, ofServer(sleeps(950, "futex")), ...wasReset, ends],
      "unknown: late-sign",
    ],
    [
      "it slept on it later",
      [sleeps(900, "nanosleep"), ...wasReset, sleeps(1500, "poll", socket), ends],
      "late: its end (exit code 0)",
      TWICE,
    ],
    [
      "it slept on it just then",
      [sleeps(900, "nanosleep"), ...wasReset, sleeps(1002, "poll", socket), ends],
      "unknown: late-sign",
      TWICE,
    ],
    ["it was never looked at", [...wasReset, ends], "late: its end (exit code 0)"],
  ]);
});

test("with no sign, and its output not observed, whether it noticed is unknown", () => {
  assert.equal(noticed(died, usual(), without("output")), "unknown: not-observed");
  assert.equal(noticed(died), "never");
});

test("reactions count from the fault where a control tells habits apart, or another connection's end came first; else from the ending", () => {
  const since = (faults: readonly Timed[], control?: ControlRecord): number =>
    reactsSince({ ...caseOf(faults), evidence: { ...caseOf(faults).evidence, control } } as never, 1500e6) /
    1e6;
  assert.equal(since([KILL], usual()), 1000);
  assert.equal(since([KILL], NO_CONTROL), 1500);
  assert.equal(since([KILL]), 1500);
  assert.equal(since([KILL, fault("kill", 8, 1200)]), 1000);
  assert.equal(since([KILL, fault("kill", 8, 1200)], NO_CONTROL), 1000);
  assert.equal(since([fault("kill", 7, 1600)], usual()), 1500, "the ending came before");
  assert.equal(since([], usual()), 1500);
});

test("what the server's FIN or RST only answers is no ending that the client was told of: it counts from the fault", () => {
  const closesFirst: Timed = [1900, segment("> F. 14:14(0) ack 14")];
  const abortsFirst: Timed = [1900, segment("> R. 14:14(0) ack 14")];
  const reboot = fault("host-reboot");
  for (const own of [closesFirst, abortsFirst])
    for (const theirs of [rst(1901), fin(1901)]) {
      const verdict = judgeOf([reboot, own, theirs]);
      assert.equal(verdict.afterNs, 900e6);
      assert.match(verdict.summary[0] ?? "", /^noticed at once, 900 ms after the host-reboot, by its own /);
      assert.match(
        verdict.summary[1] ?? "",
        /901 ms after the host-reboot, after the client itself had ended the connection\.$/,
      );
    }
  assert.equal(judgeOf([reboot, rst(1901), closes(1950)]).afterNs, 49e6, "the server's came first");
  assert.equal(
    judgeOf([reboot, madeOnTheWire(abortsFirst), rst(1901), closes(1950)]).afterNs,
    49e6,
    "a router's",
  );
  const before: Timed = [900, closesFirst[1]];
  assert.equal(
    judgeOf([before, reboot, rst(1901), exits(1950, { exitCode: 0 })]).afterNs,
    49e6,
    "before the fault",
  );
});
