// A server that lives, and a run that is over before its answer has come: nothing is lost yet. And who ends with all of it
// has not noticed anything by that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isGoingOn } from "../../../src/custom/see-answer.ts";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { isStillComing, isYetToCome, settleComing } from "../../../src/verdict/bytes/still-coming.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { NO_FAULT, asksAlone, controlBy, ends } from "../ledger-runs.ts";
import type { TcpState } from "../../../src/tcp/states.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { type Timed, lostOnTheWay, types } from "../one-run.ts";

const LIVES = { endings: ["silence"], wire: ["cut", "restore"], lives: true } as const;
const cable = (ms: number, operation: "cut" | "restore"): Timed => [
  ms,
  { kind: "wire", operation, text: "" },
];
const outage: readonly Timed[] = [
  [10, { kind: "fault", fault: "outage", amount: 500, pid: 7, text: "the cable is out" }],
  cable(11, "cut"),
  cable(511, "restore"),
];
const piece = (ms: number, from: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + 100}(100) ack 7`, "x".repeat(100)),
];
const closes = (ms: number): Timed => [ms, segment("> F. 7:7(0) ack 401")];
const whole = (...at: readonly number[]): Timed[] => at.map((ms, i) => piece(ms, 1 + 100 * i));
const usual = (): ControlRecord =>
  controlBy([NO_FAULT, ...whole(5, 300, 600, 900), closes(901), ends(902, 0)], asksAlone);
const verdict = (facts: readonly Timed[], control: ControlRecord = usual()): Verdict =>
  judgeClient(
    layOut(evidenceOf(observations(...asksAlone, ...outage, ...facts), { control, moment: "mid-reply:100" })),
    LIVES,
  );
const looked = (ms: number): Timed => [
  ms,
  { kind: "waiting", role: "client", pid: 3, threads: [{ tid: 3, name: "c", call: "poll", on: [] }] },
];

test("half of the answer, and more of it still comes: whether it is borne is not known, and nothing is lost", () => {
  const seen = verdict([...whole(5, 800, 1100), looked(1500)]);
  assert.deepEqual([seen.patience, seen.undecided?.["patience"]], ["unknown", "too-short"]);
  assert.deepEqual([seen.lost, seen.reaction, seen.unreported], [undefined, "none", 0]);
  assert.match(seen.ledger?.said[0]?.why ?? "", /still on its way when the run was over/);
  const late = verdict([...whole(5, 800), lostOnTheWay(piece(900, 201)), looked(3500)]);
  assert.deepEqual([late.patience, late.lost], ["unknown", undefined], "it is sent again, some time");
});

test("nothing for a second, or an end: what has not come is lost", () => {
  const silent = verdict([...whole(5, 800, 1100), looked(2101)]);
  assert.deepEqual([silent.patience, silent.lost, silent.reaction], ["loses", 1, "hangs"]);
  const gaveUp = verdict([...whole(5, 800, 1100), closes(1150), looked(1200)]);
  assert.deepEqual([gaveUp.patience, gaveUp.lost], ["false-alarm", 1]);
  const ended = verdict([...whole(5, 800, 1100), ends(1150, 0)]);
  assert.deepEqual([ended.patience, ended.lost], ["false-alarm", 1]);
});

test("who ends with the whole answer, as it always does, has noticed nothing by that", () => {
  const seen = verdict([...whole(5, 600, 700, 800), closes(801), ends(802, 0)]);
  assert.deepEqual([seen.patience, seen.noticed, seen.reaction, seen.lost], ["bears", "never", "exits", 0]);
  const early = verdict([...whole(5, 600, 700), closes(701), ends(702, 0)]);
  assert.deepEqual([early.patience, early.noticed], ["false-alarm", "at-once"]);
});

test("a run goes on while the answer comes, and while TCP has something to send again", () => {
  const goesOn = (nowMs: number, ...facts: readonly Timed[]): boolean =>
    isGoingOn(observations(...asksAlone, ...facts), connection, nowMs * 1e6);
  assert.equal(goesOn(1005, ...whole(5)), true);
  assert.equal(goesOn(1006, ...whole(5)), false, "nothing for a second");
  assert.equal(goesOn(1006, ...whole(5), piece(900, 1)), false, "nothing new");
  assert.equal(goesOn(9000, ...whole(5), lostOnTheWay(piece(600, 101))), true);
  assert.equal(goesOn(9000, ...whole(5), lostOnTheWay(piece(600, 101)), piece(700, 101)), false);
  assert.equal(goesOn(700, ...whole(5), closes(600)), false);
  assert.equal(goesOn(700, ...whole(5), [600, segment("< F. 101:101(0) ack 7")]), false);
  assert.equal(goesOn(700, ...whole(5), ends(600, 0)), false);
  assert.equal(goesOn(500, ...whole(5), types(300, "more")), false, "its answer is waited for by its text");
  const typed = segment("> P. 7:12(5) ack 101", "more\n");
  assert.equal(goesOn(500, ...whole(5), types(300, "more"), lostOnTheWay([301, typed])), true);
  assert.equal(goesOn(500, ...opened.slice(0, 1)), false);
});

const BARE: SaidEntry = { text: "x", atNs: 0, fate: "taken", because: [] };

test("what may still come is what it asked itself, or what TCP had not delivered", () => {
  const seen = layOut(
    evidenceOf(observations(...asksAlone, ...outage, ...whole(5, 800), looked(900)), { fault: "outage" }),
  );
  const settled = (entry: Partial<SaidEntry>): unknown => {
    const after = settleComing({ ...BARE, ...entry }, seen);
    return [after.fate, after.isLost, isYetToCome(after)];
  };
  assert.deepEqual(settled({ isOwn: true, isLost: true }), ["unknown", undefined, true]);
  assert.deepEqual(settled({ fate: "unacknowledged", isLost: true }), ["unknown", undefined, true]);
  assert.deepEqual(settled({ isLost: true }), ["taken", true, false], "typed, and taken");
  assert.deepEqual(settled({ isOwn: true, isLost: false }), ["taken", false, false]);
  assert.equal(isYetToCome({ ...BARE, fate: "unknown", why: "other" }), false);
});

test("who waits for no answer may leave what it has sent to its kernel, and end", () => {
  const left = (sendQ: number, state: TcpState, ...more: readonly Timed[]): unknown => {
    const { rows, ...fact } = sockets(state, "ESTABLISHED");
    const held = rows.map((row) => (row.local.port === connection.client.port ? { ...row, sendQ } : row));
    const facts = [...asksAlone, ...outage, ...more, ends(400, 0), [450, { ...fact, rows: held }] as const];
    const seen = layOut(evidenceOf(observations(...facts), { fault: "outage" }));
    return settleComing({ ...BARE, fate: "unacknowledged", isOwn: true, isLost: true }, seen).why;
  };
  assert.match(String(left(7, "FIN_WAIT1")), /its kernel was still sending what it left/);
  assert.equal(left(1, "FIN_WAIT1"), undefined, "only its FIN");
  assert.equal(left(7, "ESTABLISHED"), undefined, "another process of it has the socket");
  assert.equal(left(7, "FIN_WAIT1", ...whole(5)), undefined, "it waited for an answer");
});

test("with nothing done to the server, or by a death, nothing is still on its way", () => {
  const comes = (fault: Fact): boolean =>
    isStillComing(
      layOut(evidenceOf(observations(...asksAlone, [10, fault], ...whole(5, 800), looked(900)), {})),
    );
  const outageOf = (pid: number): Fact => ({ kind: "fault", fault: "outage", amount: 500, pid, text: "" });
  assert.equal(comes(outageOf(7)), true);
  assert.equal(comes(outageOf(0)), false);
  assert.equal(comes({ kind: "fault", fault: "kill", pid: 7, text: "" }), false);
});
