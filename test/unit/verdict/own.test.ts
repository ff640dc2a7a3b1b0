// The verdict on a client in an experiment of one's own: what counts there, and how it is named.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { connection, evidenceOf, observations, opened, segment, sockets } from "../made-up.ts";
import { type Timed, prints } from "../one-run.ts";

const FAULT: Timed = [10, { kind: "fault", fault: "terminate", pid: 7, text: "SIGTERM to process 7" }];
const GONE: Timed = [29, { kind: "process-ended", pid: 7 }];
const FIN: Timed = [30, segment("< F. 14:14(0) ack 14")];
const OWN_FIN: Timed = [32, segment("> F. 14:14(0) ack 15")];
const syn = (ms: number, flags: "S" | "S." | "R."): Timed => {
  const [one, other] = [{ ...connection.client, port: 40_001 }, connection.server];
  const [from, to] = flags === "S" ? [one, other] : [other, one];
  return [ms, { ...segment("> S 0:0(0)"), from, to, flags }];
};

const usual = (control: Partial<ControlRecord> = {}): ControlRecord => ({
  lines: ["hello, world"],
  signs: [],
  answered: [],
  ...control,
});

function judgeOf(facts: readonly Timed[], control: ControlRecord = usual()): Verdict {
  const seen = layOut(evidenceOf(observations(...opened, ...facts), { control }));
  return judgeClient(seen, { endings: ["fin", "rst", "silence"] });
}

test("a server that is asked to end may tell its client before its FIN: that is told, and noticed", () => {
  const goodbye = prints(15, "the server says goodbye\n");
  const verdict = judgeOf([FAULT, goodbye, GONE, FIN]);
  assert.equal(verdict.told, "the server says goodbye");
  assert.equal(verdict.noticed, "at-once");
  assert.equal(verdict.afterNs, -15e6);
  assert.match(verdict.summary[0] ?? "", /^noticed at once, 15 ms before the FIN, by what it printed$/);
});

test("a crash before the FIN is a crash", () => {
  const thrown = prints(15, "throw er; // Unhandled 'error' event\n");
  const end: Timed = [20, { kind: "program-exited", role: "client", pid: 3, exitCode: 1 }];
  assert.equal(judgeOf([FAULT, thrown, end, GONE, FIN]).reaction, "crashes");
});

test("of what is seen at one go the surest sign is named, whichever was seen first", () => {
  const read: Timed = [31, sockets("CLOSE_WAIT", "FIN_WAIT2")];
  const words = prints(31.5, "gone\n");
  const late: Timed = [200, segment("> F. 14:14(0) ack 15")];
  assert.equal(judgeOf([FAULT, GONE, FIN, read, words, OWN_FIN]).by, "its own FIN");
  assert.equal(judgeOf([FAULT, GONE, FIN, read, words]).by, "what it printed");
  assert.equal(judgeOf([FAULT, GONE, FIN, read, late]).by, "reading the end of file");
});

test("what a client is still at has not been at another go, however long it is kept from its processor", () => {
  const read: Timed = [31, sockets("CLOSE_WAIT", "FIN_WAIT2")];
  const late: Timed = [200, segment("> F. 14:14(0) ack 15")];
  const look = (ms: number, call: string): Timed => [
    ms,
    { kind: "waiting", role: "client", pid: 3, threads: [{ tid: 3, name: "c", call, on: [] }] },
  ];
  assert.equal(judgeOf([FAULT, GONE, FIN, read, look(150, "running"), late]).by, "its own FIN");
  assert.equal(
    judgeOf([FAULT, GONE, FIN, read, look(150, "running"), late, look(210, "poll")]).by,
    "its own FIN",
  );
  assert.equal(judgeOf([FAULT, GONE, FIN, read, look(150, "poll"), late]).by, "reading the end of file");
});

test("what it does when it is used is not how it noticed before", () => {
  const read: Timed = [31, sockets("CLOSE_WAIT", "FIN_WAIT2")];
  const typed: Timed = [31.5, { kind: "typed", text: "again" }];
  assert.equal(judgeOf([FAULT, GONE, FIN, read, typed, OWN_FIN]).by, "reading the end of file");
});

test("connecting again is one thing, trying to is another", () => {
  const refused = judgeOf([FAULT, GONE, FIN, OWN_FIN, syn(40, "S"), syn(40, "R.")]);
  assert.equal(refused.reaction, "reconnects");
  assert.match(refused.summary.join(" "), /still running \(tried to connect again, without success\)/);
  const connected = judgeOf([FAULT, GONE, FIN, OWN_FIN, syn(40, "S"), syn(41, "S.")]);
  assert.match(connected.summary.join(" "), /printed nothing\. It is still running \(connected again\)/);
});

test("a client that ends by itself without the fault, and does not end with it, hangs", () => {
  const control = usual({ signs: [{ kind: "exit", what: "its end (exit code 0)", afterNs: 5e6 }] });
  assert.equal(judgeOf([FAULT], control).reaction, "hangs");
  assert.equal(judgeOf([FAULT]).reaction, "none");
});

test("a timer of the client's own runs from its last segment, however late the fault comes", () => {
  const control = usual({ signs: [{ kind: "segment", what: "its own FIN", afterNs: 1000e6 }] });
  const late: Timed = [700, { kind: "fault", fault: "stop", pid: 7, text: "SIGSTOP to process 7" }];
  const timer: Timed = [1004, segment("> F. 14:14(0) ack 14")];
  assert.equal(judgeOf([late, timer], control).noticed, "never");
  assert.equal(judgeOf([late, [703, segment("> F. 14:14(0) ack 14")]], control).noticed, "at-once");
});

const typed: Timed = [600, { kind: "typed", text: "again" }];
const answered = (ms: number, found: boolean): Timed => [
  ms,
  { kind: "expected", phase: "after", pattern: "again", found, text: "" },
];
const ends = (exitCode: number): Timed => [610, { kind: "program-exited", role: "client", pid: 3, exitCode }];

test("who ends as if all were well, with a line of its user unanswered, has not reported the loss", () => {
  const control = usual({ answered: [true] });
  const verdict = judgeOf([FAULT, GONE, FIN, typed, ends(0), answered(620, false)], control);
  assert.equal(verdict.unreported, 1);
  assert.match(
    verdict.summary.at(-1) ?? "",
    /exit code 0; 1 exchange was not answered, and nobody was told\.$/,
  );
});

test("an exit code, a word, an answer, or to go on: nothing is unreported", () => {
  const control = usual({ answered: [true] });
  const unreported = (...facts: readonly Timed[]): number | undefined =>
    judgeOf([FAULT, GONE, FIN, typed, ...facts], control).unreported;
  assert.equal(unreported(ends(1), answered(620, false)), 0);
  assert.equal(unreported(prints(605, "connection lost\n"), ends(0), answered(620, false)), 0);
  const sent: Timed = [601, segment("> P. 14:20(6) ack 15", "again\n")];
  const answer: Timed = [602, segment("< P. 15:21(6) ack 20", "again\n")];
  assert.equal(unreported(sent, answer, answered(606, true), ends(0)), 0);
  assert.equal(unreported(answered(620, false)), 0);
});

test("what was not said any more, since the client had ended, is lost to nobody", () => {
  const control = usual({ answered: [true, true] });
  const sent: Timed = [601, segment("> P. 14:20(6) ack 15", "again\n")];
  const answer: Timed = [602, segment("< P. 15:21(6) ack 20", "again\n")];
  const unsaid: Timed = [620, { kind: "not-said", text: "once more", why: "the client has ended" }];
  const facts = [FAULT, GONE, FIN, typed, sent, answer, answered(606, true), ends(0), unsaid];
  const verdict = judgeOf(facts, control);
  assert.equal(verdict.lost, 0);
  assert.equal(verdict.unreported, 0);
});

test("what the server has taken by its own count is not lost, though no answer came", () => {
  const counted = (ms: number, phase: "before" | "after", count: number): Timed => [
    ms,
    { kind: "counted", phase, command: "wc", text: String(count), count },
  ];
  const [before, afterwards] = [counted(1, "before", 0), counted(630, "after", 2)];
  const sent: Timed = [601, segment("> P. 14:20(6) ack 15", "again\n")];
  const facts = [before, FAULT, GONE, FIN, typed, sent, ends(0), answered(620, false), afterwards];
  const verdict = judgeOf(facts);
  assert.deepEqual([verdict.unreported, verdict.lost, verdict.ledger?.said.at(-1)?.isLost], [0, 0, false]);
});
