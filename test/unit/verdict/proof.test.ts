// Only what was seen is graded: each part of what a fault must have shown, and when a part of it counts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, type Evidence, layOut } from "../../../src/timeline/case.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { FaultEvidence } from "../../../src/timeline/fault-evidence.ts";
import { closedByClient, endingOf, findMissing, whyNoControl } from "../../../src/verdict/proof/proof.ts";
import { type Rule, differs, holds, judgeRules } from "../../../src/verdict/rule.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import {
  aborts,
  CRASH,
  GONE,
  KILL,
  type Timed,
  acks,
  caseOf,
  closes,
  died,
  exits,
  fault,
  fin,
  rst,
  sends,
  serves,
  without,
} from "../one-run.ts";

const NO_FAULT = fault("none", 0);
const missing = (facts: readonly Timed[], expected: Partial<FaultEvidence> = {}): string | undefined =>
  findMissing(caseOf(facts), { endings: ["fin", "silence"], ...expected });

test("the client has closed by itself where its FIN came before the server's end", () => {
  const closed = (...facts: readonly Timed[]): boolean => closedByClient(caseOf(facts));
  assert.equal(closed(NO_FAULT, closes(1001), fin(1002)), true);
  assert.equal(closed(NO_FAULT, closes(1001)), true);
  assert.equal(closed(NO_FAULT, fin(1002), closes(1002)), false);
  assert.equal(closed(NO_FAULT, fin(1002), closes(1100)), false);
  assert.equal(closed(fin(900), NO_FAULT), false, "that was the server's");
  assert.equal(closed(NO_FAULT, acks(1100)), false);
  assert.equal(endingOf(caseOf([NO_FAULT, fin(1002), closes(1100)])), "fin");
  assert.equal(endingOf(caseOf([NO_FAULT, closes(1001), fin(1002)])), "none");
});

test("with nothing done to it a server may only close once the client has been answered, and has ended well or closed as well", () => {
  const byItself =
    "nothing was done to the server, and it closed the connection by itself: a control must show the client with a living server";
  const run = (facts: readonly Timed[], other: Partial<Evidence> = {}, own = opened.slice(0, 4)): Case =>
    layOut(evidenceOf(observations(...own, NO_FAULT, ...facts), { fault: "none", ...other }));
  const lacks = (...args: Parameters<typeof run>): string | undefined =>
    findMissing(run(...args), { endings: ["none"] });
  const ends = exits(1100, { exitCode: 0 });
  assert.equal(lacks([fin(1002), ends]), undefined);
  assert.equal(lacks([rst(1002), ends]), undefined);
  const meanwhile = { moment: "mid-reply:5" };
  assert.equal(lacks([fin(1002), closes(1003)], meanwhile), undefined, "the shell that it ran in goes on");
  assert.equal(lacks([fin(1002), ends], { name: "control", moment: "mid-reply:5" }), undefined);
  for (const [why, ...args] of [
    ["it goes on", [fin(1002)]],
    ["reset", [rst(1002)]],
    ["it fails", [fin(1002), exits(1100, { exitCode: 1 })]],
    ["it closes, and fails", [fin(1002), closes(1003), exits(1100, { exitCode: 1 })], meanwhile],
    ["it aborts", [fin(1002), aborts(1003)], meanwhile],
    ["it closes while all is quiet", [fin(1002), closes(1003)]],
    ["something was typed", [fin(1002), ends], {}, opened],
    ["an idle control", [fin(1002), ends], { name: "control", moment: "idle" }],
  ] as readonly (readonly [string, ...Parameters<typeof run>])[]) {
    assert.equal(lacks(...args), byItself, why);
    assert.equal(
      whyNoControl(run(...args)),
      "in the control the server closed the connection by itself",
      why,
    );
  }
  assert.equal(whyNoControl(run([fin(1002), ends])), undefined);
  assert.equal(whyNoControl(run([])), undefined);
  assert.equal(whyNoControl(caseOf([fin(1002)])), undefined, "there was no fault");
});

test("in a control a server may close once it was asked to: right after its answer, and the client ends well", () => {
  const why = (...facts: readonly Timed[]): string | undefined =>
    whyNoControl(
      layOut(evidenceOf(observations(...opened, NO_FAULT, ...facts), { name: "control", fault: "none" })),
    );
  const ends = exits(1400, { exitCode: 0 });
  const asked = [sends(1200), serves(1300, 14, 20)];
  assert.equal(why(...asked, fin(1320), ends), undefined);
  assert.equal(why(sends(1300), rst(1301), ends), undefined, "without an answer");
  assert.notEqual(why(...asked, fin(1321), ends), undefined, "later: it may have been idle for too long");
  assert.notEqual(why(...asked, fin(1320)), undefined, "the client goes on");
  assert.notEqual(why(...asked, fin(1320), exits(1400, { exitCode: 1 })), undefined, "or fails");
  assert.notEqual(why(serves(1300, 14, 14), fin(1301), ends), undefined, "nobody had asked");
});

test("the process has ended, or those that were to die with it, or why it may go on", () => {
  const ended = (pid: number): Timed => [1001, { kind: "process-ended", pid }];
  const tree: Timed = [1000, { ...KILL[1], others: [8, 9] } as Fact];
  const process = "ended" as const;
  assert.equal(missing(died, { process }), undefined);
  assert.equal(missing([KILL, fin(1002)], { process }), "the end of process 7 was not seen");
  assert.equal(missing([tree, ended(8), fin(1002)], { process }), "the end of process 7, 9 was not seen");
  assert.equal(missing([tree, ended(7), ended(8), ended(9), fin(1002)], { process }), undefined);
  const mayGoOn = "it ignores SIGTERM";
  assert.equal(
    missing([tree, ended(8), fin(1002)], { process, mayGoOn }),
    "process 7, 9 has not ended: it ignores SIGTERM",
  );
  assert.equal(missing([tree, fin(1002)]), undefined, "nobody need end");
});

test("the process was seen stopped after the fault", () => {
  const looks = (ms: number, ...states: readonly (readonly [pid: number, state: string])[]): Timed => [
    ms,
    {
      kind: "processes",
      rows: states.map(([pid, state]) => ({ pid, parent: 1, state, name: "s" })),
      listeners: [],
    },
  ];
  const stopped = (...facts: readonly Timed[]): string | undefined =>
    missing([fault("stop"), ...facts], { process: "stopped" });
  const not = "process 7 was not seen stopped";
  assert.equal(stopped(looks(1100, [6, "S"], [7, "T"])), undefined);
  assert.equal(stopped(looks(1100, [7, "S"]), looks(1200, [7, "T"])), undefined);
  assert.equal(stopped(looks(900, [7, "T"])), not, "it was before");
  assert.equal(stopped(looks(1000, [7, "T"])), not);
  assert.equal(stopped(looks(1100, [6, "T"], [7, "S"])), not, "another one is");
  assert.equal(stopped(), not);
  assert.equal(missing([fault("pause")], { process: "paused" }), not);
});

test("a fault that shows otherwise: because another process held the connection as well, or for no known reason", () => {
  const held = (ms: number, pids: readonly number[], end = "server"): Timed => [
    ms,
    {
      kind: "owners",
      end,
      connection,
      inode: 5,
      owners: pids.map((pid) => ({ pid, parent: 1, state: "S", name: "s" })),
    } as Fact,
  ];
  const silent = (...facts: readonly Timed[]): string | undefined =>
    missing([...facts, KILL, GONE], { endings: ["fin", "rst"] });
  const other = "the fault `kill` shows as fin or rst, and silence was seen";
  assert.equal(
    silent(held(900, [5, 6, 7])),
    "process 5, 6 also holds the connection, so the end of 7 sent no FIN (--kill tree ends both)",
  );
  assert.equal(
    silent(held(800, [7]), held(900, [6, 7])),
    "process 6 also holds the connection, so the end of 7 sent no FIN (--kill tree ends both)",
  );
  assert.equal(silent(held(800, [6, 7]), held(900, [7])), other, "the last look counts");
  assert.equal(silent(held(900, [7])), other);
  assert.equal(silent(held(900, [3, 4], "client")), other);
  assert.equal(silent(held(1000, [6, 7]), held(1100, [6, 7])), other, "before the fault");
  assert.equal(
    missing([held(900, [6, 7]), KILL, GONE, rst(1002)]),
    "the fault `kill` shows as fin or silence, and rst was seen",
  );
});

test("bytes lay unread in the server's receive queue when the fault came", () => {
  const table = (ms: number, recvQ: number): Timed => {
    const { kind, rows } = sockets("ESTABLISHED", "ESTABLISHED");
    return [
      ms,
      {
        kind,
        rows: rows.map((row) =>
          row.local.port === 9877 && row.state !== "LISTEN" ? { ...row, recvQ } : row,
        ),
      },
    ];
  };
  const unread = (...facts: readonly Timed[]): string | undefined =>
    missing([...facts, ...died], { unread: true });
  const none = "no unread bytes were seen in the server's receive queue";
  assert.equal(unread(table(800, 0), table(900, 5)), undefined);
  assert.equal(unread(table(1000, 5)), undefined);
  assert.equal(unread(table(800, 5), table(900, 0)), none);
  assert.equal(unread(table(1001, 5)), none, "too late");
  assert.equal(unread(), none);
});

test("the wire did what it was told to, in that order, since the fault", () => {
  const wire = (ms: number, operation: "cut" | "restore" | "hold"): Timed => [
    ms,
    { kind: "wire", operation, text: "" },
  ];
  const done = (...facts: readonly Timed[]): string | undefined =>
    missing([CRASH, ...facts], { wire: ["cut", "restore"] });
  assert.equal(done(wire(1000, "cut"), wire(1100, "hold"), wire(1200, "restore")), undefined);
  assert.equal(done(wire(900, "cut"), wire(1200, "restore")), "the wire did not report its cut");
  assert.equal(done(wire(1000, "cut")), "the wire did not report its restore");
  assert.equal(
    findMissing(caseOf([CRASH]), { endings: ["silence"], wire: ["cut", "cut"] }),
    "the wire did not report its cut",
  );
  assert.equal(
    missing([CRASH, wire(1100, "cut")], { wire: ["cut", "cut"] }),
    "the wire did not report its cut",
    "once is not twice",
  );
});

test("without segments it is the socket table that shows whether a FIN came, and nothing is graded", () => {
  const shows = (...facts: readonly Timed[]): string | undefined =>
    findMissing(caseOf([KILL, ...facts], without("segments")), { endings: ["fin"] });
  const none = "segments were not observed";
  const proof = (state: string): string =>
    `${none}; the socket table shows that a FIN came to the client (${state})`;
  const unseen = layOut({ ...caseOf([KILL]).evidence, observations: [], ...without("segments") });
  assert.equal(findMissing(unseen, { endings: ["fin"] }), "the run ended before the fault");
  assert.equal(shows([1100, sockets("CLOSE_WAIT")]), proof("CLOSE_WAIT"));
  assert.equal(shows([1100, sockets("ESTABLISHED")], [1200, sockets("LAST_ACK")]), proof("LAST_ACK"));
  assert.equal(shows([1100, sockets("FIN_WAIT2")]), none);
  assert.equal(shows([900, sockets("CLOSE_WAIT")], [1000, sockets("CLOSE_WAIT")]), none, "before the fault");
  assert.equal(shows(), none);
});

test("a statement names what shows it, applies to the runs it is about, and says who could not be looked at", () => {
  const [shown] = caseOf([[900, segment("< . 14:14(0) ack 14")]]).observations;
  assert.deepEqual(holds("x", shown, undefined), { outcome: "holds", note: "x", because: [1] });
  assert.deepEqual(differs("x", undefined).because, []);
  const rule: Rule = { id: "r", text: "", needs: ["processes"], judge: () => holds("") };
  const ids = (rules: readonly Rule[], seen = caseOf([KILL])): string[] =>
    judgeRules(rules, seen).map(({ id, outcome, note }) => `${id} ${outcome} ${note}`.trim());
  assert.deepEqual(
    ids([rule, { ...rule, id: "no", concerns: () => false }, { ...rule, id: "yes", concerns: () => true }]),
    ["r holds", "yes holds"],
  );
  const hidden: Timed = [
    900,
    { kind: "owners", end: "client", connection, inode: 1, owners: [], hidden: [3, 4] },
  ];
  assert.deepEqual(ids([rule], caseOf([hidden, KILL])), ["r unknown process 3, 4 cannot be inspected"]);
});
