// On how many connections a thing was sent: on more than one, it was sent again.

import { type Flow, endOf, newIn } from "./flows.ts";
import type { Found, Put } from "./puts.ts";

/** What was typed. Undefined where more was sent on a second connection, and what that was cannot be read. */
export function connectionsOf(
  found: Found,
  flows: readonly Flow[],
  fromNs: number,
  untilNs: number,
): number | undefined {
  if ("puts" in found && found.by === "words") return new Set(found.puts.map(({ flow }) => flow)).size;
  const busy = flows.filter((flow) => sendsIn(flow, fromNs, untilNs)).length;
  return busy > 1 ? undefined : busy;
}

/** What TCP sends again had been sent before. */
function sendsIn({ toServer }: Flow, fromNs: number, untilNs: number): boolean {
  return newIn(toServer.segments).some(({ atNs }) => atNs > fromNs && atNs < untilNs);
}

/** What is shorter is in every request somewhere. */
const SURE_LENGTH = 8;

/**
 * The requests of a client that gets no input: it sent them again where another connection has what was sent last on one
 * that came before it. @param usual on how many connections it sends without the fault
 */
export function ownConnections(flows: readonly Flow[], usual: number | undefined): number | undefined {
  const sent = flows.filter(({ toServer }) => toServer.segments.some(({ length }) => length > 0));
  if (usual === undefined || sent.length <= usual) return sent.length;
  const texts = sent.map(({ toServer }) => textOf(toServer.segments));
  const isAgain = sent.some(({ toServer }, i) => {
    const last = lastPiece(toServer.segments);
    return last.length >= SURE_LENGTH && texts.slice(i + 1).some((text) => text.includes(last));
  });
  return isAgain ? sent.length : undefined;
}

/**
 * What a client that gets no input asks. What it sends once it has been told of the end is a farewell, unless it is the last piece that it
 * had asked with, on another connection; or all that it ever asks, where it had not come to ask before.
 */
export function ownPuts(flows: readonly Flow[], endedNs: number): readonly Put[] {
  const inTime = flows.flatMap((flow) => putUntil(flow, endedNs));
  if (inTime.length === 0) return flows.flatMap((flow) => putUntil(flow, Number.POSITIVE_INFINITY));
  const asked = lastPiece(inTime.at(-1)?.flow.toServer.segments.filter(({ atNs }) => atNs < endedNs) ?? []);
  if (asked.length < SURE_LENGTH) return inTime;
  const others = flows.filter((flow) => inTime.every((put) => put.flow !== flow));
  return [...inTime, ...others.flatMap((flow) => putAgain(flow, asked))];
}

function putUntil(flow: Flow, endNs: number): readonly Put[] {
  const asked = flow.toServer.segments.filter(({ length, atNs }) => length > 0 && atNs < endNs);
  const [first, last] = [asked[0], asked.at(-1)];
  return first === undefined || last === undefined ? [] : [{ flow, first, end: endOf(last) }];
}

function putAgain(flow: Flow, asked: string): readonly Put[] {
  const { segments } = flow.toServer;
  const at = textOf(segments).indexOf(asked);
  const first = segments.find(({ length }) => length > 0);
  return at < 0 || first === undefined ? [] : [{ flow, first, end: 1 + at + asked.length }];
}

type Segments = Flow["toServer"]["segments"];

/** New bytes, as far as they were kept. */
function textOf(segments: Segments): string {
  return newIn(segments)
    .map(({ payload }) => atob(payload))
    .join("");
}

/** What was sent last, and not by TCP again. What the wire has cut a segment into left the host at one time. */
export function lastPiece(segments: Segments): string {
  const fresh = newIn(segments);
  const lastNs = fresh.at(-1)?.atNs;
  return textOf(fresh.filter(({ atNs }) => atNs === lastNs));
}
