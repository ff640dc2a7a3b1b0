// Segments as arrows. The shape of an arrow shows what the segment is, not only its colour.

import { type SeenSegment, hasFlag, senderOf } from "../timeline/conversation.ts";
import type { OnWire, Role } from "../timeline/observation.ts";
import type { SegmentRow } from "./rows.ts";
import type { Scale } from "./scale.ts";

export interface Arrow {
  /** The observation's id. */
  readonly id: number;
  readonly row: number;
  readonly from: Role;
  readonly fromY: number;
  /** Where it arrives; if it did not, where it left. */
  readonly toY: number;
  readonly label: string;
  readonly shape: "syn" | "fin" | "rst" | "data" | "ack";
  /** A retransmission: all its numbers had been sent before. */
  readonly isAgain: boolean;
  readonly fate: OnWire["fate"];
  readonly arrives: boolean;
}

export function drawArrows(segments: readonly SegmentRow[], scale: Scale): Arrow[] {
  const isAgain = createMemory();
  return segments.map(({ segment, row, arrivalRow }) => {
    const fromY = scale.yOfRow(row);
    const { arrivedAtNs, wire } = segment;
    const arrivesAt =
      arrivalRow !== undefined ? scale.yOfRow(arrivalRow) : scale.yOf(arrivedAtNs ?? segment.atNs);
    return {
      id: segment.id,
      row,
      from: senderOf(segment),
      fromY,
      toY: arrivedAtNs === undefined || wire === undefined ? fromY : Math.max(fromY, arrivesAt),
      label: segment.text,
      shape: shapeOf(segment),
      isAgain: isAgain(segment),
      fate: wire?.fate ?? "passed",
      arrives: arrivedAtNs !== undefined,
    };
  });
}

function shapeOf(segment: SeenSegment): Arrow["shape"] {
  if (hasFlag(segment, "R")) return "rst";
  if (hasFlag(segment, "S")) return "syn";
  if (hasFlag(segment, "F")) return "fin";
  return segment.length > 0 ? "data" : "ack";
}

/** Returns whether a segment is a retransmission: SYN and FIN take a number each (RFC 9293 3.4), an ACK none. */
function createMemory(): (segment: SeenSegment) => boolean {
  const next = { "client->server": 0, "server->client": 0 };
  const hasSent = { "client->server": false, "server->client": false };
  return (segment) => {
    const { direction, relativeSeq, length } = segment;
    const taken = length + Number(hasFlag(segment, "S")) + Number(hasFlag(segment, "F"));
    if (taken === 0 || hasFlag(segment, "R")) return false;
    const end = relativeSeq + taken;
    const isAgain = hasSent[direction] && end <= next[direction];
    hasSent[direction] = true;
    next[direction] = Math.max(next[direction], end);
    return isAgain;
  };
}
