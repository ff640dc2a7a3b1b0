// What a proxy makes of half a close: one end sends its FIN and still reads, while the process at the other end is stopped,
// so that all that comes is the proxy's doing; then that goes on, and uses the half that is still open. Pure.

import type { Direction } from "../../tcp/endpoint.ts";
import { type Arrival, type SeenSegment, arrivals, hasFlag } from "../../timeline/conversation.ts";
import { countDistinctBytes } from "../../timeline/distinct-bytes.ts";
import { smallest } from "../../timeline/extremes.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { Passage } from "../../timeline/verdict-record.ts";
import type { PassageWord } from "../../timeline/words.ts";
import { unknownPassage, whyNotIdle, whyNotSeen } from "./passage-unknown.ts";
import { type Legs, ends, kindOf } from "./passage.ts";

export function halfClosePassage(legs: Legs): Passage {
  const why = whyNotSeen(legs.near, legs.far);
  if (why !== undefined) return unknownPassage(why);
  const [done] = ofKind(legs.near.observations, "half-closed");
  if (done === undefined) return unknownPassage("the run ended before the half-close");
  const sides = sidesOf(legs, done.by);
  const fin = sides.own.find(
    ({ atNs, direction, flags }) => atNs > done.atNs && direction === sides.away && flags.includes("F"),
  );
  if (fin === undefined) return unknownPassage(`the ${done.by}'s FIN was not seen`);
  const reached = arrivals(sides.other).find(
    (segment) => segment.arrivedAtNs > done.atNs && segment.direction === sides.away && ends(segment),
  );
  const closed = closedByProxy(sides, fin.atNs);
  const busy = closed === undefined ? whyNotIdle(legs.near) : undefined;
  if (busy !== undefined) return unknownPassage(busy);
  return {
    word: wordFor(sides, fin, reached, closed),
    sent: done.by === "server" ? "server-half-close" : "client-half-close",
    reached: reached ? kindOf(reached) : "silence",
    ...(reached && { afterNs: reached.arrivedAtNs - fin.atNs }),
    ...(closed && { closedNs: closed.atNs - fin.atNs }),
    ...(saidSince(sides, fin.atNs) === 0 && { unused: true }),
    because: [fin, reached, closed].flatMap((shown) => shown?.id ?? []),
  };
}

/** The segments of the leg on which half a close was made, and of the other one; and the two directions. */
interface Sides {
  readonly own: readonly SeenSegment[];
  readonly other: readonly SeenSegment[];
  /** From the end that has closed its half. */
  readonly away: Direction;
  /** To it: the half that is still open. */
  readonly back: Direction;
  /** In a flood not every segment was kept. */
  readonly isNarrowed: boolean;
}

function sidesOf({ near, far }: Legs, by: "client" | "server"): Sides {
  const [toClient, toServer] = ["server->client", "client->server"] as const;
  const isNarrowed = ofKind(near.observations, "narrowed").length > 0;
  return by === "server"
    ? { own: far.segments, other: near.segments, away: toClient, back: toServer, isNarrowed }
    : { own: near.segments, other: far.segments, away: toServer, back: toClient, isNarrowed };
}

function wordFor(
  sides: Sides,
  fin: SeenSegment,
  reached: Arrival | undefined,
  closed: SeenSegment | undefined,
): PassageWord {
  if (closed !== undefined || isSwallowed(sides, fin.atNs)) return "closes";
  if (reached === undefined || isUsedBefore(sides, fin, reached)) return "eats";
  return kindOf(reached) === "fin" ? "keeps" : "turns";
}

/** The end that was stopped has gone on, and has used its half, before it could know of the other. */
function isUsedBefore({ other, back }: Sides, fin: SeenSegment, reached: Arrival): boolean {
  return other.some(
    ({ atNs, direction, length }) =>
      atNs > fin.atNs && atNs < reached.arrivedAtNs && direction === back && length > 0,
  );
}

/** The first segment that shows that the half that is still open is not: the proxy ended it, and neither end had. */
function closedByProxy({ own, other, back }: Sides, sinceNs: number): SeenSegment | undefined {
  const first = (
    segments: readonly SeenSegment[],
    isMeant: (segment: SeenSegment) => boolean,
  ): SeenSegment | undefined => segments.find((segment) => segment.atNs > sinceNs && isMeant(segment));
  const endsBack = (segment: SeenSegment): boolean => segment.direction === back && ends(segment);
  const aborts = (segment: SeenSegment): boolean => segment.direction !== back && hasFlag(segment, "R");
  const byEnds = [first(other, endsBack), first(own, aborts)];
  const untilNs = smallest(byEnds.map((each) => each?.atNs ?? Number.POSITIVE_INFINITY));
  // An RST to the other end: it takes no more of what that says.
  const byProxy = [first(own, endsBack), first(other, aborts)];
  return byProxy.find((each) => each !== undefined && each.atNs < untilNs);
}

/**
 * The other end said something since, and nothing of it came; or less, by a proxy that had passed on as many bytes as came
 * until then, to an end that did not abort. (A proxy that changes what it passes on may have its reasons.)
 */
function isSwallowed({ own, other, away, back, isNarrowed }: Sides, sinceNs: number): boolean {
  const isSince = ({ atNs }: SeenSegment): boolean => atNs > sinceNs;
  const isEarlier = (segment: SeenSegment): boolean => !isSince(segment);
  const [said, came] = [bytesOf(other, back, isSince), bytesOf(own, back, isSince)];
  if (said === 0 || came >= said) return false;
  const isAborted = own.some((segment) => segment.direction === away && hasFlag(segment, "R"));
  const wasWhole = bytesOf(other, back, isEarlier) === bytesOf(own, back, isEarlier);
  return came === 0 || (!isNarrowed && !isAborted && wasWhole);
}

/** How many bytes the other end has said since, over the half that was still open. */
function saidSince({ other, back }: Sides, sinceNs: number): number {
  return bytesOf(other, back, ({ atNs }) => atNs > sinceNs);
}

/** Each byte once, however often it was sent. */
function bytesOf(
  segments: readonly SeenSegment[],
  direction: Direction,
  isMeant: (segment: SeenSegment) => boolean,
): number {
  return countDistinctBytes(
    segments.filter((each) => each.direction === direction && each.length > 0 && isMeant(each)),
  );
}
