// Whether a client bears a server that lives: from made-up timelines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgePatience } from "../../../src/verdict/notice/patience.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { begun } from "../http-runs.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { type Timed, expects, habit, ofServer, prints, types, usual } from "../one-run.ts";

const looks = (atMs: number, state: string): Timed => [
  atMs,
  { kind: "processes", rows: [{ pid: 7, parent: 1, state, name: "server" }], listeners: [] },
];
const paused: readonly Timed[] = [
  [10, { kind: "fault", fault: "pause", amount: 500, pid: 7, text: "SIGSTOP" }],
  looks(12, "T"),
];
const over: readonly Timed[] = [
  looks(530, "S"),
  [531, { kind: "recovered", isUndone: true, text: "SIGCONT" }],
];
const LIVES = { endings: ["silence"], process: "paused", lives: true } as const;
const judgeOf = (...facts: readonly Timed[]): Verdict =>
  judgeClient(
    layOut(
      evidenceOf(observations(...opened, ...paused, ...facts), {
        control: usual(),
      }),
    ),
    LIVES,
  );

test("who waits bears it, and how long it lasted is what was seen", () => {
  const verdict = judgeOf(...over);
  assert.deepEqual([verdict.patience, verdict.lastedNs], ["bears", 518e6], verdict.summary.join("\n"));
  assert.match(verdict.summary[0] ?? "", /^bore the pause of 518 ms/);
});

test("who closes raises a false alarm; the server's FIN, which answers it, is no ending of the server's", () => {
  for (const after of [300, 600]) {
    const own = segment("> F. 14:14(0) ack 14");
    const answer = segment("< F. 14:14(0) ack 15");
    const facts: Timed[] = [...over, [after, own], [after + 1, answer]];
    const verdict = judgeOf(...facts.sort(([one], [other]) => one - other));
    assert.equal(verdict.patience, "false-alarm", verdict.summary.join("\n"));
    assert.equal(verdict.ending.by, "silence");
  }
});

test("a server that closes by itself would not have answered: nothing is graded", () => {
  for (const after of [300, 600]) {
    const facts: Timed[] = [...over, [after, segment("< F. 14:14(0) ack 14")]];
    const verdict = judgeOf(...facts.sort(([one], [other]) => one - other));
    assert.deepEqual([verdict.grade, verdict.patience], ["inconclusive", "unknown"], `${after}`);
  }
});

test("what was not seen to go on is not over", () => {
  const verdict = judgeOf([531, { kind: "recovered", isUndone: true, text: "SIGCONT" }]);
  assert.match(verdict.missing ?? "", /process 7 was not seen to go on/);
});

const said = (...entries: readonly Partial<SaidEntry>[]): NonNullable<Verdict["ledger"]> => ({
  said: entries.map((entry) => ({ text: "a", atNs: 15e6, fate: "answered", because: [], ...entry })),
  bytes: [],
});
const judged = (given: Parameters<typeof judgePatience>[2], ...facts: readonly Timed[]): unknown => {
  const seen = layOut(evidenceOf(observations(...opened, ...paused, ...facts), { control: usual() }));
  const { patience, undecided } = judgePatience(seen, LIVES, given);
  return undecided?.["patience"] ?? patience;
};
const FOUND = { told: "", missing: undefined };

test("what it printed before it had read the answer is lost as well, whatever the server counts", () => {
  assert.equal(
    judged({ ...FOUND, lost: 0, ledger: said({ isEarly: true, isLost: true }) }, ...over),
    "loses",
  );
  assert.equal(
    judged({ ...FOUND, lost: 0, ledger: said({ isEarly: true, isLost: false }) }, ...over),
    "bears",
  );
  assert.equal(judged({ ...FOUND, lost: 0, ledger: said({ isEarly: true }) }, ...over), "printed-early");
  assert.equal(
    judged({ ...FOUND, lost: 0, ledger: said({ isLost: true }) }, ...over),
    "bears",
    "it is counted",
  );
  assert.equal(judged({ ...FOUND, ledger: said() }, ...over), "not-asked");
  assert.equal(judged({ ...FOUND, lost: 1, ledger: said() }, ...over), "loses");
  const told = { ...FOUND, told: "timed out", lost: 1, ledger: said() };
  assert.equal(judged(told, ...over), "false-alarm");
});

test("who prints fewer lines for answers than without the fault may have thrown one away, as too late", () => {
  const word = (control: ControlRecord, ...facts: readonly Timed[]): unknown => {
    const seen = layOut(evidenceOf(observations(...opened, ...paused, ...over, ...facts), { control }));
    const { patience, undecided } = judgePatience(seen, LIVES, { ...FOUND, lost: 0, ledger: said({}) });
    return undecided?.["patience"] ?? patience;
  };
  const answers = (...all: readonly number[]): ControlRecord => ({ ...usual(), answers: all });
  assert.equal(word(answers(1)), "bears", "it has printed one");
  assert.equal(word(answers(1, 2)), "not-asked");
  assert.equal(word(answers(1, 2), prints(600, "more\n")), "bears");
  assert.equal(word({ ...answers(1), more: [answers(1, 2)] }), "not-asked", "one of two");
  assert.equal(word(answers(1, 2), expects(600, true)), "bears", "what was expected was printed");
  const byItself = { lines: 2, fresh: 2, bytes: 9, ns: 1e9 };
  assert.equal(word({ ...answers(1, 2), byItself }), "bears", "it also prints by itself");
  assert.equal(word({ ...answers(1, 2), byItself: { ...byItself, lines: 0 } }), "not-asked");
  const untyped = layOut(evidenceOf(observations(...begun, ...paused, ...over), { control: answers(1, 2) }));
  const given = { ...FOUND, lost: 0, ledger: said({}) };
  assert.equal(judgePatience(untyped, LIVES, given).patience, "bears", "nothing was said to it");
  const served = ofServer(prints(600, "more\n"));
  assert.equal(word(answers(1, 2), served), "not-asked", "its server printed that");
});

/** What the client had of a processor by then, and for how long it waited for one. */
const spent = (ms: number, waitedMs: number, usedMs = 0): Timed => [
  ms,
  { kind: "spent", role: "client", ms: usedMs, waitedMs, serverWaitedMs: 0, lateMs: 0 },
];

test("who had no processor could not give up, and who was late by as much gave up in time", () => {
  const starved = [spent(9, 0), ...over, spent(600, 500)];
  const served = [spent(9, 0), ...over, spent(600, 3)];
  for (const [lost, word] of [
    [0, "bears"],
    [1, "loses"],
  ] as const) {
    const given = { ...FOUND, lost, ledger: said() };
    assert.equal(judged(given, ...starved), "machine-busy", word);
    assert.equal(judged(given, ...served), word);
  }
  const closes = (ms: number): Timed => [ms, segment("> F. 14:14(0) ack 14")]; // the fault should end at 510 ms
  const given = { ...FOUND, lost: 0, ledger: said() };
  assert.equal(judged(given, spent(9, 0), ...over, closes(560), spent(600, 60)), "machine-busy");
  assert.equal(judged(given, spent(9, 0), ...over, closes(560), spent(600, 40)), "false-alarm");
  assert.equal(judged(given, spent(9, 0), closes(500), ...over, spent(600, 60)), "false-alarm");
  const [late, slow] = [[...over, closes(560), spent(600, 60)], prints(300, "slow\n")];
  assert.equal(
    judged(given, spent(9, 0), slow, ...late),
    "machine-busy",
    "to say that it waits is none of it",
  );
  const endless = [spent(9, 0), closes(560), spent(600, 60)];
  assert.equal(judged(given, ...endless), "false-alarm", "nobody would have answered in time");
  const told = { ...given, lost: 1, told: "timed out" };
  assert.equal(judged(told, ...starved), "false-alarm", "it had time to say so");
});

test("who was started for one answer, and has read it, ends as it does anyway: that is no giving up", () => {
  const asks = opened.filter(([, { kind }]) => kind !== "typed" && kind !== "printed");
  const rest: Timed = [533, segment("< P. 14:54(40) ack 14")];
  const more: Timed = [600, segment("< P. 54:94(40) ack 15")];
  const ends = (code = 0): Timed[] => [
    [533.5, segment("> F. 14:14(0) ack 54")],
    [541, { kind: "program-exited", role: "client", pid: 2, exitCode: code }],
  ];
  const anyway = usual(habit("segment", "its own FIN", 63), habit("exit", "its end (exit code 0)", 161));
  const judgedAlone = (
    entries: readonly Partial<SaidEntry>[],
    control: typeof anyway,
    ...facts: readonly Timed[]
  ): unknown => {
    const seen = layOut(evidenceOf(observations(...asks, ...paused, ...facts), { control }));
    const ledger = said(...entries.map((entry) => ({ fate: "read", isLost: false, ...entry }) as const));
    return judgePatience(seen, LIVES, { ...FOUND, lost: 0, ledger }).patience;
  };
  const own = { isOwn: true } as const;
  const done = [...over, rest, ...ends()];
  assert.equal(judgedAlone([own], anyway, ...done), "bears");
  assert.equal(
    judgedAlone([own], anyway, ...over, rest, ...ends(28)),
    "false-alarm",
    "with another exit code",
  );
  assert.equal(judgedAlone([own], usual(), ...done), "false-alarm", "in the control it stays");
  assert.equal(judgedAlone([own], anyway, ...done, more), "false-alarm", "more came");
  const gaveUp = [spent(9, 0), ...over, rest, ...ends().slice(0, 1), spent(550, 30), ...ends(28).slice(1)];
  const muchLater = gaveUp.map(([ms, fact]): Timed => [ms === 541 ? 700 : ms, fact]);
  assert.equal(judgedAlone([own], anyway, ...muchLater), "false-alarm", "its FIN was no giving up");
  const long: Timed = [6, segment("> P. 14:214(200) ack 14")];
  assert.equal(judgedAlone([own], anyway, long, ...done, more), "false-alarm", "however much it had asked");
  assert.equal(judgedAlone([own], anyway, ...over, ...ends()), "bears", "all had come before");
  assert.equal(judgedAlone([{}], anyway, ...done), "false-alarm", "it was asked");
  assert.equal(judgedAlone([own], anyway, types(11), ...done), "false-alarm", "that, too");
  assert.equal(judgedAlone([], anyway, ...done), "false-alarm", "what it was started for is not known");
  const unread = { isOwn: true, fate: "answered" } as const;
  assert.equal(judgedAlone([own, unread], anyway, ...done), "false-alarm", "it has not read all");
  assert.equal(judgedAlone([{ isOwn: true, isLost: true }], anyway, ...done), "false-alarm", "it was cut");
  for (const later of [
    segment("< P. 14:54(40) ack 14"), // sent again
    segment("> . 15:15(0) ack 54"),
    segment("< . 55:55(0) ack 15"), // behind its FIN
  ])
    assert.equal(judgedAlone([own], anyway, ...done, [600, later]), "bears", "nothing more came");
});
