// Whether the client bears a server that lives, and is out of reach, silent or slow for a time: it keeps its connection, and
// what was said meanwhile is answered. Who gives up on it raises a false alarm.

import type { Case } from "../timeline/case.ts";
import type { FaultEvidence } from "../timeline/fault-evidence.ts";
import type { Verdict } from "../timeline/verdict-record.ts";
import type { UnknownCause } from "../timeline/words.ts";
import { findReactions } from "./habits.ts";
import { lasted } from "./survived-fault.ts";
import type { Sign, SignKind } from "./signs.ts";

type Patience = Pick<Verdict, "patience" | "lastedNs" | "undecided">;

/**
 * Empty for a fault from which the server dies.
 *
 * @param missing what was not seen of the fault: then there is nothing to judge
 */
export function judgePatience(
  seen: Case,
  expected: FaultEvidence,
  {
    lost,
    told,
    ledger,
    missing,
  }: Pick<Verdict, "lost" | "told" | "ledger"> & { missing: string | undefined },
): Patience {
  if (!expected.lives) return {};
  if (missing !== undefined) return { patience: "unknown" };
  const word = wordFor(seen, lost, told ?? "", saidAgain(ledger));
  const lastedNs = lasted(seen, expected);
  return {
    ...(typeof word === "string" ? { patience: word } : { patience: "unknown" }),
    ...(typeof word === "object" && { undecided: { patience: word.unknown } }),
    ...(lastedNs !== undefined && { lastedNs }),
  };
}

type Word = Exclude<Verdict["patience"], undefined> | { readonly unknown: UnknownCause };

/** @param again something was sent on more than one connection */
function wordFor(seen: Case, lost: number | undefined, told: string, again: boolean): Word {
  const signs = findReactions(seen, seen.fault?.atNs ?? 0, seen.evidence.control);
  const gave = signs.filter((sign) => givesUp(sign, again));
  if (gave.some(({ isDoubtful }) => !isDoubtful)) return "false-alarm";
  if (lost !== undefined && lost > 0) return told !== "" ? "false-alarm" : "loses";
  if (gave.length > 0) return { unknown: "chance" };
  if (!seen.isOn("output")) return { unknown: "not-observed" };
  return lost === undefined ? { unknown: "not-asked" } : "bears";
}

const GIVING_UP: ReadonlySet<SignKind> = new Set(["segment", "closed", "exit"]);

/** A pool may open one more connection: it gives up if what was said goes over it again. */
function givesUp({ kind }: Sign, again: boolean): boolean {
  return GIVING_UP.has(kind) || (kind === "connect" && again);
}

function saidAgain(ledger: Verdict["ledger"]): boolean {
  return ledger?.said.some(({ sent = 1 }) => sent > 1) ?? false;
}
