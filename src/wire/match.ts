// Which segments a rule is for.

import type { Direction } from "../tcp/endpoint.ts";
import { formatFlags } from "../tcp/notation.ts";
import type { Segment } from "../tcp/segment.ts";

/** Which segments are meant: those that fulfil all that is given. An empty one matches every frame, ARP too. */
export interface SegmentMatch {
  readonly direction?: Direction;
  /** The port at the client's end, which identifies the connection. */
  readonly clientPort?: number;
  /** Letters of tcpdump that must all be there: `F`, `R`, `S.`. */
  readonly flags?: string;
  /** Letters that must not be there. */
  readonly without?: string;
  /** The least payload, in bytes. */
  readonly minLength?: number;
  /** The most payload, in bytes: 0 matches segments without any. */
  readonly maxLength?: number;
  /** The sequence number as sent. */
  readonly seq?: number;
  /** Only the n-th segment, counted from 1, that fulfils all the rest. */
  readonly nth?: number;
}

/** Whether the segment fulfils all that is given. */
export function isMeant(match: SegmentMatch, direction: Direction, segment: Segment | undefined): boolean {
  const { clientPort, flags, without, minLength, maxLength, seq, nth } = match;
  if (match.direction !== undefined && match.direction !== direction) return false;
  const asksOfSegment = [clientPort, flags, without, minLength, maxLength, seq, nth].some(
    (asked) => asked !== undefined,
  );
  if (!asksOfSegment) return true;
  return segment !== undefined && isSegmentMeant(match, direction, segment);
}

function isSegmentMeant(match: SegmentMatch, direction: Direction, segment: Segment): boolean {
  const { clientPort, flags = "", without = "", minLength = 0, maxLength = Infinity, seq } = match;
  const client = direction === "client->server" ? segment.source : segment.destination;
  const letters = formatFlags(segment.flags);
  return (
    (clientPort === undefined || client.port === clientPort) &&
    [...flags].every((letter) => letters.includes(letter)) &&
    ![...without].some((letter) => letters.includes(letter)) &&
    segment.length >= minLength &&
    segment.length <= maxLength &&
    (seq === undefined || segment.seq === seq)
  );
}
