// What a client sends may need no answer (MQTT's QoS 0): in a control what comes next is then the answer to its heartbeat.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, GONE, NO_FAULT, asksAlone, controlBy, ends, judge, last } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, types } from "../one-run.ts";

const said: readonly Timed[] = [types(6, "again"), [7, segment("> P. 14:20(6) ack 14", "again\n")]];
const more = (ms: number): Timed => [ms, segment("> P. 20:22(2) ack 14", "\xc0\0")];
const answer = (ms: number, ack: number): Timed => [ms, segment(`< P. 14:16(2) ack ${ack}`, "\xd0\0")];
const taken: readonly Timed[] = [
  [8, segment("< . 14:14(0) ack 20")],
  FAULT,
  GONE,
  [12, segment("< F. 14:14(0) ack 20")],
  ends(13, 0),
];
const beside = (...control: readonly Timed[]): Verdict =>
  judge([...said, ...taken], controlBy([...said, NO_FAULT, ...control]));

test("nothing came in the control until the client had sent more: whether an answer was to come is unknown", () => {
  const verdict = beside(more(2000), answer(2001, 22));
  assert.deepEqual([verdict.lost, last(verdict)?.fate], [undefined, "unknown"]);
  assert.match(last(verdict)?.why ?? "", /nothing came until the client had sent more/);
  assert.equal(verdict.unreported, undefined);
});

test("a request in two pieces, one that waited for its answer and then sent more, and what is sent again have one", () => {
  assert.equal(beside(more(8), answer(2001, 22)).lost, 1);
  assert.equal(beside(more(2000), answer(2001, 20)).lost, 1);
  const again: Timed = [250, segment("> P. 14:20(6) ack 14", "again\n")];
  assert.equal(beside(again, answer(251, 20)).lost, 1);
  assert.equal(beside(more(8), [250, more(0)[1]], answer(251, 22)).lost, 1);
});

test("what never reached its server is lost, whether it needs an answer or not", () => {
  const facts = [FAULT, GONE, [12, segment("< R 14:14(0)")] as Timed];
  const verdict = judge([...said, ...facts], controlBy([...said, NO_FAULT, more(2000), answer(2001, 22)]));
  assert.equal(verdict.lost, 1);
});

test("all that a client asks by itself is one thing, however long it pauses between: what its server died with is lost", () => {
  const asks = (ms: number, from: number): Timed => [
    ms,
    segment(`> P. ${from}:${from + 6}(6) ack ${from}`, "again\n"),
  ];
  const serves = (ms: number, from: number): Timed => [
    ms,
    segment(`< P. ${from}:${from + 6}(6) ack ${from + 6}`, "again\n"),
  ];
  const first = [...asksAlone, [3.5, segment("< P. 1:7(6) ack 7", "hello\n")] as Timed];
  const whole = [
    ...first,
    NO_FAULT,
    asks(500, 7),
    serves(501, 7),
    asks(900, 13),
    serves(901, 13),
    ends(950, 0),
  ];
  const cut = [...first, asks(5, 7), [6, segment("< . 7:7(0) ack 13")], FAULT, GONE] as const;
  const verdict = judgeClient(
    layOut(
      evidenceOf(observations(...cut, [12, segment("< F. 7:7(0) ack 13")], ends(13, 0)), {
        control: controlBy(whole, []),
      }),
    ),
    { endings: ["fin"] },
  );
  assert.deepEqual([verdict.lost, verdict.unreported], [1, 1]);
});
