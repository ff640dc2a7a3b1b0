// How far the client had written to a connection: what its kernel holds behind a segment that nobody acknowledges, or
// because the window is closed, is in no segment.

import type { Connection } from "../../tcp/endpoint.ts";
import type { Case } from "../../timeline/case.ts";
import { type SeenSegment, arrivals } from "../../timeline/conversation.ts";
import type { SocketSample } from "../../timeline/observation.ts";
import { ofKind, rowsOf } from "../../timeline/queries.ts";

export interface Written {
  readonly atNs: number;
  /**
   * The number behind the last byte that the client had written by then; undefined where the socket was in no table any
   * more.
   */
  readonly to: number | undefined;
}

/** Its send queue at each look, behind what had been acknowledged by then. */
export function readWritten(
  { observations }: Case,
  connection: Connection,
  segments: readonly SeenSegment[],
): Written[] {
  const ackedTo = createAcked(segments);
  const looks = ofKind(observations, "sockets").map(({ atNs, rows }) => {
    const row = rowsOf(rows, connection).client;
    return { atNs, to: row && ackedTo(atNs) + bytesIn(row) };
  });
  const first = looks.findIndex(({ to }) => to !== undefined);
  return first < 0 ? [] : looks.slice(first);
}

/** To be asked for times that do not fall. The FIN takes a sequence number as well, but is not a byte. */
function createAcked(segments: readonly SeenSegment[]): (atNs: number) => number {
  let sentTo = 1;
  for (const { direction, length, relativeSeq } of segments)
    if (direction === "client->server" && length > 0) sentTo = Math.max(sentTo, relativeSeq + length);
  const acks = arrivals(segments.filter(({ direction }) => direction === "server->client"));
  let [next, ackedTo] = [0, 1];
  return (atNs) => {
    for (let ack = acks[next]; ack !== undefined && ack.arrivedAtNs <= atNs; ack = acks[next]) {
      ackedTo = Math.min(sentTo, Math.max(ackedTo, ack.relativeAck));
      next += 1;
    }
    return ackedTo;
  };
}

/** In these states its own FIN is still to be acknowledged. */
export const HAS_FIN: ReadonlySet<string> = new Set(["FIN_WAIT1", "CLOSING", "LAST_ACK"]);

/** What the client has written and nobody has acknowledged. */
export function bytesIn({ state, sendQ }: SocketSample): number {
  return HAS_FIN.has(state) ? Math.max(0, sendQ - 1) : sendQ;
}

export interface Times {
  /** When something was said before. */
  readonly sinceNs: number;
  readonly fromNs: number;
  readonly untilNs: number;
}

/**
 * How far it had written by the end of these times, if that is farther than at their beginning; undefined where that is not
 * known. A look is recorded where it differs from the one before.
 */
export function writtenMeanwhile(
  written: readonly Written[],
  { sinceNs, fromNs, untilNs }: Times,
): number | "nothing" | undefined {
  const before = written.findLast(({ atNs }) => atNs <= fromNs);
  const then = written.findLast(({ atNs }) => atNs > fromNs && atNs < untilNs);
  const later = then ?? written.find(({ atNs }) => atNs >= untilNs);
  if (before === undefined) return undefined;
  if (before.to === undefined) return "nothing";
  if (later?.to === undefined) return undefined;
  if (later.to <= before.to) return "nothing";
  // What was seen last before the thing said before may lack what that was.
  return before.atNs > sinceNs ? then?.to : undefined;
}
