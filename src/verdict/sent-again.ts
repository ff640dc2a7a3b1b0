// On how many connections a thing was sent: on more than one, it was sent again.

import { type Flow, endOf, newIn } from "./flows.ts";
import type { Found } from "./puts.ts";

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

type Segments = Flow["toServer"]["segments"];

/** New bytes, as far as they were kept. */
function textOf(segments: Segments): string {
  let [text, end] = ["", 1];
  for (const segment of segments) {
    if (segment.length === 0 || endOf(segment) <= end) continue;
    text += atob(segment.payload);
    end = endOf(segment);
  }
  return text;
}

function lastPiece(segments: Segments): string {
  return atob(segments.findLast(({ length }) => length > 0)?.payload ?? "");
}
