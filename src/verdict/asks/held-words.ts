// What a client has asked, wherever it stands in what it sent: what was asked in one segment without the fault may be asked
// in one with others (a queue that is flushed at once), or in two.

import type { SeenSegment } from "../../timeline/conversation.ts";
import { greatest } from "../../timeline/extremes.ts";
import { PAYLOAD_LIMIT } from "../../timeline/observation.ts";
import { asksForWebSocket } from "../../timeline/websocket.ts";
import { flightsOn } from "../bytes/flights.ts";
import { type Flow, newIn } from "../bytes/flows.ts";
import { numberOf } from "../bytes/number-of.ts";
import { textOf } from "../bytes/sent-again.ts";
import { countEach, numberIn } from "./asked-words.ts";
import { kindOf } from "./kinds.ts";

/** The words of what is not kept. */
export const UNKEPT: number = numberOf("");

/** Of how many bytes the segment was of what is known by its words. */
export type Lengths = ReadonlyMap<number, number>;

/**
 * How often each of these was asked and answered: wherever a segment or a line begins.
 *
 * @param openNs on a connection made later what was asked last counts, though it is not answered yet
 */
export function timesOf(
  lengths: Lengths,
  used: readonly Flow[],
  openNs: number = Number.POSITIVE_INFINITY,
): ReadonlyMap<number, number> {
  const texts = used.map((flow) => answeredText(flow, new Set(), flow.beganNs > openNs));
  return countEach(texts.flatMap(({ text, begins }) => asksIn(lengths, text, begins)));
}

/**
 * How often something of one of these kinds (0: it cannot be read) begins there that is not known by its words.
 *
 * @param wholes the words of what is known to be asked in several segments: none of them is anew
 */
export function anewIn(
  lengths: Lengths,
  kinds: ReadonlySet<number>,
  flow: Flow,
  wholes: ReadonlySet<number> = new Set(),
): number {
  const { text, begins } = answeredText(flow, laterSegments(flow, wholes));
  const isArray = text.startsWith("*"); // RESP: the lines of a command are not its beginning
  const isOfKind = (kind: number): boolean => kind === 0 || kinds.has(0) || kinds.has(kind);
  let [count, known] = [0, 0];
  for (const at of [...begins].toSorted((one, other) => one - other)) {
    if (at < known || at === text.length || (isArray && text[at] !== "*")) continue;
    const [words] = asksIn(lengths, text, [at]);
    if (words !== undefined) known = at + Math.min(lengths.get(words) ?? 0, PAYLOAD_LIMIT);
    else if (isOfKind(numberIn(kindOf(text.slice(at, at + BEGINNING))))) count += 1;
  }
  return count;
}

/** In so many bytes a first line, or the name of a command. */
const BEGINNING = 256;

/** A segment that holds something that is known, and more, not all of which is kept; or of which nothing is. */
export function mayHoldMore(lengths: Lengths, { toServer }: Flow): boolean {
  return newIn(toServer.segments).some((segment) => {
    const text = textOf([segment]);
    if (text.length === segment.length) return false;
    const known = asksIn(lengths, text, [0, ...linesIn(text)]);
    return text === "" || known.some((words) => (lengths.get(words) ?? 0) < segment.length);
  });
}

/** The words of those that begin there. */
function asksIn(lengths: Lengths, text: string, begins: Iterable<number>): number[] {
  const all = [...new Set(lengths.values())];
  return [...begins].flatMap((at) =>
    all.flatMap((length) => {
      const words = numberOf(text.slice(at, at + Math.min(length, PAYLOAD_LIMIT)));
      return lengths.get(words) === length ? [words] : [];
    }),
  );
}

/** Of what is asked in several segments, all but the first one. */
function laterSegments(flow: Flow, wholes: ReadonlySet<number>): ReadonlySet<SeenSegment> {
  const asked = flightsOn(flow, Number.POSITIVE_INFINITY, true).map(({ segments }) => segments);
  const known = asked.filter((segments) => segments.length > 1 && wholes.has(numberOf(textOf(segments))));
  return new Set(known.flatMap((segments) => segments.slice(1)));
}

/**
 * What the client sent, as far as something came behind it, and where its segments and lines begin.
 *
 * @param leftOut segments that are not looked for
 * @param isOpen something may come yet
 */
function answeredText(
  { toServer, toClient }: Flow,
  leftOut: ReadonlySet<SeenSegment> = new Set(),
  isOpen = false,
): {
  readonly text: string;
  readonly begins: ReadonlySet<number>;
} {
  const lastNs = greatest(
    toClient.segments.map(({ length, arrivedAtNs }) => (length > 0 ? (arrivedAtNs ?? 0) : 0)),
    0,
  );
  const begins = new Set<number>();
  let text = "";
  const sent = newIn(toServer.segments).filter(({ length }) => length > 0);
  // What makes it a connection of WebSocket is no ask.
  for (const segment of asksForWebSocket(sent[0]) ? sent.slice(1) : sent) {
    if (segment.atNs >= lastNs && !isOpen) break;
    if (leftOut.has(segment)) continue;
    begins.add(text.length);
    text += textOf([segment]);
  }
  for (const at of linesIn(text)) begins.add(at);
  return { text, begins };
}

/** Where they begin, but for the first one. */
function linesIn(text: string): number[] {
  return [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
}
