// Runs in which the fault comes at 10 ms, right after the first exchange: what is said, sent and printed around it.

import { layOut } from "../../src/timeline/case.ts";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { SaidEntry, Verdict } from "../../src/timeline/verdict-record.ts";
import type { Fate } from "../../src/timeline/words.ts";
import { controlOf } from "../../src/verdict/control.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { type Timed, connection, evidenceOf, observations, opened, segment } from "./made-up.ts";
import { NO_CONTROL } from "./one-run.ts";

export const FAULT: Timed = [10, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }];
export const NO_FAULT: Timed = [10, { kind: "fault", fault: "none", pid: 0, text: "nothing is done" }];
export const GONE: Timed = [11, { kind: "process-ended", pid: 7 }];
export const FIN: Timed = [12, segment("< F. 14:14(0) ack 14")];
/** Killed, and the FIN has arrived. */
export const died: readonly Timed[] = [FAULT, GONE, FIN];
/** Nothing is typed: what the client was started for is what it asks. */
export const asksAlone: readonly Timed[] = [
  [0, { kind: "program-started", role: "client", pid: 3, command: "curl | wc -l", on: "pipes" }],
  [0, { kind: "connection", ...connection }],
  [1, segment("> S 0:0(0)")],
  [1, segment("< S. 0:0(0) ack 1")],
  [1, segment("> . 1:1(0) ack 1")],
  [3, segment("> P. 1:7(6) ack 1", "hello\n")],
];
export const expects = (ms: number, pattern: string, found: boolean): Timed => [
  ms,
  { kind: "expected", phase: "after", pattern, found, text: found ? pattern : "" },
];
export const ends = (ms: number, exitCode: number): Timed => [
  ms,
  { kind: "program-exited", role: "client", pid: 3, exitCode },
];
export const sends = (ms: number, text: string, from = 14): Timed => [
  ms,
  segment(`> P. ${from}:${from + text.length}(${text.length}) ack 15`, text),
];
export const resets = (ms: number): Timed => [ms, segment("< R 15:15(0)")];

export function judge(
  facts: readonly Timed[],
  control: ControlRecord = NO_CONTROL,
  off: string[] = [],
): Verdict {
  const evidence = evidenceOf(observations(...opened, ...facts), { control });
  const observers = evidence.observers.map((each) => ({ ...each, on: !off.includes(each.name) }));
  return judgeClient(layOut({ ...evidence, observers }), { endings: ["fin", "rst", "silence", "none"] });
}

/** What the control shows where these facts are all there is. */
export function controlBy(facts: readonly Timed[], own: readonly Timed[] = opened): ControlRecord {
  return controlOf(layOut(evidenceOf(observations(...own, ...facts), { fault: "none" })));
}

export const last = ({ ledger }: Verdict): SaidEntry | undefined => ledger?.said.at(-1);
export const fateOf = (verdict: Verdict): string | undefined => last(verdict)?.fate;

/** A line of the ledger, said after the fault. */
export function saidEntry(fate: Fate, other: Partial<SaidEntry> = {}): SaidEntry {
  return { text: "again", atNs: 1500e6, fate, because: [], ...other };
}
