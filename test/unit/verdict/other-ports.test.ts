// A client that fails over to another server, on another port: what was not answered here may have been done there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { checkExpectations } from "../../../src/verdict/expectations.ts";
import { gradeBy } from "../../../src/verdict/grade.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import {
  FAULT,
  GONE,
  NO_FAULT,
  asksAlone,
  controlBy,
  died,
  ends,
  expects,
  judge,
  last,
  resets,
  sends,
} from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { NO_CONTROL, type Timed, goes, usual } from "../one-run.ts";

const SINCE = "it has talked to another port since (7001), which is not watched";

/** What it asks by itself is refused, and it ends well. */
const REFUSED: readonly Timed[] = [FAULT, GONE, [12, segment("< R. 1:1(0) ack 7")]];
const answered: readonly Timed[] = [NO_FAULT, [15, segment("< P. 1:7(6) ack 7", "hello\n")]];
const controlWith = (...facts: readonly Timed[]): ControlRecord =>
  controlBy([...answered, ...facts, ends(90, 0)], asksAlone);

function alone(facts: readonly Timed[], control: ControlRecord = controlWith()): Verdict {
  const all = observations(...asksAlone, ...REFUSED, ...facts, ends(95, 0));
  return judgeClient(layOut(evidenceOf(all, { control })), { endings: ["rst"] });
}

const losses = ({ lost, unreported }: Verdict): unknown[] => [lost, unreported];
const [LOST, UNKNOWN] = [
  [1, 1],
  [undefined, undefined],
];

test("what was refused here is lost, unless the client has connected to another port", () => {
  assert.deepEqual(losses(alone([])), LOST);
  const verdict = alone([goes(20, 7001, "client")]);
  assert.deepEqual(losses(verdict), UNKNOWN);
  assert.deepEqual([last(verdict)?.fate, last(verdict)?.why], ["unknown", SINCE]);
  assert.deepEqual(
    [verdict.undecided?.["lost"], verdict.undecided?.["unreported"]],
    ["other-port", "other-port"],
  );
  assert.ok(verdict.summary.includes("It has talked to another port since (7001), which is not watched."));
});

test("whose connection it was may not be known: then it may have been the client's; others' are not", () => {
  const verdict = alone([goes(20)]);
  assert.deepEqual(losses(verdict), UNKNOWN);
  assert.match(last(verdict)?.why ?? "", /^it may have talked to another port since \(7001\)/);
  for (const by of ["server", "proxy", "own"] as const)
    assert.deepEqual(losses(alone([goes(20, 7001, by)])), LOST, by);
});

test("what a control connects to as well says nothing; what others connect to there is not that", () => {
  assert.deepEqual(losses(alone([goes(20, 7001, "client")], controlWith(goes(20, 7001, "client")))), LOST);
  assert.deepEqual(losses(alone([goes(20, 7001, "client")], controlWith(goes(20)))), LOST);
  assert.deepEqual(losses(alone([goes(20, 7001, "client")], controlWith(goes(20, 7002)))), UNKNOWN);
  assert.deepEqual(losses(alone([goes(20, 7001, "client")], controlWith(goes(20, 7001, "server")))), UNKNOWN);
  const second = { ...controlWith(), more: [controlWith(goes(20))] };
  assert.deepEqual(losses(alone([goes(20, 7001, "client")], second)), LOST, "one of several controls");
  assert.equal(controlWith().otherPorts, undefined);
  assert.deepEqual(controlWith(goes(20, 7002), goes(5), goes(6, 7001, "client", { count: 3 })).otherPorts, [
    { port: 7001, times: 4 },
    { port: 7002, times: 1, isSince: true },
  ]);
});

test("to a port to which it connects at first only, one more since the fault is another thing", () => {
  const atFirst = controlWith(goes(5, 7001, "client"));
  const before = goes(6, 7001, "client");
  assert.deepEqual(
    losses(alone([before], atFirst)),
    LOST,
    "it has kept that one, and what it does there is not seen",
  );
  assert.deepEqual(losses(alone([goes(20, 7001, "client")], atFirst)), LOST, "the same, later");
  const verdict = alone([before, goes(20, 7001, "client")], atFirst);
  assert.deepEqual(losses(verdict), UNKNOWN);
  assert.equal(last(verdict)?.why, SINCE);
  assert.deepEqual(losses(alone([goes(6, 7001, "client", { count: 2 })], atFirst)), LOST, "both were before");
  const twice = { ...atFirst, more: [controlWith(goes(5, 7001, "client", { count: 2 }))] };
  assert.deepEqual(
    losses(alone([before, goes(20, 7001, "client")], twice)),
    LOST,
    "as often as in one control",
  );
});

test("ports that are made up for each connection are one and the same", () => {
  assert.deepEqual(losses(alone([goes(20, 41_000)], controlWith(goes(20, 52_000)))), LOST);
  assert.deepEqual(losses(alone([goes(20, 41_000)], controlWith(goes(20, 7002)))), UNKNOWN);
  assert.deepEqual(losses(alone([goes(20, 7001)], controlWith(goes(20, 52_000)))), UNKNOWN);
});

test("one that was made before the fault may be used after it", () => {
  const verdict = alone([goes(5, 7001, "client")]);
  assert.deepEqual(losses(verdict), UNKNOWN);
  assert.match(last(verdict)?.why ?? "", /^it has talked to another port \(7001\)/);
});

test("several are named, three at most", () => {
  const why = (...ports: readonly number[]): string | undefined =>
    last(alone(ports.map((port, i) => goes(20 + i, port, "client"))))?.why;
  assert.equal(why(7002, 7001), "it has talked to other ports since (7001, 7002), which are not watched");
  assert.match(why(7004, 7001, 7002, 7003) ?? "", /\(7001, 7002, 7003 and others\)/);
});

const TYPED: readonly Timed[] = [[20, { kind: "typed", text: "again" }], sends(21, "again\n"), resets(22)];
/** The same is said in the control, and answered there. */
const said = (fate: "shown" | "answered"): ControlRecord => ({
  ...usual(),
  said: [
    { text: "hello", fate: "answered", answerBytes: 13 },
    { text: "again", fate, answerBytes: 6 },
  ],
});
const THERE = goes(25, 7001, "client");

test("of things typed it is so, too; but an answer that was expected and never printed is missing wherever it was to come from", () => {
  const lostOf = (facts: readonly Timed[], control = said("answered")): unknown =>
    judge([...died, ...TYPED, ...facts], control).lost;
  assert.equal(lostOf([]), 1);
  assert.equal(lostOf([THERE]), undefined);
  assert.equal(lostOf([THERE, expects(60, "again", false)], said("shown")), 1);
  assert.equal(lostOf([THERE], NO_CONTROL), undefined, "without a control no port is usual");
});

test("who runs on has lost nothing that shows here, and may not have asked there for all that it was to ask", () => {
  const facts = [...asksAlone, FAULT, GONE, [12, segment("< F. 1:1(0) ack 7")]] as const;
  const quiet = [...facts.slice(0, -4), ...facts.slice(-3)]; // it asks nothing
  const lostOf = (...more: readonly Timed[]): unknown =>
    judgeClient(layOut(evidenceOf(observations(...quiet, ...more), { control: usual() })), {
      endings: ["fin"],
    }).lost;
  assert.equal(lostOf(), 0);
  assert.equal(lostOf(goes(20, 7001, "client")), undefined);
});

test("a line that went out on no connection here may have gone out there", () => {
  const facts = [...died, [20, { kind: "typed", text: "again" }] as Timed, THERE];
  const verdict = judge(facts, NO_CONTROL);
  assert.deepEqual([last(verdict)?.fate, last(verdict)?.why], ["unknown", SINCE]);
});

test("what is expected then is unknown, and why is said with the port", () => {
  const verdict = alone([goes(20, 7001, "client")]);
  const expectations = checkExpectations("lost=0,unreported=0", verdict);
  assert.deepEqual(
    expectations.map(({ outcome }) => outcome),
    ["unknown", "unknown"],
  );
  const all = observations(...asksAlone, ...REFUSED, goes(20, 7001, "client"));
  const graded = gradeBy(verdict, expectations, { observers: [], control: controlWith(), observations: all });
  assert.equal(graded.grade, "inconclusive");
  assert.equal(graded.missing, `whether lost=0 holds is unknown: ${SINCE}`);
});
