// Segments as arrows. The shape of an arrow shows what the segment is, not only its colour.

import { type SeenSegment, hasFlag, senderOf } from "../timeline/conversation.ts";
import type { Observed, OnWire, Role } from "../timeline/observation.ts";
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
  /** It has not arrived, and may yet: the wire still has it. */
  readonly isWaiting: boolean;
}

/** @param operations on the wire, in the order of time */
export function drawArrows(
  segments: readonly SegmentRow[],
  scale: Scale,
  operations: readonly Observed<"wire">[],
): Arrow[] {
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
      isWaiting: arrivedAtNs === undefined && isOnTheWire(segment, operations),
    };
  });
}

/** What a rule has held is there until the rule ends; what is delayed, unless the cable was cut before it was due. */
function isOnTheWire({ atNs, wire }: SeenSegment, operations: readonly Observed<"wire">[]): boolean {
  if (wire?.fate === "held")
    return !operations.some(({ rule, operation }) => rule === wire.rule && ends.has(operation));
  return (
    wire?.fate === "delayed" && !operations.some((each) => each.operation === "cut" && each.atNs >= atNs)
  );
}

const ends: ReadonlySet<Observed<"wire">["operation"]> = new Set(["release", "forget"] as const);

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
