// A client that was refused something, since its server had died, and goes on with the next thing on a new connection:
// whatever else comes there, that one thing is lost.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { isSure, mayBeNumberedAnew, putAgain, textOf } from "../bytes/sent-again.ts";
import { isBinary } from "../lines/trouble.ts";
import { FAREWELL_NS, type Refused, refusedSince } from "./asked-in-vain.ts";
import { mayBeLetterAnew } from "./letter-anew.ts";
import { ASKED } from "./loss.ts";
import { isSealed } from "../bytes/sealed.ts";
import { OTHER } from "./why-unsure.ts";

/**
 * Lost where each control asks for it once, in the same words, and is answered, and it has ended, and not asked for it
 * again. Unknown where it may have asked for it otherwise.
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
  const [text, words] = [textOf(last.segments), numberOf(textOf([first]))];
  const mayBeFarewell = last.sentNs <= (seen.ending?.arrivedAtNs ?? 0) + FAREWELL_NS;
  const isUsual = controlsOf(seen.evidence.control).every(({ asked = [] }) => {
    const isLast = asked.at(-1)?.[0] === words;
    return asked.filter((each) => each[0] === words).length === 1 && !(mayBeFarewell && isLast);
  });
  if (!isUsual || !isSure(text) || IS_CHECK.test(text)) return undefined;
  if (others.some((other) => putAgain(other, text).length > 0)) return true;
  if (newIn(last.segments).every((segment) => hasPiece(others, textOf([segment])))) return true; // one by one
  if (mayBeNumberedAnew(flow, others, text) || mayBeLetterAnew(others, text)) return "perhaps";
  return !isBinary(text) || isNowhere(others, text) ? false : "perhaps";
}

/** Asked before each use of a connection that was at rest, and needed no more where that has turned out to be dead. */
const IS_CHECK = /\bping\b|\bnoop\b|\bselect 1\b|\/health/i;

function hasPiece(others: readonly Flow[], piece: string): boolean {
  return isSure(piece) && others.some((other) => putAgain(other, piece).length > 0);
}

/** Among its numbers there are words that are long enough to be found again, and are not. */
function isNowhere(others: readonly Flow[], text: string): boolean {
  const runs = text.match(/[\u0020-\u007e]+/g) ?? [];
  const words = runs.reduce((longest, run) => (run.length > longest.length ? run : longest), "");
  return isSure(words) && others.every(({ toServer }) => !textOf(toServer.segments).includes(words));
}
