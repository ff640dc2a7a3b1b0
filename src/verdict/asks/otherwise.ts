// What a client was refused it may do in another way: with the number of the try, one by one or all together, or by asking
// first what its server has of it.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { flightsOn } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { textOf } from "../bytes/sent-again.ts";
import { kindOf } from "./kinds.ts";

/**
 * It has asked for something since that no control asks, and that is of the same kind (`try 2`), on the same path (`HEAD` of
 * what it had begun to upload), or has a word in it that is in nothing else that it asks (the things of a batch one by one).
 *
 * @param atNs when it asked what it was refused
 */
export function asksOtherwise(seen: Case, flows: readonly Flow[], text: string, atNs: number): boolean {
  const known = knownIn(seen);
  const all = flows.flatMap((flow) => flightsOn(flow, Number.POSITIVE_INFINITY, true));
  const own = new Set(wordsIn(text));
  const anew = new Set<string>();
  // What was held in the middle is known by its first segment.
  const isKnown = (each: string): boolean => known.has(numberOf(each));
  const whole = new Set(
    all
      .filter(({ segments }) => isKnown(textOf(segments.slice(0, 1))))
      .map(({ segments }) => textOf(segments)),
  );
  for (const { segments, sentNs } of all) {
    const each = textOf(segments.slice(0, 1));
    if (text.startsWith(each)) continue;
    if (sentNs > atNs && !isKnown(each) && !whole.has(textOf(segments))) anew.add(each);
    else for (const word of wordsIn(each)) own.delete(word);
  }
  const isAlike = (each: string): boolean => kindOf(each) === kindOf(text) || isOnPath(each, text);
  return [...anew].some((each) => isAlike(each) || wordsIn(each).some((word) => own.has(word)));
}

function knownIn({ evidence }: Case): ReadonlySet<number> {
  const controls = controlsOf(evidence.control);
  return new Set(controls.flatMap(({ asked = [] }) => asked.map(([words]) => words)));
}

/** What is shorter, and has no number in it, is in whatever is asked. */
const LONG = 4;

/** Of HTTP those of the body. */
function wordsIn(text: string): readonly string[] {
  const asked = pathOf(text) === undefined ? text : text.slice(text.search(BLANK_LINE));
  const words = asked.match(/[\w:.-]{2,}/g) ?? [];
  return words.filter((word) => word.length >= LONG || /\d/.test(word));
}

/** Of one path, or of one below the other: `/rows`, `/rows/bulk`, `/rows/3`. */
function isOnPath(one: string, other: string): boolean {
  const [short = "/", long = "/"] = [pathOf(one) ?? "/", pathOf(other) ?? "/"].toSorted();
  return short !== "/" && `${long}/`.startsWith(`${short}/`);
}

/** Of HTTP, without the query. */
function pathOf(text: string): string | undefined {
  return /^[A-Z]+ ([^ ?]+)\S* HTTP\/1/.exec(text)?.[1];
}

const BLANK_LINE = /\r?\n\r?\n|$/;
