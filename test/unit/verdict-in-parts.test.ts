// What was typed, and is answered in two parts with a rest between them: its server seems to send by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../src/timeline/case.ts";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { controlOf } from "../../src/verdict/control.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { begun } from "./http-runs.ts";
import { ends } from "./ledger-runs.ts";
import { evidenceOf, observations, segment } from "./made-up.ts";
import type { Timed } from "./one-run.ts";

const typed = (ms: number): Timed => [ms, { kind: "typed", role: "client", text: "fetch" } as Timed[1]];
const asks = (ms: number, from: number): Timed => [
  ms,
  segment(`> P. ${from}:${from + 6}(6) ack 1`, "fetch\n"),
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
const usual = controlOfThese(...FIRST, ...HALF, none, REST);

function judge(control: ControlRecord, ...facts: readonly Timed[]): Verdict {
  const evidence = evidenceOf(observations(...begun, ...facts), { control, moment: "printed" });
  return judgeClient(layOut(evidence), { endings: ["fin", "rst", "silence"] });
}

const died = (bytes: number): Timed[] => [
  fault(750, "kill", 7),
  [751, { kind: "process-ended", pid: 7 }],
  [752, segment(`< F. ${bytes + 1}:${bytes + 1}(0) ack 13`)],
  ends(760, 0),
];
const known = ({ lost, unreported, ledger }: Verdict): unknown[] => [
  lost,
  unreported,
  ledger?.said.at(-1)?.why?.startsWith("less came than each time that the same was said") ?? false,
];

test("less than each time that the same was said may not be the whole answer", () => {
  assert.deepEqual(known(judge(usual, ...FIRST, ...HALF, ...died(1500))), [undefined, undefined, true]);
});

test("as much, or more, is the whole of it", () => {
  assert.deepEqual(known(judge(usual, ...FIRST, ...HALF, REST, ...died(2000))), [0, 0, false]);
});

test("what is answered by now less and now more shows nothing", () => {
  const varied = controlOfThese(...FIRST, ...HALF, none);
  assert.deepEqual(known(judge(varied, ...FIRST, ...HALF, ...died(1500))), [0, 0, false]);
});
