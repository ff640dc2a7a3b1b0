// A client that was started for one answer ends once it has it, whatever happened meanwhile; and between two answers it may
// turn to something else.

import { createArrivedBytes } from "../../tcp/arrived-bytes.ts";
import type { Case } from "../../timeline/case.ts";
import { arrivals } from "../../timeline/conversation.ts";
import { halfClosedNs } from "../../timeline/half-closed.ts";
import { findExit } from "../../timeline/queries.ts";
import type { Ledger, SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { ANSWERED } from "../asks/fates.ts";
import { flowsOf } from "../bytes/flows.ts";
import { compareByItself } from "../ledger/came-by-itself.ts";
import { type Sign, endSign } from "../signs/signs.ts";

/** It was started for an answer, has read all of it, and ends as it does in the control: its work is done. */
export function isEndOfWork({ kind, what, atNs }: Sign, seen: Case, ledger: Ledger | undefined): boolean {
  const { typed, evidence, fault } = seen;
  const said = ledger?.said ?? [];
  if (typed.length > 0 || said.length === 0) return false;
  const isDone = said.every(
    (entry, i) => entry.isOwn === true && entry.isLost === false && isReadIn(entry, seen, i),
  );
  const news = newsAt(seen);
  // Who waits no more has given nothing up where it was answered since.
  const wholeNs = kind === "woken" ? news.find((each) => each > (fault?.atNs ?? 0)) : news.at(-1);
  const usual = evidence.control?.signs ?? [];
  const exit = findExit(seen.observations, "client");
  const end = exit && endSign(exit);
  const isUsual = usual.some((sign) => sign.what === what || (BEFORE_END.has(kind) && sign.what === end));
  return isDone && wholeNs !== undefined && atNs > wholeNs && isUsual;
}

/** Where a farewell (of TLS) comes last, and nobody answers that, as much came as in the control. */
function isReadIn({ fate, text, answerBytes = 0 }: SaidEntry, seen: Case, i: number): boolean {
  if (READ.has(fate) || isReadUnseen(fate, seen)) return true;
  const usual = seen.evidence.control?.said?.[i];
  const { answerBytes: usualBytes = 0 } = usual ?? {};
  return usual?.text === text && !ANSWERED.has(usual.fate) && usualBytes > 0 && answerBytes >= usualBytes;
}

/**
 * With its half closed before, no table and no segment shows whether it has read what came with the server's FIN (TIME_WAIT
 * has no queue, and answers nothing with an RST): then what it prints does, if it prints anything.
 */
function isReadUnseen(fate: Fate, seen: Case): boolean {
  if (fate !== "answered" || halfClosedNs(seen) === undefined) return false;
  const silence = compareByItself(seen);
  return silence === undefined || silence.came >= silence.expected;
}

/** When bytes of the server came that had not come before, and that no closed socket has refused. */
function newsAt(seen: Case): readonly number[] {
  const bytes = createArrivedBytes();
  return arrivals(flowsOf(seen)[0]?.toClient.segments ?? [])
    .filter(({ relativeSeq, length }) => bytes.take(relativeSeq, relativeSeq + length) > 0)
    .map(({ arrivedAtNs }) => arrivedAtNs);
}

/** Whether a look falls between these and its end is chance. */
const BEFORE_END: ReadonlySet<Sign["kind"]> = new Set(["closed", "let-go", "woken"]);

const READ: ReadonlySet<Fate> = new Set(["read", "shown"]);
