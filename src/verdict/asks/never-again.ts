// A client that was refused something, since its server had died, and goes on with the next thing on a new connection:
// whatever else comes there, that one thing is lost.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { isSealed } from "../bytes/sealed.ts";
import {
  isRequest,
  isSentAgain,
  isSure,
  mayBeNumberedAnew,
  putAgain,
  textOf,
  timesAsked,
} from "../bytes/sent-again.ts";
import { isBinary } from "../lines/trouble.ts";
import { numberIn } from "./asked-words.ts";
import { kindOf } from "./kinds.ts";
import { mayBeLetterAnew } from "./letter-anew.ts";
import { ASKED } from "./loss.ts";
import { asksOtherwise } from "./otherwise.ts";
import { FAREWELL_NS, type Refused, refusedSince } from "./refused-since.ts";
import { OTHER } from "./why-unsure.ts";

/**
 * Lost where each control asks for it once, in the same words, and is answered, and it has ended, and not asked for it
 * again. Unknown where it may have asked for it otherwise, or no control has the same words (a number that is never the
 * same), or a control asks for more than is kept.
 */
export function neverAgainEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  for (const flow of flows) {
    const others = flows.filter((other) => other !== flow);
    const refused = isSealed(flow) ? undefined : refusedSince(seen, flow, seen.ending?.arrivedAtNs ?? 0);
    const again = refused === undefined ? undefined : isAgain(seen, flow, others, refused);
    if (refused === undefined || again === undefined || again === true) continue;
    const because = [refused.first.id, refused.refusal.id];
    const entry = { text: ASKED, isOwn: true, atNs: refused.last.sentNs, because } as const;
    return again === false
      ? { ...entry, fate: "refused", isLost: true }
      : { ...entry, fate: "unknown", why: OTHER };
  }
  return undefined;
}

/** Undefined where it may have needed no answer. */
function isAgain(
  seen: Case,
  flow: Flow,
  others: readonly Flow[],
  { last, first }: Refused,
): boolean | "perhaps" | undefined {
  const text = textOf(last.segments);
  const known = knownOf(seen, numberOf(textOf([first])), numberIn(kindOf(text)));
  const mayBeFarewell = known.isLast && last.sentNs <= (seen.ending?.arrivedAtNs ?? 0) + FAREWELL_NS;
  if (known.isOften || mayBeFarewell || !isSure(text) || IS_CHECK.test(text)) return undefined;
  const again = askedAgain(others, text, last.segments);
  if (again !== undefined) return again;
  if (mayBeNumberedAnew(flow, others, text) || mayBeLetterAnew(others, text)) return "perhaps";
  // What is binary may have the same under other numbers: a statement that is prepared anew.
  const isUsual =
    known.isUsual && !isBinary(text) && !asksOtherwise(seen, [flow, ...others], text, last.sentNs);
  return isUsual ? false : "perhaps";
}

interface Known {
  /** Each control asks it. */
  readonly isUsual: boolean;
  /** One asks it more than once. */
  readonly isOften: boolean;
  /** One asks it last, or nothing of its kind before: it may be a farewell. */
  readonly isLast: boolean;
}

function knownOf({ evidence }: Case, words: number, kind: number): Known {
  const usual = controlsOf(evidence.control).map((control) => control.asked ?? []);
  const controls = usual.map((all) => all.map(([each]) => each));
  const isOfKind = usual.some((all) => all.slice(0, -1).some(([, , each]) => each === kind));
  const times = controls.map((asked) => asked.filter((each) => each === words).length);
  return {
    isUsual: times.length > 0 && !times.includes(0),
    isOften: times.some((count) => count > 1),
    isLast: controls.some((all) => all.at(-1) === words) || (times.includes(0) && !isOfKind),
  };
}

/** Asked before each use of a connection that was at rest, and needed no more where that has turned out to be dead. */
const IS_CHECK = /\bping\b|\bnoop\b|\bselect 1\b|\/health(?:z|y|check)?[ ?]/i;

/** As a whole, or one by one; of HTTP in other fields, and what else begins and ends alike may be another. */
function askedAgain(
  others: readonly Flow[],
  text: string,
  segments: Refused["last"]["segments"],
): true | "perhaps" | undefined {
  const pieces = newIn(segments).map((segment) => textOf([segment]));
  if (isSentAgain(others, text) || areAsked(others, pieces)) return true;
  if (!isRequest(text) && areAsked(others, text.split(/(?<=\n)/))) return true;
  return others.some((other) => putAgain(other, text).length > 0) ? "perhaps" : undefined;
}

function areAsked(others: readonly Flow[], pieces: readonly string[]): boolean {
  const isAsked = (piece: string): boolean => others.some((other) => timesAsked(other, piece).length > 0);
  return pieces.every((piece) => isSure(piece) && isAsked(piece));
}
