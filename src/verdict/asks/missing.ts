// What the server does not have of all that the client was to do, as a command of the user's says it: it decides what was
// lost where nobody can read what is asked, or nothing answers it.

import type { Case } from "../../timeline/case.ts";
import { controlsOf, endsInControl } from "../../timeline/controls.ts";
import { findExit, ofKind } from "../../timeline/queries.ts";
import type { Ledger, SaidEntry, Verdict } from "../../timeline/verdict-record.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import { endedAt } from "../bytes/death.ts";
import { flowsOf } from "../bytes/flows.ts";
import { isServedToTheEnd } from "../bytes/served-again.ts";
import { isStillTrying } from "../signs/still-trying.ts";
import { HAS_ALL, LACKS_SOME } from "./why-unsure.ts";

type Missing = number | { readonly unknown: UnknownCause };

/** Undefined where nobody asked. It is not less than what was certainly lost, whatever was stored. */
export function missingIn(seen: Case, { said }: Ledger): Missing | undefined {
  const missing = missingBy(seen);
  return typeof missing === "number"
    ? Math.max(missing, said.filter(({ isLost }) => isLost).length)
    : missing;
}

/** Why nobody knows, although somebody asked. */
export function doubtMissing(
  seen: Case,
  ledger: Ledger,
  unreported: number | undefined,
): NonNullable<Verdict["undecided"]> {
  const missing = missingIn(seen, ledger);
  if (typeof missing !== "object") return {};
  return { lost: missing.unknown, ...(unreported === undefined && { unreported: missing.unknown }) };
}

/** The rows of which nobody knows: none of them is lost where nothing is missing, and else which of them it does not say. */
export function settleMissing(seen: Case, ledger: Ledger): Ledger {
  const missing = missingBy(seen);
  if (typeof missing !== "number") return ledger;
  const settle = (entry: SaidEntry): SaidEntry => {
    if (entry.isLost !== undefined) return entry;
    return missing === 0 ? { ...entry, why: HAS_ALL, isLost: false } : { ...entry, why: LACKS_SOME };
  };
  return { ...ledger, said: ledger.said.map(settle) };
}

/** In each control it must be none, or it means something else; and what a client is still at work on is not missing yet. */
function missingBy(seen: Case): Missing | undefined {
  const { observations, evidence, isOn } = seen;
  const asked = ofKind(observations, "missing");
  const last = asked.findLast(({ phase }) => phase === "after");
  if (last === undefined) return undefined;
  const isCut = ofKind(observations, "output-cut").some(({ role }) => role === "server");
  if (isCut || !isOn("output")) return { unknown: "not-observed" }; // it may have looked at what the server has printed
  const usual = controlsOf(evidence.control);
  if (last.count === undefined || usual.some(({ lacking }) => lacking === undefined))
    return { unknown: "not-counted" };
  if (usual.some(({ lacking }) => lacking !== 0)) return { unknown: "missing-anyway" };
  const before = asked.find(({ phase }) => phase === "before")?.count ?? 0;
  const missing = Math.max(0, last.count - before);
  return missing > 0 && isAtWorkYet(seen) ? { unknown: "too-short" } : missing;
}

/** It ends by itself without the fault, and was at work, or tried to connect, until it was watched no more. */
function isAtWorkYet(seen: Case): boolean {
  if (findExit(seen.observations, "client") !== undefined || !endsInControl(seen.evidence.control))
    return false;
  const endNs = endedAt(seen);
  return isServedToTheEnd(seen, flowsOf(seen), endNs) || isStillTrying(seen, endNs);
}

/** In a control: so many. */
export function countLacking({ observations }: Case): number | undefined {
  return ofKind(observations, "missing").at(-1)?.count;
}

/** `2 things are missing on the server`, where that is what was lost, and no more. */
export function missingInWords(seen: Case, lost: number): string | undefined {
  if (lost === 0 || missingBy(seen) !== lost) return undefined;
  return `${lost} thing${lost === 1 ? " is" : "s are"} missing on the server`;
}
