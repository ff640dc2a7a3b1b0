// A client that was started for one answer ends once it has it, whatever happened meanwhile; and between two answers it may
// turn to something else.

import { createArrivedBytes } from "../../tcp/arrived-bytes.ts";
import type { Case } from "../../timeline/case.ts";
import { arrivals } from "../../timeline/conversation.ts";
import { halfClosedNs } from "../../timeline/half-closed.ts";
import { findExit } from "../../timeline/queries.ts";
import type { Ledger } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { compareByItself } from "../ledger/came-by-itself.ts";
import { type Sign, endSign } from "../signs/signs.ts";

/** It was started for an answer, has read all of it, and ends as it does in the control: its work is done. */
export function isEndOfWork({ kind, what, atNs }: Sign, seen: Case, ledger: Ledger | undefined): boolean {
  const { segments, typed, evidence, fault } = seen;
  const said = ledger?.said ?? [];
  if (typed.length > 0 || said.length === 0) return false;
  const isDone = said.every(
    ({ isOwn, isLost, fate }) =>
      isOwn === true && isLost === false && (READ.has(fate) || isReadUnseen(fate, seen)),
  );
  const news = newsAt(segments);
  // Who waits no more has given nothing up where it was answered since.
  const wholeNs = kind === "woken" ? news.find((each) => each > (fault?.atNs ?? 0)) : news.at(-1);
  const usual = evidence.control?.signs ?? [];
  const exit = findExit(seen.observations, "client");
  const end = exit && endSign(exit);
  const isUsual = usual.some((sign) => sign.what === what || (BEFORE_END.has(kind) && sign.what === end));
  return isDone && wholeNs !== undefined && atNs > wholeNs && isUsual;
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

/** When bytes of the server came that had not come before. */
function newsAt(segments: Case["segments"]): readonly number[] {
  const bytes = createArrivedBytes();
  return arrivals(segments)
    .filter(
      ({ direction, relativeSeq, length }) =>
        direction === "server->client" && bytes.take(relativeSeq, relativeSeq + length) > 0,
    )
    .map(({ arrivedAtNs }) => arrivedAtNs);
}

/** Whether a look falls between these and its end is chance. */
const BEFORE_END: ReadonlySet<Sign["kind"]> = new Set(["closed", "let-go", "woken"]);

const READ: ReadonlySet<Fate> = new Set(["read", "shown"]);
