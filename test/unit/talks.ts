// Connections on which client and server talk of their own accord, told in a few words; the fault comes at 400 ms, and the
// run is watched to 900 ms.

import { layOut } from "../../src/timeline/case.ts";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { controlOf } from "../../src/verdict/control.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { NO_FAULT, asksAlone } from "./ledger-runs.ts";
import { type Timed, evidenceOf, observations, segment } from "./made-up.ts";

/** The client has connected, and said nothing yet. */
export const begun = asksAlone.slice(0, -1);
export const watched: Timed = [900, { kind: "process-ended", pid: 99 }];
export const FAULT: Timed = [400, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }];
export const GONE: Timed = [401, { kind: "process-ended", pid: 7 }];
export const STOPPED: Timed = [400, { kind: "fault", fault: "stop", pid: 7, text: "SIGSTOP to process 7" }];

/** What is said, at which time, and what the server says 1 ms later; nothing said: what it says by itself. */
export type Saying = readonly [ms: number, text: string, answer?: string];

/** The segments of a connection, and how much each end has sent. */
export function talk(all: readonly Saying[], start = 1): { facts: Timed[]; sent: number; came: number } {
  let [sent, came] = [start, start];
  const facts = all.flatMap(([ms, text, answer = ""]): Timed[] => {
    const said = segment(`> P. ${sent}:${sent + text.length}(${text.length}) ack ${came}`, text);
    sent += text.length;
    const back = segment(`< P. ${came}:${came + answer.length}(${answer.length}) ack ${sent}`, answer);
    came += answer.length;
    return [
      ...(text === "" ? [] : [[ms, said] as Timed]),
      ...(answer === "" ? [] : [[ms + 1, back] as Timed]),
    ];
  });
  return { facts, sent, came };
}

/** The control of a client that talks like that, with nothing done to its server. */
export const usual = (...all: readonly Saying[]): ControlRecord =>
  controlOf(
    layOut(evidenceOf(observations(...begun, ...talk(all).facts, NO_FAULT, watched), { fault: "none" })),
  );

/** It sends nothing by itself once the time of the fault has come. */
export const withoutMore = (control: ControlRecord): ControlRecord => ({ ...control, signs: [] });

/** These facts are in the order of their times. */
export function judge(control: ControlRecord, ...facts: readonly Timed[]): Verdict {
  const evidence = evidenceOf(observations(...begun, ...facts, watched), { control });
  return judgeClient(layOut(evidence), { endings: ["fin", "rst", "silence"] });
}

/** What was lost, whether anybody was told, and how far the last thing got. */
export const known = ({ lost, unreported, ledger }: Verdict): unknown[] => [
  lost,
  unreported,
  ledger?.said[0]?.fate,
];

/** Killed at 400 ms; the server's words between the fault and its FIN are those said from then on. */
export function died(control: ControlRecord, all: readonly Saying[], ...more: readonly Timed[]): Verdict {
  const before = talk(all.filter(([ms]) => ms < 400));
  const after = all.filter(([ms]) => ms >= 400).map(([, , words = ""]) => words);
  const words = after.join("");
  const end = before.came + words.length;
  const said: Timed[] =
    words === ""
      ? []
      : [[404, segment(`< P. ${before.came}:${end}(${words.length}) ack ${before.sent}`, words)]];
  const fin: Timed = [405, segment(`< F. ${end}:${end}(0) ack ${before.sent}`)];
  return judge(control, ...before.facts, FAULT, ...said, GONE, fin, ...more);
}
