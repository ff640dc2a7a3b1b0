// Whether a typed line was lost: it got less far than without the fault, and was not answered.

import { CONTROL, type Case } from "../timeline/case.ts";
import { isInReply } from "../timeline/moments.ts";
import { bytesBetween, flowsOf } from "./flows.ts";
import { outputOf } from "../timeline/output.ts";
import type { SaidEntry } from "../timeline/verdict-record.ts";
import type { Fate } from "../timeline/words.ts";

type Loss = Partial<Pick<SaidEntry, "isLost" | "fate">>;

/** @param i its place among the things said, which is the same in the control */
export function judgeLoss(entry: SaidEntry, all: readonly SaidEntry[], seen: Case, i: number): Loss {
  const at = seen.evidence.control?.said?.[i];
  const usual = at?.text === entry.text ? at : undefined;
  if (isSection(seen)) return { isLost: entry.fate !== "not-said" && entry.fate !== "shown" };
  // What it prints proves nothing then; a client that asks by itself may print it early in the control, too.
  if (entry.isEarly && (!entry.isOwn || usual?.fate === "shown")) return {};
  if (isCut(entry, usual, seen)) return { fate: "cut", isLost: true };
  const isLost =
    usual === undefined ? lostByItself(entry, all, seen) : lostBeside(entry, usual.fate, usual.answerBytes);
  return isLost === undefined ? {} : { isLost };
}

/** The text of what a client asks by itself. */
export const OWN = "what it was started for";

/** A section's client prints what it gets back, and has no control; a control has none either. */
export function isSection({ evidence }: Case): boolean {
  return evidence.control === undefined && evidence.name !== CONTROL;
}

export const ANSWERED: ReadonlySet<Fate> = new Set(["answered", "read", "shown", "cut"]);
/** Never sent, or answered with an RST each time: whatever the server counts, it is not this. */
export const UNSENT: ReadonlySet<Fate> = new Set(["swallowed", "refused"]);
const UNDELIVERED: ReadonlySet<Fate> = new Set(["refused", "unacknowledged", "unread"]);

/** Held against the same thing in the control. */
function lostBeside(
  { fate, found, answerBytes }: SaidEntry,
  usual: Fate,
  usualBytes = 0,
): boolean | undefined {
  if (fate === "not-said" || fate === "shown") return false;
  if (found === false && usual === "shown") return true;
  // Neither is known, and they are not the same: something came there.
  if (fate === "unknown" && answerBytes === 0 && usualBytes > 0) return undefined;
  if (fate === usual || (ANSWERED.has(fate) && found !== false)) return false;
  if (UNDELIVERED.has(fate) || (fate === "swallowed" && usual !== "unknown")) return true;
  return isLessThan(fate, usual);
}

/** Of what was delivered, or is not known. */
function isLessThan(fate: Fate, usual: Fate): boolean | undefined {
  // Answered, and not as was expected: nor was it in the control.
  if (fate === "unknown" || usual === "unknown" || ANSWERED.has(fate)) return undefined;
  if (ANSWERED.has(usual)) return true;
  return fate === "acknowledged" && usual === "taken" ? undefined : false;
}

/** With nothing to hold it against. */
function lostByItself(entry: SaidEntry, all: readonly SaidEntry[], seen: Case): boolean | undefined {
  const { fate, found } = entry;
  if (fate === "not-said" || fate === "shown") return false;
  const usual = olderControl(entry, all, seen);
  if (usual !== undefined) return lostBeside(entry, usual ? "shown" : "unknown");
  if (UNDELIVERED.has(fate)) return true;
  if (fate === "swallowed") return all.some((other) => ANSWERED.has(other.fate)) || undefined;
  if (fate === "unknown") return undefined;
  if (ANSWERED.has(fate)) return found === false ? undefined : false;
  if (found === false) return true;
  return fate === "taken" ? false : undefined;
}

/** A control of an earlier version says only which of the things expected after the fault were printed. */
function olderControl(entry: SaidEntry, all: readonly SaidEntry[], seen: Case): boolean | undefined {
  const { control } = seen.evidence;
  if (control === undefined || control.none || control.said !== undefined) return undefined;
  const asked = all.filter(({ found, atNs }) => found !== undefined && atNs > (seen.fault?.atNs ?? 0));
  return control.answered[asked.indexOf(entry)];
}

/** So much the same answer may be shorter another time: the length of a signature, or of a number. */
const SLACK_BYTES = 16;

type Usual = Pick<SaidEntry, "fate" | "answerBytes">;

/** Its answer was under way when the fault came, and less of it came than without. */
function isCut(entry: SaidEntry, usual: Usual | undefined, seen: Case): boolean {
  const { fate, answerBytes = 0, isOwn } = entry;
  if (usual === undefined || !ANSWERED.has(fate)) return false;
  const isMeanwhile = isOwn === true || isInReply(seen.evidence.moment);
  if (!isMeanwhile) return false;
  if (answerBytes + SLACK_BYTES < (usual.answerBytes ?? 0)) return true;
  const { printed } = seen.evidence.control ?? {};
  return isOwn === true && printed !== undefined && linesPrinted(seen) < printed;
}

/** What the client asked by itself was not answered as far as in the control: that it ends is not its habit then. */
export function isAnsweredInPart(seen: Case): boolean {
  const { control } = seen.evidence;
  const [usual] = control?.said ?? [];
  if (usual?.text !== OWN || control?.received === undefined) return false;
  return bytesBetween(flowsOf(seen), 0, Number.POSITIVE_INFINITY) + SLACK_BYTES < control.received;
}

/** Lines with something in them that the client has printed. */
export function linesPrinted({ observations }: Case): number {
  return outputOf(observations, "client")
    .split("\n")
    .filter((line) => line.trim() !== "").length;
}
