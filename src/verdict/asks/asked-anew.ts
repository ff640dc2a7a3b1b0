// What a client asks on the connections that it has made since its server's end, of what it had asked last: the same, the
// rest of it, or something else; and how much came for that.

import { type Flow, bytesBetween } from "../bytes/flows.ts";
import { isSure, lastAsked, lastSent, mayBeNumberedAnew, ownPuts, timesAsked } from "../bytes/sent-again.ts";
import { isBinary } from "../lines/trouble.ts";
import { mayBeLetterAnew } from "./letter-anew.ts";

export interface Asked {
  readonly asks: "the same" | "the rest" | "another";
  /** What came, from each time on at which it may have been asked. */
  readonly bytes: readonly number[];
}

/** @param again so much of it is what its session begins with */
export function askedSince(
  before: readonly Flow[],
  since: readonly Flow[],
  endedNs: number,
  again: number,
): Asked {
  const last = before.at(-1);
  const text = last === undefined ? "" : lastAsked(last, endedNs);
  if (last === undefined || !isReadable(text)) {
    const begun = since.map(({ toServer }) => toServer.segments[0]?.atNs);
    return { asks: "the same", bytes: begun.map((atNs) => bytesSince(since, atNs)) };
  }
  if (ownPuts([last, ...since], endedNs).length === 1) {
    // How much of what came is its answer is not known, then.
    const isAnew = mayBeNumberedAnew(last, since, text) || mayBeLetterAnew(since, text);
    return { asks: isAnew ? "the rest" : "another", bytes: [] };
  }
  const times = since.flatMap((flow) => timesAsked(flow, text));
  // Not word for word: with what came before.
  if (times.length === 0) return { asks: "the rest", bytes: [bytesSince([...before, ...since]) - again] };
  const earlier = bytesBetween(before, 0, lastSent(last, endedNs)[0]?.atNs ?? 0);
  return { asks: "the same", bytes: times.map((atNs) => earlier + bytesSince(since, atNs)) };
}

function isReadable(text: string): boolean {
  return isSure(text) && !isBinary(text);
}

export function bytesSince(flows: readonly Flow[], sinceNs = 0): number {
  return bytesBetween(flows, sinceNs - 1, Number.POSITIVE_INFINITY);
}
