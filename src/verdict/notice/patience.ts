// Whether the client bears a server that lives, and is out of reach, silent or slow for a time: it keeps its connection, and
// what was said meanwhile is answered. Who gives up on it raises a false alarm.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { FaultEvidence } from "../../timeline/fault-evidence.ts";
import { ofKind, printedBy } from "../../timeline/queries.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import { perhapsClients } from "../../timeline/whose.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import { hasAskedNext } from "../asks/next-asked.ts";
import { newToOthers } from "../asks/other-ports.ts";
import { isYetToCome } from "../bytes/still-coming.ts";
import { answersIn } from "../lines/answers.ts";
import { linesOf } from "../lines/lines-printed.ts";
import { lasted } from "../proof/survived-fault.ts";
import { isStarved, mayBeEarlier } from "../signs/lateness.ts";
import type { Sign, SignKind } from "../signs/signs.ts";
import { isEndOfWork } from "./end-of-work.ts";
import { findReactions } from "./habits.ts";

type Patience = Pick<Verdict, "patience" | "lastedNs" | "undecided">;
/** What is known of it besides. */
type Facts = Pick<Verdict, "lost" | "told" | "ledger">;

/**
 * Empty for a fault from which the server dies.
 *
 * @param missing what was not seen of the fault: then there is nothing to judge
 */
export function judgePatience(
  seen: Case,
  expected: FaultEvidence,
  facts: Facts & { missing: string | undefined },
): Patience {
  if (!expected.lives) return {};
  if (facts.missing !== undefined) return { patience: "unknown" };
  const lastedNs = lasted(seen, expected);
  const gave = waysOfGivingUp(seen, facts.ledger);
  const own = wordFor(seen, gave, facts);
  const doubt = own === "false-alarm" ? undefined : doubtWhose(seen);
  const sure: Word = doubt === undefined ? own : { unknown: doubt };
  const word = isMachines(seen, sure, lastedNs, gave) ? MACHINE_BUSY : sure;
  return {
    ...(typeof word === "string" ? { patience: word } : { patience: "unknown" }),
    ...(typeof word === "object" && { undecided: { patience: word.unknown } }),
    ...(lastedNs !== undefined && { lastedNs }),
  };
}

type Word = Exclude<Verdict["patience"], undefined> | { readonly unknown: UnknownCause };

const MACHINE_BUSY: Word = { unknown: "machine-busy" };

/**
 * It gave up only once the fault should have been over, and would perhaps have been answered by then, had nobody been late.
 * Or it had no processor, and so could not give up.
 */
function isMachines(seen: Case, word: Word, lastedNs: number | undefined, gave: readonly Sign[]): boolean {
  const sinceNs = seen.fault?.atNs ?? 0;
  if (word === "bears" || word === "loses") return isStarved(seen, sinceNs);
  const first = gave.find(({ isDoubtful }) => !isDoubtful);
  if (first === undefined || lastedNs === undefined) return false;
  const limitNs = sinceNs + (seen.fault?.amount ?? 0) * 1e6;
  return mayBeEarlier(seen, { sinceNs, limitNs, atNs: first.atNs });
}

/** The signs of it, without the end of its work. */
function waysOfGivingUp(seen: Case, ledger: Verdict["ledger"]): readonly Sign[] {
  const again = ledger?.said.some(({ sent = 1 }) => sent > 1) ?? false;
  const signs = findReactions(seen, seen.fault?.atNs ?? 0, seen.evidence.control);
  return signs.filter((sign) => givesUp(sign, again) && !isEndOfWork(sign, seen, ledger));
}

function wordFor(seen: Case, gave: readonly Sign[], { lost, told = "", ledger }: Facts): Word {
  // A server's own count does not show whether the client read an answer.
  const early = ledger?.said.filter(({ isEarly }) => isEarly) ?? [];
  const isLost = (lost ?? 0) > 0 || early.some((entry) => entry.isLost);
  if (gave.some(({ isDoubtful }) => !isDoubtful)) return "false-alarm";
  if (isLost) return told !== "" ? "false-alarm" : "loses";
  if (gave.length > 0) return { unknown: "chance" };
  if (!seen.isOn("output")) return { unknown: "not-observed" };
  if (early.some((entry) => entry.isLost === undefined)) return { unknown: "printed-early" };
  if (hasAskedNext(seen)) return { unknown: "chance" };
  return lost !== undefined && !printsLess(seen) ? "bears" : { unknown: whyUnasked(ledger) };
}

function whyUnasked(ledger: Verdict["ledger"]): UnknownCause {
  return ledger?.said.some(isYetToCome) ? "too-short" : "not-asked";
}

/** It prints nothing by itself, and fewer lines than without the fault: it may have thrown an answer away, as too late. */
function printsLess(seen: Case): boolean {
  if (seen.typed.length === 0 || ofKind(seen.observations, "expected").length > 0) return false;
  const { size } = answersIn(seen.observations, linesOf(printedBy(seen.observations, "client")));
  return controlsOf(seen.evidence.control).some(
    ({ answers = [], byItself }) => (byItself?.lines ?? 0) === 0 && size < answers.length,
  );
}

const GIVING_UP: ReadonlySet<SignKind> = new Set(["segment", "closed", "exit", "again"]);

/** A pool may open one more connection: it gives up if what was said goes over it again. */
function givesUp({ kind }: Sign, again: boolean): boolean {
  return GIVING_UP.has(kind) || (kind === "connect" && again);
}

/** It may have connected, and nobody knows. */
function doubtWhose(seen: Case): UnknownCause | undefined {
  if (newToOthers(seen).length > 0) return "other-port";
  return perhapsClients(seen, seen.fault?.atNs ?? 0).length > 0 ? "servers-own" : undefined;
}
