// A client with two connections, of which the fault hits one: what it then sends on the other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { segment, sockets } from "../made-up.ts";
import {
  KILL,
  OTHER,
  START,
  TWICE,
  type Timed,
  answers,
  asks,
  caseOf,
  closes,
  connects,
  died,
  fault,
  habit,
  judgeOf,
  noticed,
  onOther,
  reaction,
  rst,
  types,
  usual,
  wasReset,
} from "../one-run.ts";

const opens = (ms: number): Timed[] => [
  onOther([ms, segment("> S 0:0(0)")]),
  onOther([ms, segment("< S. 0:0(0) ack 1")]),
  onOther([ms, segment("> . 1:1(0) ack 1")]),
];
/** Both are open, the one under test is killed. */
const both = [START, ...opens(6)];
const gone = [...both, ...died];
const LINE = "another\n";
const refused: readonly Timed[] = [types(1100), asks(1101, LINE), rst(1101.1)];
const AGAIN = "on-use: sending the same again on another connection";

test("what was not answered on the dead connection goes out again on one that was open: it has noticed", () => {
  const run = [...gone, ...refused, onOther(asks(1102, LINE, 1)), onOther(answers(1103, LINE, 9, 1))];
  assert.equal(noticed(run), AGAIN);
  assert.equal(reaction(run), "switches");
  assert.match(judgeOf(run).summary.join("\n"), /It is still running \(goes on over another connection\)/);
  assert.equal(noticed([...gone, ...refused]), "never");
  assert.equal(reaction([...gone, ...refused]), "hangs");
});

test("it has closed the dead one as well: that comes first, and is what it did", () => {
  const run = [...gone, ...refused, closes(1101.2), onOther(asks(1102, LINE, 1))];
  assert.equal(noticed(run), "on-use: its own FIN");
  assert.equal(reaction(run), "closes");
});

test("who keeps it in CLOSE_WAIT holds a socket, whatever else it does", () => {
  const run = [...gone, ...refused, onOther(asks(1102, LINE, 1)), [1200, sockets("CLOSE_WAIT")] as Timed];
  assert.equal(reaction(run), "holds-socket");
});

test("a connection that was begun after the fault is a new one", () => {
  const run = [
    START,
    ...died,
    ...refused,
    connects(1101.5, OTHER),
    onOther([1101.6, segment("< S. 0:0(0) ack 1")]),
  ];
  assert.equal(noticed([...run, onOther(asks(1102, LINE, 1))]), "on-use: a new connection");
});

test("the other one first, or something else there, is not the same again", () => {
  assert.equal(noticed([...gone, types(1100), onOther(asks(1100.5, LINE, 1)), asks(1101, LINE)]), "never");
  assert.equal(noticed([...gone, ...refused, onOther(asks(1102, "statistics\n", 1))]), "never");
  assert.equal(noticed([...gone, ...refused, onOther(asks(1102, "anothe\n", 1))]), "never");
});

test("what was answered on the one, and then goes over the other, is not sent again", () => {
  const answered = [types(900), asks(901, LINE), answers(902, LINE, 22)];
  const dies: Timed[] = [
    KILL,
    [1001, { kind: "process-ended", pid: 7 }],
    [1002, segment("< F. 22:22(0) ack 22")],
  ];
  assert.equal(noticed([...both, ...answered, ...dies, onOther(asks(1200, LINE, 1))]), "never");
  const part = { moment: "mid-reply:8" };
  assert.equal(
    noticed([...both, ...answered, ...dies, onOther(asks(1200, LINE, 1))], usual(), part),
    "at-once: sending the same again on another connection",
    "its answer was cut",
  );
});

test("who sends the same on both again and again has a habit, also just after the RST that it brings about", () => {
  const beat = "are you there?\n";
  const beats = (ms: number, i: number): Timed[] => [
    asks(ms, beat, 14 + i * 15),
    answers(ms + 0.1, beat, 29 + i * 15, 14 + i * 15),
    onOther(asks(ms + 0.2, beat, 1 + i * 15)),
    onOther(answers(ms + 0.3, beat, 16 + i * 15, 1 + i * 15)),
  ];
  const before = [400, 600, 800].flatMap(beats);
  const fin: Timed[] = [
    KILL,
    [1001, { kind: "process-ended", pid: 7 }],
    [1002, segment("< F. 59:59(0) ack 59")],
  ];
  const then = (ms: number): Timed[] => [
    asks(1060, beat, 59),
    [1060.1, segment("< R 60:60(0)")],
    onOther(asks(ms, beat, 46)),
  ];
  assert.equal(noticed([...both, ...before, ...fin, ...then(1060.2)]), "never");
  const burst = [
    onOther(asks(1100, beat, 46)),
    onOther(answers(1100.1, beat, 61, 46)),
    onOther(asks(1130, beat, 61)),
  ];
  const late = [asks(1090, beat, 59), [1090.1, segment("< R 60:60(0)")] as Timed];
  assert.equal(
    noticed([...both, ...before, ...fin, ...late, ...burst]),
    "never",
    "sooner than usual, and nothing caused it",
  );
  const caused = [...then(1060.2), onOther(answers(1065, beat, 61, 46)), asks(1070, beat, 74)];
  const twice = [...caused, [1070.05, segment("< R 75:75(0)")] as Timed, onOther(asks(1070.1, beat, 61))];
  assert.equal(
    noticed([...both, ...before, ...fin, ...twice]),
    "unknown: chance",
    "sooner, right after an RST",
  );
  const rare = [400, 700, 1000].map((ms) =>
    habit("again", "sending the same again on another connection", ms),
  );
  assert.equal(noticed([...both, ...fin, ...then(1060.2)], usual(...rare)), "never", "the control shows it");
  assert.equal(
    noticed([...both, ...before, ...fin, types(1055, "zz"), ...then(1060.2)]),
    "never",
    "asked or not",
  );
});

test("who sends what is said on both, whatever comes of it, has a habit", () => {
  const run = [...gone, ...refused, onOther(asks(1102, LINE, 1))];
  const mirrors = usual(habit("again", "sending the same again on another connection", 1100, true));
  assert.equal(noticed(run, mirrors), "never");
});

test("other bytes with the same words are the same again: a request has a number", () => {
  const run = [
    ...gone,
    types(1100, "find it"),
    asks(1101, "#7 find it now"),
    rst(1101.1),
    onOther(asks(1102, "#8 find it now", 1)),
  ];
  assert.equal(noticed(run), AGAIN);
});

test("a long request is the same again in other pieces, or behind what else was left unanswered", () => {
  const text = "POST /orders and all of its body\n";
  const pieces = [asks(1101, text.slice(0, 20)), asks(1101.1, text.slice(20), 34), rst(1101.3)];
  assert.equal(noticed([...gone, types(1100, "?"), ...pieces, onOther(asks(1102, text, 1))]), AGAIN);
  const behind = [asks(1050, "PING\n"), asks(1101, text, 19), rst(1101.3)];
  assert.equal(noticed([...gone, types(1100, "?"), ...behind, onOther(asks(1102, text, 1))]), AGAIN);
});

const MAY_BE = "unknown: other-connection";

test("what cannot be read may be the same again: unknown with one control, a sign with two", () => {
  const run = [
    ...gone,
    types(1100, "?"),
    asks(1101, "\u0001\u0002\u0003"),
    rst(1101.1),
    onOther(asks(1102, "\u0007\u0008\u0009", 1)),
  ];
  assert.equal(noticed(run), MAY_BE);
  assert.equal(reaction(run), "unknown: other-connection");
  assert.equal(noticed(run, TWICE), "on-use: sending on another connection");
  const greets = onOther(asks(7, "\u0001\u0002", 1));
  const used = [...both, greets, ...run.slice(both.length, -1), onOther(asks(1102, "\u0007\u0008", 3))];
  assert.equal(noticed(used), MAY_BE, "on one that was used before, too");
});

test("so may be what was said to it after its RST and goes over the other one only", () => {
  const run = [
    ...both,
    ...wasReset,
    types(1100),
    onOther(asks(1102, LINE, 1)),
    onOther(answers(1103, LINE, 9, 1)),
  ];
  assert.equal(noticed(run), MAY_BE);
  assert.equal(noticed(run, TWICE), "on-use: sending on another connection");
  assert.equal(reaction(run, TWICE), "switches");
  const other = usual(habit("elsewhere", "sending on another connection", 1100, true));
  assert.equal(noticed(run, other), "never", "it takes that one in the control as well");
  const early = [...both, types(500), onOther(asks(501, LINE, 1)), onOther(answers(502, LINE, 9, 1))];
  const taken = [...early, ...wasReset, types(1100), onOther(asks(1102, LINE, 9))];
  assert.equal(noticed(taken), "never", "it took that one before");
});

test("what it sends on the other by itself is nobody's second try", () => {
  const run = [...both, ...died, onOther(asks(1102, "statistics\n", 1))];
  assert.equal(noticed(run), "never");
});

test("who asks again on another connection raises a false alarm where its server was only slow", () => {
  const waits = [...both, fault("pause"), types(1100), asks(1101, LINE), onOther(asks(1600, LINE, 1))];
  const pause = [...waits, onOther(answers(1601, LINE, 9, 1)), answers(1900, LINE, 22)];
  const expected = { endings: ["silence"], lives: true } as const;
  assert.equal(judgeClient(caseOf(pause), expected).patience, "false-alarm");
});
