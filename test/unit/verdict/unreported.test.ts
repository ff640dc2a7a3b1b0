// A client that never noticed, whose line was lost: it may yet tell while it waits for an answer, and not once it waits for
// more to be said.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { FAULT, died, expects, judge, sends } from "../ledger-runs.ts";
import { segment } from "../made-up.ts";
import {
  START,
  type Timed,
  answersRst,
  exits,
  holds,
  onOther,
  pipe,
  prints,
  serves,
  sleepTogether,
  sleeps,
  socket,
  terminal,
  types,
  usual,
} from "../one-run.ts";

/** Its server is stopped: what is said then is not answered. */
const lost: readonly Timed[] = [FAULT, types(1500), sends(1510, "again\n"), expects(4000, "again", false)];
const unreported = (...looks: Timed[]): number | undefined => judge([...lost, ...looks], usual()).unreported;

test("who waits for more to be said has told nobody; who waits for anything else may yet", () => {
  assert.equal(judge(lost, usual()).lost, 1);
  assert.equal(unreported(sleeps(4100, "read", terminal)), 1);
  assert.equal(unreported(sleeps(4100, "read", { ...pipe, fd: 0 })), 1);
  assert.equal(unreported(sleeps(4100, "recvfrom", socket)), 0);
  assert.equal(unreported(sleeps(4100, "poll", terminal, pipe)), 0);
  assert.equal(
    unreported(sleepTogether(4100, [terminal], [{ ...terminal, isConnection: true }])),
    0,
    "another thread",
  );
  assert.equal(unreported(sleeps(4100, "clock_nanosleep")), 0);
  const reads = sleeps(4100, "read", terminal);
  assert.equal(unreported(holds(4050, [3]), reads), 1);
  assert.equal(unreported(holds(4050, [3, 4]), reads), 0, "another process");
  assert.equal(unreported(holds(4050, [3], [4]), reads), 0, "another process, which may not be looked at");
  assert.equal(unreported(holds(1450, [3, 4]), holds(4050, [3]), reads), 1, "which has ended");
  assert.equal(unreported(), 0, "never looked at");
  assert.equal(unreported(sleeps(1400, "read", terminal)), 0, "not since");
});

test("who lets time pass on a connection that an RST has taken away may have been told, and have said nothing", () => {
  const [answered, said] = [answersRst(1511), sends(1510, "again\n")];
  const after = (...looks: Timed[]): Verdict =>
    judge([...died, types(1500), said, answered, expects(4000, "again", false), ...looks], usual());
  const swallows = after(sleeps(4100, "clock_nanosleep"));
  assert.deepEqual([swallows.lost, swallows.unreported], [1, undefined]);
  assert.equal(swallows.undecided?.["unreported"], "not-observed");
  assert.equal(after(sleeps(4100, "clock_nanosleep", socket)).unreported, 0);
  assert.equal(after(sleeps(4100, "recvfrom", socket)).unreported, 0);
  assert.equal(after(sleeps(1400, "clock_nanosleep"), sleeps(4100, "futex")).unreported, 0, "another thread");
  const threads = (call: string, timed?: true): Timed => {
    const on: readonly [] = [];
    const other = { tid: 4, name: "d", call, on, ...(timed && { timed }) };
    const all = [{ tid: 3, name: "c", call: "futex", on }, other];
    return [4100, { kind: "waiting", role: "client", pid: 3, threads: all }];
  };
  assert.equal(after(threads("clock_nanosleep")).unreported, undefined, "another thread lets it pass");
  assert.equal(after(threads("futex", true)).unreported, undefined, "in futex(2), as in Java");
  assert.equal(after(threads("futex")).unreported, 0);
  assert.equal(after(prints(1600, "gone: error\n"), sleeps(4100, "clock_nanosleep")).unreported, 0);
  const rests = sleeps(4100, "clock_nanosleep");
  const beats = judge([...died, said, answered, rests], usual());
  assert.deepEqual([beats.lost, beats.unreported], [0, 0], "a heartbeat needs no answer");
  const anew = [[1600, segment("> S 0:0(0)")] as Timed, [1601, segment("< S. 0:0(0) ack 1")] as Timed];
  const again = [...anew, sends(1602, "again\n", 1), serves(1603, 1, 7)].map(onOther);
  const shown = [prints(1604, "again\n"), expects(1610, "again", true), rests];
  const served = judge([START, ...died, types(1500, "again"), said, answered, ...again, ...shown], usual());
  assert.deepEqual([served.lost, served.unreported], [0, 0], "it was answered on another connection");
});

test("who has printed what was expected has told its user that all is well; a terminal shows what was typed anyway", () => {
  const on = (where: "terminal" | "pipes"): Timed => [
    1,
    { kind: "program-started", role: "client", pid: 3, command: "c", on: where },
  ];
  const printed: readonly Timed[] = [
    FAULT,
    types(1500, "again"),
    sends(1510, "again\n"),
    prints(1520, "again\n"),
    expects(1530, "again", true),
    sleeps(4100, "recvfrom", socket),
  ];
  const asUsual = { ...usual(), lines: ["again"], times: [1] };
  const of = (where: "terminal" | "pipes"): Verdict => judge([on(where), ...printed], asUsual);
  assert.equal(of("pipes").lost, 1);
  assert.equal(of("pipes").unreported, 1);
  assert.equal(of("terminal").unreported, 0);
});

test("what is printed on a terminal for a thing that is lost is more than a drawing where it is not what was typed, behind the prompt", () => {
  const printed = (prompt: string, answer: string): Verdict =>
    judge(
      [
        [1, { kind: "program-started", role: "client", pid: 3, command: "c", on: "terminal" }],
        prints(900, prompt),
        FAULT,
        types(1500, "again"),
        sends(1510, "again\n"),
        prints(1520, `${answer}\r\n`),
        [1530, { kind: "expected", phase: "after", pattern: "x", found: true, text: answer }],
        sleeps(4100, "recvfrom", socket),
      ],
      { ...usual(), lines: [answer, ...(prompt + answer).split("\r\n")] },
    );
  assert.equal(printed("", "saved again").lost, 1);
  assert.equal(printed("", "saved again").unreported, 1, "it writes behind");
  assert.equal(printed("", "again").unreported, 0);
  assert.equal(printed("db=> ", "db=> again").unreported, 0, "the prompt is drawn as well");
  assert.equal(printed("saved nothing\r\n", "saved again").unreported, 1, "that was no prompt");
});

// gRPC with keep-alive, on a busy machine: it had noticed, the time was in doubt, and the loss passed.
test("where it is unknown whether it noticed, and that decides whether a loss was hidden, that is unknown for the same cause", () => {
  const closed = exits(4200, { exitCode: 0 });
  const beside = [sleeps(4100, "clock_nanosleep"), ...doubtful];
  const of = (...more: Timed[]): readonly unknown[] => {
    const { noticed, unreported: count, undecided } = judge([...lost, ...more], usual());
    return [noticed, count, undecided?.["noticed"], undecided?.["unreported"]];
  };
  assert.deepEqual(of(...beside), ["unknown", undefined, "machine-busy", "machine-busy"]);
  assert.deepEqual(of(...beside, prints(4150, "gone\n")).slice(1, 2), [0], "it has told");
  assert.deepEqual(
    of(sleeps(4100, "read", terminal), ...doubtful).slice(1, 2),
    [1],
    "it waits for more either way",
  );
  assert.deepEqual(of(...beside, closed).slice(1, 2), [1], "it has ended either way");
});

/** It waited for a processor for nearly all of the time. */
const spent = (ms: number, waitedMs: number): Timed => [
  ms,
  { kind: "spent", role: "client", ms: 10, waitedMs, serverWaitedMs: 0, lateMs: 0 },
];
const doubtful: readonly Timed[] = [spent(5, 0), spent(100, 0), spent(4300, 4000)];
