// Clients that ask on one connection and are answered on another, as one of FTP is, and clients that ask the same on both.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { NO_FAULT, controlBy, judge } from "../ledger-runs.ts";
import { START, type Timed, onOther, types } from "../one-run.ts";
import { segment } from "../made-up.ts";

const FAULT: Timed = [10, { kind: "fault", fault: "reset", pid: 7, text: "an abort" }];
const asks = (ms: number, text: string, from = 14): Timed => [
  ms,
  segment(`> P. ${from}:${from + text.length}(${text.length}) ack 14`, text),
];
const comes = (ms: number, text: string, from: number, ack: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack ${ack}`, text),
];
const shown = (ms: number, text: string): readonly Timed[] => [
  [ms, { kind: "printed", role: "client", text: `${text}\n` }],
  [ms + 1, { kind: "expected", phase: "after", pattern: text, found: true, text }],
];
const missed: Timed = [
  900,
  { kind: "expected", phase: "after", pattern: "answer two", found: false, text: "" },
];
const open: readonly Timed[] = [
  START,
  onOther([3, segment("> S 0:0(0)")]),
  onOther([4, segment("< S. 0:0(0) ack 1")]),
];
const lossesOf = ({ lost, unreported, ledger }: Verdict): unknown[] => [
  lost,
  unreported,
  ledger?.said.at(-1)?.fate,
];

const taken: Timed = [201, segment("< . 14:14(0) ack 18")];
const asked = [types(200, "two"), asks(200.5, "two\n"), taken];
const answer = onOther(comes(202, "answer two", 1, 1));
const usual = (): ControlRecord =>
  controlBy([...open, NO_FAULT, ...asked, answer, ...shown(203, "answer two")]);

test("what is answered on another connection is shown; without that answer it is lost", () => {
  assert.equal(usual().said?.at(-1)?.fate, "shown");
  const borne = judge([...open, FAULT, ...asked, answer, ...shown(203, "answer two")], usual());
  assert.deepEqual(lossesOf(borne), [0, 0, "shown"]);
  const end: Timed = [910, { kind: "program-exited", role: "client", pid: 3, exitCode: 0 }];
  const lost = judge([...open, FAULT, ...asked, missed, end], usual());
  assert.deepEqual(lossesOf(lost).slice(0, 2), [1, 1], "the server took it, and the answer went nowhere");
});

test("what came on another connection only after the text was printed is not its answer", () => {
  const late = judge([...open, FAULT, ...asked, ...shown(203, "answer two"), onOther(comes(300, "x", 1, 1))]);
  assert.notEqual(late.ledger?.said.at(-1)?.fate, "shown");
});

test("what came on another connection, and was not printed, is no answer; nor is it where its server sends by itself", () => {
  const end: Timed = [910, { kind: "program-exited", role: "client", pid: 3, exitCode: 0 }];
  const unprinted = judge([...open, FAULT, ...asked, answer, missed, end], usual());
  assert.deepEqual(lossesOf(unprinted).slice(0, 2), [1, 1]);
  const pushes = [5, 110].map((ms, i) => comes(ms + 4, "tick\n", 14 + 5 * i, 14));
  const pushed = judge(
    [...open, ...pushes, [120, FAULT[1]], ...asked, answer, ...shown(203, "answer two")],
    usual(),
  );
  assert.notEqual(pushed.ledger?.said.at(-1)?.fate, "shown");
});

test("what is always said on two connections, and answered on one, has lost nothing", () => {
  const twice = (...facts: readonly Timed[]): Timed[] => [
    types(200, "two"),
    asks(200.5, "two\n"),
    onOther(asks(200.6, "two\n", 1)),
    ...facts,
    ...shown(203, "answer two"),
  ];
  const one = onOther(comes(202, "answer two\n", 1, 5));
  const both = controlBy([...open, NO_FAULT, ...twice(comes(202, "answer two\n", 14, 18), one)]);
  assert.deepEqual([both.said?.at(-1)?.answerBytes, both.said?.at(-1)?.connections], [22, 2]);
  const seen = judge([...open, FAULT, ...twice(one)], both);
  assert.deepEqual(lossesOf(seen), [0, 0, "shown"]);
});
