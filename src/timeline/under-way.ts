// Whether something of a connection is still on its way, while the run goes on, or when it was over.

import { createArrivedBytes } from "../tcp/arrived-bytes.ts";
import { type Direction, type SeenSegment, arrivals, hasFlag } from "./conversation.ts";

/** A server that has sent nothing new for so long has sent it all. */
export const STILL_NS = 1e9;

/** Data of the server has arrived after that, sent before or not. */
export function hasDataSince(segments: readonly SeenSegment[], sinceNs: number): boolean {
  return segments.some(
    ({ direction, length, arrivedAtNs = Number.NEGATIVE_INFINITY }) =>
      direction === "server->client" && length > 0 && arrivedAtNs > sinceNs,
  );
}

/** Neither end has ended it, and what one of them has sent has not arrived: its kernel will send it again. */
export function isUndelivered(segments: readonly SeenSegment[]): boolean {
  const ways = ["client->server", "server->client"] as const;
  return !isOver(segments) && ways.some((way) => sentTo(segments, way) > reached(segments, way).to);
}

/** The same, or something new of the server's came not long ago. */
export function isUnderWay(segments: readonly SeenSegment[], nowNs: number): boolean {
  if (isOver(segments)) return false;
  return isUndelivered(segments) || nowNs - reached(segments, "server->client").newsNs <= STILL_NS;
}

/** What the client ends is over as soon as it has left. */
function isOver(segments: readonly SeenSegment[]): boolean {
  const ends = segments.filter((segment) => hasFlag(segment, "F") || hasFlag(segment, "R"));
  return ends.some(
    ({ direction, arrivedAtNs }) => direction === "client->server" || arrivedAtNs !== undefined,
  );
}

function sentTo(segments: readonly SeenSegment[], direction: Direction): number {
  let to = 1;
  for (const each of segments)
    if (each.direction === direction && each.length > 0) to = Math.max(to, each.relativeSeq + each.length);
  return to;
}

function reached(segments: readonly SeenSegment[], direction: Direction): { to: number; newsNs: number } {
  const bytes = createArrivedBytes();
  const news = arrivals(segments).filter(
    (each) =>
      each.direction === direction && bytes.take(each.relativeSeq, each.relativeSeq + each.length) > 0,
  );
  return { to: bytes.reached, newsNs: news.at(-1)?.arrivedAtNs ?? Number.NEGATIVE_INFINITY };
}
