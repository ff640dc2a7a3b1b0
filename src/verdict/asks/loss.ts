// Whether a typed line was lost: it got less far than without the fault, and was not answered.

import { CONTROL, type Case } from "../../timeline/case.ts";
import { isInReply, isInRequest } from "../../timeline/moments.ts";
import { findExit } from "../../timeline/queries.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { goneNsOf } from "../bytes/death.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";
import { isLastBefore, restOf } from "../bytes/held-rest.ts";
import { isStillAtWork } from "../bytes/served-again.ts";
import { SHIPPED } from "../bytes/shipped.ts";
import { slackOf } from "../bytes/slack.ts";
import { isLessPrinted } from "../lines/lines-printed.ts";
import { mayHaveItYet, whyYet } from "./asked-yet.ts";
import { askedAlike } from "./asks-alike.ts";
import { cameElsewhere, endsAsUsual } from "./done-elsewhere.ts";
import { failsAnyway } from "./fails-anyway.ts";
import { ANSWERED, UNDELIVERED } from "./fates.ts";
import { isInParts, sendsUnasked } from "./in-parts.ts";
import { lackingIn } from "./lacks-some.ts";
import {
  ALIKE,
  FAILS,
  FEWER,
  HELD,
  IN_PARTS,
  LATE,
  LATER,
  LESS,
  MAY_BE_PUSHED,
  OTHER,
  UNMEASURED,
} from "./why-unsure.ts";

type Loss = Partial<Pick<SaidEntry, "isLost" | "fate" | "why">>;

/** @param i its place among the things said, which is the same in the control */
export function judgeLoss(entry: SaidEntry, all: readonly SaidEntry[], seen: Case, i: number): Loss {
  const at = seen.evidence.control?.said?.[i];
  const usual = at?.text === entry.text ? at : undefined;
  if (isSection(seen)) return { isLost: entry.fate !== "not-said" && entry.fate !== "shown" };
  // What it prints proves nothing then; a client that asks by itself may print it early in the control, too.
  if (entry.isEarly && (!entry.isOwn || usual?.fate === "shown")) return {};
  const elsewhere = lossElsewhere(entry, usual, seen);
  if (elsewhere !== undefined) return elsewhere;
  const short = howShort(entry, usual, seen);
  if (short === "cut") return { fate: "cut", isLost: true };
  if (short !== undefined) return { fate: "unknown", why: short.why, ...lostWhatever(entry, usual) };
  const isLost = isLostIn(entry, usual, all, seen);
  return isLost === undefined ? {} : { isLost };
}

/** Whatever it was that came: what was expected, and is printed without the fault, was not. */
function lostWhatever({ found }: SaidEntry, usual: Usual | undefined): Loss {
  return found === false && usual?.fate === "shown" ? { isLost: true } : {};
}

function isLostIn(
  entry: SaidEntry,
  usual: Usual | undefined,
  all: readonly SaidEntry[],
  seen: Case,
): boolean | undefined {
  // The server had taken it, and what it said to that was held: a protocol need not answer what is sent last.
  if (entry.fate === "taken" && restOf(entry, seen) === "seen") return true;
  // In the control its server did not look like one that sends by itself.
  const mayBeAnswer = entry.why === MAY_BE_PUSHED && usual !== undefined && ANSWERED.has(usual.fate);
  if (mayBeAnswer && entry.found !== false) return undefined;
  return usual === undefined
    ? lostByItself(entry, all, seen)
    : lostBeside(entry, usual.fate, usual.answerBytes);
}

/** The text of what a client asks by itself that was started for that, */
export const OWN = "what it was started for";
/** and of what one that runs on had asked by itself, of which own-asks.ts says whether it is lost. */
export const ASKED = "what it had asked last";

/** A section's client prints what it gets back, and has no control; a control has none either. */
export function isSection({ evidence }: Case): boolean {
  return evidence.control === undefined && evidence.name !== CONTROL;
}

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
  // What is sent on and on, with no answer between, waits for none.
  const isShipped = entry.isOwn === true && entry.text !== OWN;
  return fate === "taken" && isShipped ? false : undefined;
}

/** A control of an earlier version says only which of the things expected after the fault were printed. */
function olderControl(entry: SaidEntry, all: readonly SaidEntry[], seen: Case): boolean | undefined {
  const { control } = seen.evidence;
  if (control === undefined || control.none || control.said !== undefined) return undefined;
  const asked = all.filter(({ found, atNs }) => found !== undefined && atNs > (seen.fault?.atNs ?? 0));
  return control.answered[asked.indexOf(entry)];
}

/** After the fault it may be another answer, and shorter by so much, or by such a part. */
const [OTHER_BYTES, OTHER_PART] = [4, 1 / 4] as const;

export type Usual = Pick<SaidEntry, "fate" | "answerBytes" | "connections" | "isLate">;

type Short = "cut" | { readonly why: string } | undefined;

/** It was answered, and less of it came than without the fault. Undefined: all that was to come. */
function howShort(entry: SaidEntry, usual: Usual | undefined, seen: Case): Short {
  const held = restOf(entry, seen);
  if (usual?.isLate && HALFWAY.has(entry.fate) && held !== "seen") return { why: LATE };
  if (entry.text === OWN && failsAnyway(entry, seen)) return { why: FAILS };
  if (usual !== undefined && isInParts(entry, usual, seen)) return { why: IN_PARTS };
  if (!ANSWERED.has(entry.fate)) return undefined;
  if (held === "seen") return "cut";
  if (usual === undefined) return whyUnmeasured(entry, seen, held);
  return entry.text === SHIPPED ? undefined : howShortBeside(entry, usual, seen); // that goes on for as long as its server lives
}

function howShortBeside(entry: SaidEntry, usual: Usual, seen: Case): Short {
  const bytes = enoughBytes(entry, usual);
  const lacks = bytes - (entry.answerBytes ?? 0);
  const isLess = lacks > slackOf(bytes);
  if (entry.isOwn && (isLess || isLessPrinted(seen))) return howShortOwn(entry, usual, seen);
  if (entry.isOwn) return entry.found === true ? undefined : howOther(usual, seen);
  return isLess ? howShortTyped(entry, lacks, bytes, seen) : undefined;
}

/** What a client asks by itself may be answered in many pieces, and its server may have died between two of them. */
function whyUnmeasured({ text, found }: SaidEntry, { fault, evidence }: Case, held?: "unseen"): Short {
  if (held !== undefined) return { why: HELD };
  if (text !== OWN || found === true || !evidence.control?.none || evidence.name === CONTROL)
    return undefined;
  const isDead = fault !== undefined && fault.pid !== 0 && fault.amount === undefined;
  return isDead ? { why: UNMEASURED } : undefined;
}

/** Of what is always said on several connections, and was answered, one answer is enough. */
function enoughBytes({ found, isOwn }: SaidEntry, { answerBytes = 0, connections = 1 }: Usual): number {
  return found === true && isOwn !== true ? answerBytes / Math.max(1, connections) : answerBytes;
}

function howShortTyped(entry: SaidEntry, lacks: number, usualBytes: number, seen: Case): Short {
  if (isInReply(seen.evidence.moment)) return mayHaveComeLater(entry, lacks, seen) ? { why: LATER } : "cut";
  if (sendsUnasked(seen)) return undefined;
  if (brokeOffIn(entry, seen)) return isAnsweredAfterwards(seen) ? { why: LESS } : "cut";
  const isMuch = lacks > Math.max(OTHER_BYTES, usualBytes * OTHER_PART);
  return isMuch && entry.atNs > (seen.fault?.atNs ?? Infinity) ? { why: LESS } : undefined;
}

/**
 * More was said before the rest of its answer was there (streams, ids), and as much came from then on until the server was
 * gone.
 */
function mayHaveComeLater({ atNs }: SaidEntry, lacks: number, seen: Case): boolean {
  const goneNs = goneNsOf(seen) ?? 0;
  const next = seen.typed.find((other) => !other.isKey && other.atNs > atNs);
  return next !== undefined && bytesBetween(flowsOf(seen), next.atNs, goneNs) >= lacks;
}

/** What its server died with is asked no more, of what it asks again and again. */
function lossAlike({ text }: SaidEntry, seen: Case): Loss | undefined {
  const alike = text === OWN && !isLessPrinted(seen) ? askedAlike(seen, flowsOf(seen)) : undefined;
  if (alike === undefined) return undefined;
  return alike === "less" ? { fate: "cut", isLost: true } : { fate: "unknown", why: ALIKE };
}

function isStuck({ text, fate }: SaidEntry): boolean {
  return text === OWN && (UNDELIVERED.has(fate) || HALFWAY.has(fate));
}

/** What a client asks by itself got nowhere on the connection that ended: it may have asked for the same on a new one. */
function lossElsewhere(entry: SaidEntry, usual: Usual | undefined, seen: Case): Loss | undefined {
  const alike = lossAlike(entry, seen);
  if (alike !== undefined) return alike;
  if (usual === undefined || !isStuck(entry)) return undefined;
  if (mayHaveItYet(seen)) return { fate: "unknown", why: FEWER };
  if (isLessPrinted(seen) || !endsAsUsual(seen)) return undefined;
  const isFarewell = HALFWAY.has(usual.fate) && (usual.connections ?? 1) > 1; // of a connection for each thing
  const came = cameElsewhere(seen, usual, slackOf(usual.answerBytes ?? 0), isFarewell);
  if (came === "other") return isFarewell ? { fate: "cut", isLost: true } : undefined;
  if (came === "unsure") return { fate: "unknown", why: OTHER };
  return came && { fate: "answered", isLost: false };
}

/** As much came as in the control, or more: of something else, where it had to connect anew. */
function howOther(usual: Usual, seen: Case): Short {
  const came = cameElsewhere(seen, usual, slackOf(usual.answerBytes ?? 0), true);
  if (came === "other") return isStillAtWork(seen, flowsOf(seen)) ? { why: FEWER } : "cut";
  return came === "unsure" ? { why: OTHER } : undefined;
}

const HALFWAY: ReadonlySet<Fate> = new Set(["acknowledged", "taken"]);

/**
 * What it asks again and again is asked less often where it had to connect again, and it may be at it still. Who has ended
 * does not ask any more for what it lacks.
 */
function howShortOwn(entry: SaidEntry, usual: Usual, seen: Case): Short {
  if (!isServedElsewhere(entry, usual)) return whyYet(seen) ?? "cut";
  const hasEnded = findExit(seen.observations, "client") !== undefined;
  const isCut = hasEnded && (isLessPrinted(seen) || lackingIn(seen, flowsOf(seen)) === "some");
  return isCut ? "cut" : { why: FEWER };
}

/** It has made a connection that it does not make in the control. */
function isServedElsewhere({ connections = Infinity }: SaidEntry, usual: Usual): boolean {
  return usual.connections !== undefined && connections > usual.connections;
}

/** The fault came in its request: a part of it was sent, or what came before it. */
function brokeOffIn(entry: SaidEntry, seen: Case): boolean {
  return isInRequest(seen.evidence.moment) && isLastBefore(entry, seen);
}

function isAnsweredAfterwards(seen: Case): boolean {
  const endedNs = seen.ending?.arrivedAtNs ?? seen.fault?.atNs ?? 0;
  return bytesBetween(flowsOf(seen), endedNs, Number.POSITIVE_INFINITY) > 0;
}
