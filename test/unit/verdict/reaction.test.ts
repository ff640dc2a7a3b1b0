// What a client did about it, and whether it crashed. docs/verdict.md, "The words".

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { layOut } from "../../../src/timeline/case.ts";
import { crashOf } from "../../../src/verdict/signs/end.ts";
import {
  CRASH,
  KILL,
  type Timed,
  caseOf,
  closes,
  connects,
  died,
  exits,
  expects,
  habit,
  holds,
  ofServer,
  pipe,
  prints,
  reaction,
  rst,
  serves,
  sleepTogether,
  sleeps,
  socket,
  terminal,
  types,
  usual,
  wasReset,
  without,
  START,
} from "../one-run.ts";
import { connection, evidenceOf, observations, sockets } from "../made-up.ts";

test("what may be chance makes the reaction unknown where it would have been another", () => {
  const connectsLater = usual(habit("connect", "a new connection", 2500));
  const saysSo = { ...usual(), lines: ["connection lost"], times: [1] };
  const perhaps = connects(1200); // it connects by itself, too
  const perhapsSaid = prints(1200, "lost connection\n"); // the usual words in another order
  const waits = [types(1500), sleeps(1600, "recvfrom", socket)];
  const reads: Timed = [1600, sockets("CLOSE_WAIT", "FIN_WAIT2")];
  const cases: readonly (readonly [string, readonly Timed[], string, ControlRecord])[] = [
    ["closes, or reconnects", [...died, closes(1003), perhaps], "unknown: chance", connectsLater],
    ["closes, and perhaps says so", [...died, closes(1003), perhapsSaid], "closes", saysSo],
    ["tells, or reconnects", [...died, prints(1010, "gone\n"), perhaps], "unknown: chance", connectsLater],
    ["tells, and perhaps tells more", [...died, prints(1010, "gone\n"), perhapsSaid], "tells-user", saysSo],
    ["none, or reconnects", [...died, perhaps], "unknown: chance", connectsLater],
    ["none, or tells", [...died, perhapsSaid], "unknown: chance", saysSo],
    ["hangs, or reconnects", [...died, perhaps, ...waits], "unknown: chance", connectsLater],
    ["holds its socket whatever else it does", [...died, perhaps, reads], "holds-socket", connectsLater],
  ];
  for (const [why, facts, expected, control] of cases) assert.equal(reaction(facts, control), expected, why);
});

test("hangs: what was said is not answered, or it ends in the control, and it does not sleep on its input alone", () => {
  const asked = [...died, types(1500)];
  const threads = ["openat", "futex"].map((call, i) => ({ tid: 3 + i, name: "c", call, on: [] }));
  const opensBesideOther: Timed = [1600, { kind: "waiting", role: "client", pid: 3, threads }];
  const receiving = sleeps(1600, "recvfrom", socket);
  const endsAnyway = usual(habit("exit", "its end (exit code 0)", 2000));
  const cases: readonly (readonly [string, readonly Timed[], string, ControlRecord?])[] = [
    ["not answered", [...asked, receiving, expects(1700, false)], "hangs"],
    ["answered", [...asked, receiving, expects(1700, true)], "none"],
    ["answered in part", [...asked, receiving, expects(1700, true), expects(1800, false)], "hangs"],
    [
      "what was expected before does not count",
      [expects(900, false, "before"), ...asked, receiving, expects(1700, true)],
      "none",
    ],
    ["answered before, and not since", [expects(900, true, "before"), ...asked, receiving], "hangs"],
    ["nothing was expected, and something came", [CRASH, types(1500), serves(1550), receiving], "none"],
    ["what came had come before", [CRASH, serves(1450), types(1500), receiving], "hangs"],
    ["nothing was said", [...died, receiving], "none"],
    // The fault came in the middle of the answer: what waits for the rest was said before it.
    ["said before the fault", [types(900), ...died, receiving, expects(1700, false)], "hangs"],
    ["said and answered before the fault", [types(900), ...died, receiving, expects(1700, true)], "none"],
    ["it ends in the control", [...died, receiving], "hangs", endsAnyway],
    ["it closes in the control", [...died, receiving], "none", usual(habit("segment", "its own FIN", 4000))],
    ["never looked at", asked, "hangs"],
    ["on its terminal", [...asked, sleeps(1600, "read", terminal)], "none"],
    ["in open(2) of a fifo", [...asked, sleeps(1600, "openat")], "none"],
    ["in open(2) of a fifo, with another thread", [...asked, opensBesideOther], "none"],
    ["on its terminal and a pipe", [...asked, sleeps(1600, "poll", terminal, pipe)], "hangs"],
    [
      "on its terminal; it would write to a pipe",
      [...asked, sleeps(1600, "poll", terminal, { ...pipe, reads: false })],
      "none",
    ],
    [
      "its other thread on the connection",
      [...asked, sleepTogether(1600, [terminal], [{ ...terminal, isConnection: true }])],
      "hangs",
    ],
    [
      "the look at its server says nothing",
      [...asked, receiving, ofServer(sleeps(1700, "read", terminal))],
      "hangs",
    ],
  ];
  for (const [why, facts, expected, control] of cases) assert.equal(reaction(facts, control), expected, why);
});

test("what came by itself in the control and does not come: goes silent, where more than one line was due", () => {
  const due = (lines: number, more = {}): ControlRecord => ({
    ...usual(),
    byItself: { lines, fresh: 0, bytes: 0, ns: 1000e6, ...more },
  });
  const late = sleeps(2000, "read", terminal);
  assert.equal(reaction([CRASH, late], due(2)), "goes-silent");
  assert.equal(reaction([CRASH, late], due(1)), "none");
  assert.equal(reaction([CRASH, prints(1500, "x\n"), late], { ...due(2), lines: ["x"] }), "none");
  const firstLine = due(1, { freshNs: 500e6 });
  assert.equal(reaction([CRASH, late], firstLine), "none", "it waits for its user");
  assert.equal(reaction([CRASH, sleeps(2000, "poll", socket)], firstLine), "hangs");
  assert.equal(reaction([CRASH, sleeps(1700, "poll", socket)], firstLine), "none", "it may yet come");
});

test("where the sockets are not observed, a client that goes on after a FIN may hold its socket: unknown", () => {
  const blind = without("sockets");
  assert.equal(reaction([...died], usual(), blind), "unknown: not-observed");
  assert.equal(reaction([...died, closes(1003)], usual(), blind), "closes");
  assert.equal(reaction([...died, prints(1010, "gone\n")], usual(), blind), "tells-user");
  assert.equal(reaction([...wasReset], usual(), blind), "none", "an RST leaves no CLOSE_WAIT");
  assert.equal(reaction([CRASH], usual(), blind), "none");
});

test("a client that may not be looked at may have closed its socket: what it did is unknown", () => {
  const hides = [KILL, rst(1002), [1003, sockets()] as Timed, holds(1004, [], [3])];
  assert.equal(reaction(hides), "unknown: not-observed");
});

const reaped = (pid: number, end: object): Timed => [1100, { kind: "process-reaped", pid, ...end }];
const ended = (pid: number, end: object): Timed => [1100, { kind: "process-ended", pid, ...end }];
const TRACE = prints(1050, "Traceback (most recent call last):\nOSError: gone\n");

test("a crash is a signal, an uncaught error with an exit code, or what the shell before it says; one end unseen is unknown", () => {
  const shell = [START, holds(500, [4]), ...died]; // process 4 held the connection, 3 is the shell
  const itself = [START, holds(500, [3]), ...died];
  const ok = exits(1200, { exitCode: 0 });
  const cases: readonly (readonly [string, readonly Timed[], string | undefined])[] = [
    ["all go on", itself, undefined],
    ["it ended well", [...itself, ok], undefined],
    ["by a signal", [...itself, exits(1200, { signal: "SIGPIPE" })], "crashed"],
    ["an uncaught error", [...itself, TRACE, exits(1200, { exitCode: 1 })], "crashed"],
    ["such words, and all is well", [...itself, TRACE, ok], undefined],
    [
      "such words before the end",
      [START, prints(900, "panicked at x"), ...died, exits(1200, { exitCode: 1 })],
      undefined,
    ],
    ["128 is no signal", [...shell, reaped(4, { exitCode: 0 }), exits(1200, { exitCode: 128 })], undefined],
    ["129 is SIGHUP", [...shell, exits(1200, { exitCode: 129 })], "crashed"],
    [
      "130 is SIGINT, which somebody has sent it",
      [...shell, reaped(4, {}), exits(1200, { exitCode: 130 })],
      undefined,
    ],
    ["143 is SIGTERM", [...shell, reaped(4, {}), exits(1200, { exitCode: 143 })], undefined],
    [
      "timeout(1) has ended it",
      [...shell, reaped(4, { signal: "SIGTERM" }), exits(1200, { exitCode: 124 })],
      undefined,
    ],
    ["an interrupt did", [...shell, reaped(4, { signal: "SIGINT" }), ok], undefined],
    ["nobody stands before it", [...itself, exits(1200, { signal: "SIGTERM" })], "crashed"],
    ["159 is SIGSYS", [...shell, exits(1200, { exitCode: 159 })], "crashed"],
    ["160 is no signal", [...shell, reaped(4, { exitCode: 0 }), exits(1200, { exitCode: 160 })], undefined],
    ["139 of what held it is its own code", [...shell, reaped(4, { exitCode: 139 }), ok], undefined],
    ["139 of a program that held it itself", [...itself, exits(1200, { exitCode: 139 })], undefined],
    [
      "139 of it, its server has another pid",
      [...itself, ofServer([1, { ...START[1], pid: 4 } as never]), exits(1200, { exitCode: 139 })],
      undefined,
    ],
    ["what held it ended by a signal", [...shell, reaped(4, { signal: "SIGSEGV" }), ended(4, {})], "crashed"],
    ["it was waited for: that is how", [...shell, reaped(4, { exitCode: 0 }), ended(4, {}), ok], undefined],
    [
      "it was not waited for, and the kernel says how",
      [...shell, reaped(4, {}), ended(4, { exitCode: 0 }), ok],
      undefined,
    ],
    ["nobody knows how", [...shell, reaped(4, {}), ok], "unknown"],
    ["nobody knows how, and the shell goes on", [...shell, ended(4, {})], "unknown"],
    [
      "nobody knows how, and the shell says it failed",
      [...shell, reaped(4, {}), exits(1200, { exitCode: 2 })],
      undefined,
    ],
    ["nobody knows how, of the shell neither", [...shell, reaped(4, {}), exits(1200, {})], "unknown"],
    ["another one's end is not its end", [...shell, ended(9, { exitCode: 0 }), ok], "unknown"],
    [
      "of two one was not seen to end",
      [...shell, holds(600, [4, 5]), reaped(4, { exitCode: 0 }), ok],
      "unknown",
    ],
  ];
  for (const [why, facts, expected] of cases) assert.equal(crashOf(caseOf(facts), 1002e6), expected, why);
});

test("who held another connection says nothing about this one", () => {
  const elsewhere = { ...connection, client: { ...connection.client, port: 50_000 } };
  const other: Timed = [500, { ...holds(500, [4])[1], connection: elsewhere } as never];
  assert.equal(crashOf(caseOf([START, other, ...died, exits(1200, { exitCode: 139 })]), 1002e6), undefined);
  const unconnected = layOut(evidenceOf(observations(START, other, exits(1200, { exitCode: 139 }))));
  assert.equal(crashOf(unconnected, 0), undefined);
});
