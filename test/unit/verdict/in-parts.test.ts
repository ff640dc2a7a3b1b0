// What was typed, and is answered in two parts with a rest between them: its server seems to send by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { begun } from "../http-runs.ts";
import { ends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { NO_CONTROL, type Timed, lostOnTheWay } from "../one-run.ts";

const typed = (ms: number, text = "fetch"): Timed => [
  ms,
  { kind: "typed", role: "client", text } as Timed[1],
];
const asks = (ms: number, from: number, text = "fetch"): Timed => [
  ms,
  segment(`> P. ${from}:${from + 6}(6) ack 1`, `${text}\n`),
];
const comes = (ms: number, from: number, bytes: number, ack: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + bytes}(${bytes}) ack ${ack}`, "x".repeat(bytes)),
];
const fault = (ms: number, name: string, pid: number): Timed => [
  ms,
  { kind: "fault", fault: name, pid, text: "it comes" },
];
const FIRST = [typed(10), asks(11, 1), comes(12, 1, 500, 7), comes(300, 501, 500, 7)];
const HALF = [typed(400), asks(401, 7), comes(402, 1001, 500, 13)];
const REST = comes(700, 1501, 500, 13);
const until = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];

const controlOfThese = (...facts: readonly Timed[]): ControlRecord =>
  controlOf(
    layOut(evidenceOf(observations(...begun, ...facts, until(2000)), { fault: "none", moment: "printed" })),
  );
const none = fault(450, "none", 0);
const usual = (): ControlRecord => controlOfThese(...FIRST, ...HALF, none, REST);

function judge(control: ControlRecord, ...facts: readonly Timed[]): Verdict {
  const evidence = evidenceOf(observations(...begun, ...facts), { control, moment: "printed" });
  return judgeClient(layOut(evidence), { endings: ["fin", "rst", "silence"] });
}

const died = (bytes: number, ack = 13): Timed[] => [
  fault(750, "kill", 7),
  [751, { kind: "process-ended", pid: 7 }],
  [752, segment(`< F. ${bytes + 1}:${bytes + 1}(0) ack ${ack}`)],
  ends(760, 0),
];
const isLess = ({ why = "" }: SaidEntry): boolean =>
  why.startsWith("less came than each time that the same was said");
const known = ({ lost, unreported, ledger }: Verdict): unknown[] => [
  lost,
  unreported,
  ledger?.said.map((entry) => isLess(entry)).at(-1),
];
const UNKNOWN = [undefined, undefined, true];
const ANSWERED = [0, 0, false];

test("less than each time that the same was said may not be the whole answer", () => {
  const verdict = judge(usual(), ...FIRST, ...HALF, ...died(1500));
  assert.deepEqual(known(verdict), UNKNOWN);
  assert.deepEqual(
    verdict.ledger?.said.map(({ fate, isLost }) => [fate === "unknown", isLost]),
    [
      [false, false],
      [true, undefined],
    ],
  );
  const again = judge(usual(), ...FIRST, ...HALF, ...died(1500).slice(0, -1), typed(800), ends(900, 0));
  assert.deepEqual(again.ledger?.said.map(isLess), [false, true, false], "whatever is typed afterwards");
});

test("as much, or more, is the whole of it", () => {
  assert.deepEqual(known(judge(usual(), ...FIRST, ...HALF, REST, ...died(2000))), ANSWERED);
  const longer = controlOfThese(...FIRST, ...HALF, none, comes(700, 1501, 515, 13));
  const asOnce = [...FIRST, ...HALF, comes(700, 1501, 490, 13), ...died(1990)];
  assert.deepEqual(known(judge(longer, ...asOnce)), ANSWERED, "nearly as much as at the shorter time");
});

test("what is answered by now less and now more shows nothing", () => {
  const varied = controlOfThese(...FIRST, ...HALF, none);
  assert.deepEqual(known(judge(varied, ...FIRST, ...HALF, ...died(1500))), ANSWERED);
  const longer = controlOfThese(...FIRST, ...HALF, none, comes(700, 1501, 900, 13));
  assert.deepEqual(known(judge(longer, ...FIRST, ...HALF, ...died(1500))), ANSWERED);
});

test("what was expected was printed: it is answered", () => {
  const found: Timed = [710, { kind: "expected", phase: "after", pattern: "x", found: true, text: "x" }];
  assert.deepEqual(known(judge(usual(), ...FIRST, ...HALF, found, ...died(1500))), ANSWERED);
});

test("what never reached its server is lost", () => {
  const sent = [typed(400), lostOnTheWay(asks(401, 7))];
  const verdict = judge(usual(), ...FIRST, ...sent, ...died(1000, 7));
  assert.deepEqual(known(verdict), [1, 1, false]);
});

test("nothing shows it without a control, or where something else was said before", () => {
  assert.deepEqual(known(judge(NO_CONTROL, ...FIRST, ...HALF, ...died(1500))).at(-1), false);
  const atOnce = [typed(10), asks(11, 1), comes(12, 1, 1000, 7), ...HALF];
  assert.deepEqual(known(judge(NO_CONTROL, ...atOnce, ...died(1500))), ANSWERED);
  const OTHER = [typed(10, "lists"), asks(11, 1, "lists"), ...FIRST.slice(2)];
  const other = controlOfThese(...OTHER, ...HALF, none, REST);
  assert.deepEqual(known(judge(other, ...OTHER, ...HALF, ...died(1500))), ANSWERED);
});
