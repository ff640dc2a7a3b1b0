// Which bytes on which connection carry a typed line: found by its words if the payload is readable (or by its first words,
// where the rest was never sent), else by order (where the client also sends by itself, by when they left), else unknown.

import type { SeenSegment } from "../../timeline/conversation.ts";
import { greatest } from "../../timeline/extremes.ts";
import { type Flow, endOf, newIn } from "./flows.ts";
import { endsInBeginning, patternOf } from "./said-words.ts";
import { type Times, writtenMeanwhile } from "./send-queues.ts";
import type { Unasked } from "./unasked.ts";

/** A place where it was put on a connection. */
export interface Put {
  readonly flow: Flow;
  readonly first: SeenSegment;
  /** The number behind its last byte. */
  readonly end: number;
}

export interface Said {
  readonly text: string;
  readonly atNs: number;
}

export type Found =
  | { readonly puts: readonly Put[]; readonly by: "words" | "order" | "time" | "beginning" }
  /** It is not found by its words, and the order of things does not say which of it is meant. */
  | { readonly unclear: string };

/** Text of one direction, in one piece, with the segments it is of. */
interface Piece {
  readonly text: string;
  readonly parts: readonly { readonly at: number; readonly segment: SeenSegment }[];
}

export interface PutFinder {
  /** @param untilNs when the next thing was said */
  find(said: Said, untilNs: number, isSaidAgainNs: number): Found;
}

/** @param unasked where the client also sends what nobody has asked it to */
export function createPutFinder(flows: readonly Flow[], unasked: Unasked | undefined): PutFinder {
  const pieces = flows.map((flow) => ({ flow, pieces: piecesOf(flow.toServer.segments) }));
  let [isReadable, lastNs] = [false, 0];

  function byWords(said: Said, againNs: number): Put[] {
    const pattern = patternOf(said.text);
    if (pattern === undefined) return [];
    return pieces.flatMap(({ flow, pieces: own }) =>
      own.flatMap((piece) => matchesIn(piece, pattern, said.atNs, againNs).map((put) => ({ flow, ...put }))),
    );
  }

  return {
    find(said, untilNs, againNs) {
      const times = { sinceNs: lastNs, fromNs: said.atNs, untilNs };
      lastNs = said.atNs;
      const puts = byWords(said, againNs);
      if (puts.length > 0) {
        isReadable = true;
        return { puts, by: "words" };
      }
      const sent = flows.flatMap((flow) => sentBetween(flow, said.atNs, untilNs));
      if (sent.length === 0) return heldBehind(flows, times, unasked !== undefined);
      const isCut = sent.some(({ segments }) => segments.some(isCutShort));
      if (isReadable && !isCut && patternOf(said.text) !== undefined)
        return unasked === undefined ? begunIn(sent, said.text) : { puts: [], by: "words" };
      const why = patternOf(said.text) === undefined ? TOO_SHORT : UNREADABLE;
      const isNew = sent.some((each) => each.isNew);
      if (unasked !== undefined) {
        const soon = isNew ? [] : putsOf(sentSoon(sent, said.atNs, unasked.lineNs));
        if (soon.length === 1) return { puts: soon, by: "time" };
        return { unclear: `the client also sends by itself, and ${why}` };
      }
      if (isNew) return { unclear: `the client made a new connection meanwhile, and ${why}` };
      return { puts: putsOf(sent), by: "order" };
    },
  };
}

/** It was not sent as a whole: a client that writes in pieces may have come as far as the first of them. */
function begunIn(sent: readonly Sent[], text: string): Found {
  const begun = sent.filter(({ segments }) => {
    const payload = segments.map((segment) => atob(segment.payload)).join("");
    return endsInBeginning(payload, text);
  });
  return begun.length === 0 ? { puts: [], by: "words" } : { puts: putsOf(begun), by: "beginning" };
}

/** No new bytes were sent: the line may be held behind what nobody has acknowledged. */
function heldBehind(flows: readonly Flow[], times: Times, isUnasked: boolean): Found {
  const held = flows.flatMap((flow) => {
    const written = writtenMeanwhile(flow.written, times);
    const { segments } = flow.toServer;
    const first = segments.find(({ length, atNs }) => length > 0 && atNs > times.fromNs) ?? segments.at(-1);
    if (written === "nothing" || first === undefined) return [];
    // A look is recorded where its table differs, which it does not where what was sent since was acknowledged.
    if (written !== undefined && written <= sentUntil(segments, times.fromNs)) return [];
    return written !== undefined || isWaiting(flow, times) ? [{ flow, first, end: written }] : [];
  });
  const puts = held.flatMap(({ flow, first, end }) => (end === undefined ? [] : [{ flow, first, end }]));
  if (puts.length < held.length) return { unclear: UNSEEN };
  if (puts.length > 0 && isUnasked) return { unclear: `the client also sends by itself, and ${BEHIND}` };
  return { puts, by: "order" };
}

function sentUntil(segments: readonly SeenSegment[], untilNs: number): number {
  return greatest(segments.filter(({ length, atNs }) => length > 0 && atNs <= untilNs).map(endOf));
}

/** Something that was sent before was sent again, or has never been acknowledged. */
function isWaiting({ toServer: { segments, ackedTo } }: Flow, { fromNs, untilNs }: Times): boolean {
  const data = segments.filter(({ length, atNs }) => length > 0 && atNs < untilNs);
  return data.some((segment) => segment.atNs > fromNs || endOf(segment) > ackedTo);
}

const BEHIND = "what it wrote then waits behind what nobody has acknowledged";
const UNSEEN = "the client's kernel still sent what came before, and whether it held more was not observed";
const TOO_SHORT = "what was said is too short to be found in what it sends";
const UNREADABLE = "what it sends cannot be read";

interface Sent {
  readonly flow: Flow;
  /** Until the server's next data. */
  readonly segments: readonly SeenSegment[];
  /** The connection began after the thing was said. */
  readonly isNew: boolean;
}

/** New bytes: what is sent again was said before. */
function sentBetween(flow: Flow, fromNs: number, untilNs: number): Sent[] {
  const all = newIn(flow.toServer.segments);
  const within = all.filter(({ atNs }) => atNs > fromNs && atNs < untilNs);
  const [first] = within;
  if (first === undefined) return [];
  const answerNs =
    flow.toClient.segments.find(({ atNs, length }) => length > 0 && atNs > first.atNs)?.atNs ?? untilNs;
  const segments = within.filter(({ atNs }) => atNs <= answerNs);
  return [{ flow, segments, isNew: first.relativeSeq === 1 && flow.beganNs > fromNs }];
}

function putsOf(sent: readonly Pick<Sent, "flow" | "segments">[]): Put[] {
  return sent.flatMap(({ flow, segments: [first, ...others] }) =>
    first === undefined ? [] : [{ flow, first, end: endOf(others.at(-1) ?? first) }],
  );
}

/** What left right after the line was typed, and not right after something had come from the server. */
function sentSoon(
  sent: readonly Sent[],
  saidNs: number,
  withinNs: number,
): Pick<Sent, "flow" | "segments">[] {
  return sent.flatMap(({ flow, segments }) => {
    const soon = segments.filter(({ atNs }) => atNs - saidNs <= withinNs);
    const lastNs = soon.at(-1)?.atNs ?? 0;
    const isReply = flow.toClient.segments.some(
      ({ length, arrivedAtNs = 0 }) => length > 0 && arrivedAtNs > saidNs - withinNs && arrivedAtNs < lastNs,
    );
    return soon.length === 0 || isReply ? [] : [{ flow, segments: soon }];
  });
}

function isCutShort({ payload, length }: SeenSegment): boolean {
  return bytesOf(payload) < length;
}

/** Of base64. */
function bytesOf(payload: string): number {
  return (payload.length / 4) * 3 - (payload.endsWith("==") ? 2 : payload.endsWith("=") ? 1 : 0);
}

/** New bytes only: what is sent again is there once. A payload that was cut short ends a piece. */
function piecesOf(segments: readonly SeenSegment[]): Piece[] {
  const pieces: { text: string; parts: { at: number; segment: SeenSegment }[] }[] = [];
  let [end, isBroken] = [1, true];
  for (const segment of segments) {
    if (segment.length === 0 || endOf(segment) <= end) continue;
    if (isBroken || segment.relativeSeq !== end) pieces.push({ text: "", parts: [] });
    const piece = pieces.at(-1);
    piece?.parts.push({ at: piece.text.length, segment });
    if (piece) piece.text += atob(segment.payload);
    [end, isBroken] = [endOf(segment), isCutShort(segment)];
  }
  return pieces;
}

function matchesIn(
  { text, parts }: Piece,
  pattern: RegExp,
  fromNs: number,
  untilNs: number,
): Omit<Put, "flow">[] {
  const start = parts.find(({ segment }) => segment.atNs > fromNs);
  if (start === undefined) return [];
  const partAt = (at: number): SeenSegment | undefined => parts.findLast((part) => part.at <= at)?.segment;
  return [...text.slice(start.at).matchAll(pattern)].flatMap((match) => {
    const at = start.at + match.index;
    const [first, last] = [partAt(at), partAt(at + match[0].length - 1)];
    if (first === undefined || last === undefined || first.atNs >= untilNs) return [];
    return [{ first, end: endOf(last) }];
  });
}
