// A client that is started for one answer, closes its connection once it has it, and runs on (`curl page | sed; sleep 60`).

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, GONE, NO_FAULT, asksAlone, controlBy } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, onOther } from "../one-run.ts";

const part: Timed = [6, segment("< P. 1:101(100) ack 7", "x".repeat(100))];
const rest = (ms: number): Timed => [ms, segment("< P. 101:201(100) ack 7", "y".repeat(100))];
const leaves = (ms: number, ack: number): Timed => [ms, segment(`> F. 7:7(0) ack ${ack}`)];
const cut: readonly Timed[] = [
  part,
  FAULT,
  GONE,
  [12, segment("< F. 101:101(0) ack 7")],
  [13, segment("> . 7:7(0) ack 102")],
  leaves(14, 102),
];

/** @param control what was seen in it behind the first part of the answer */
function judge(control: readonly Timed[]): Verdict {
  const evidence = evidenceOf(observations(...asksAlone, ...cut), {
    control: controlBy([part, NO_FAULT, ...control], asksAlone),
  });
  return judgeClient(layOut(evidence), { endings: ["fin"] });
}

test("half of its answer came: it is lost, and nobody was told", () => {
  const { lost, unreported, ledger } = judge([rest(50), leaves(60, 201)]);
  assert.deepEqual([lost, unreported], [1, 1]);
  assert.equal(ledger?.said[0]?.fate, "cut");
  assert.equal(judge([rest(50), leaves(150, 201)]).lost, 1);
});

test("who keeps its connection for a while, is closed by its server, or has another one, may not be done", () => {
  const isUnsure = (control: readonly Timed[]): void => assert.equal(judge(control).lost, undefined);
  isUnsure([rest(50), leaves(151, 201)]);
  isUnsure([rest(50)]);
  isUnsure([rest(50), [55, segment("< F. 201:201(0) ack 7")], leaves(60, 202)]);
  const more = [onOther([40, segment("> S 0:0(0)")]), onOther([41, segment("> P. 1:7(6) ack 1", "hello\n")])];
  isUnsure([...more, rest(50), leaves(60, 201)]);
});
