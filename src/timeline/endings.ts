// Which FIN, and which RST, of the server the client's kernel takes for one, and when: behind a hole neither is.

import {
  type ReceiveOrder,
  acknowledged,
  arrived,
  hasEnded,
  isBelieved,
  nothingSent,
  sent,
} from "../tcp/receive-order.ts";
import { type Arrival, type SeenSegment, arrivals, hasFlag } from "./conversation.ts";

/**
 * The server's FINs and RSTs that took effect at the client's end, in that order. A FIN that came before what the server had
 * sent first is there as soon as that has come too; an RST that came so is left out: the kernel only asks about it.
 *
 * @param segments of the connection
 */
export function endingsOf(segments: readonly SeenSegment[]): Arrival[] {
  const endings = arrivals(
    segments.filter(({ direction, flags }) => isFromServer(direction) && isEnding(flags)),
  );
  return endings.length > 0 && hasHoles(segments) ? inEffect(segments) : endings;
}

function isFromServer(direction: SeenSegment["direction"]): boolean {
  return direction === "server->client";
}

function isEnding(flags: string): boolean {
  return flags.includes("F") || flags.includes("R");
}

/** Something that the server has sent came late, or not at all. */
function hasHoles(segments: readonly SeenSegment[]): boolean {
  return segments.some(
    ({ direction, wire, length, flags }) =>
      isFromServer(direction) && (wire?.fate ?? "passed") !== "passed" && (length > 0 || flags.includes("F")),
  );
}

interface Step {
  readonly atNs: number;
  readonly segment: SeenSegment;
  readonly arrives: boolean;
}

function inEffect(segments: readonly SeenSegment[]): Arrival[] {
  const endings: Arrival[] = [];
  let order = nothingSent;
  let fin: SeenSegment | undefined;
  for (const { atNs, segment, arrives } of stepsOf(segments)) {
    const hadEnded = hasEnded(order);
    if (hasFlag(segment, "R")) {
      const isOver = arrives && isBelieved(order, segment.relativeSeq);
      if (isOver) endings.push({ ...segment, arrivedAtNs: atNs });
      continue;
    }
    order = after(order, segment, arrives);
    if (arrives && hasFlag(segment, "F")) fin ??= segment;
    if (fin !== undefined && hasEnded(order) && !hadEnded) endings.push({ ...fin, arrivedAtNs: atNs });
  }
  return endings;
}

function after(order: ReceiveOrder, segment: SeenSegment, arrives: boolean): ReceiveOrder {
  const { direction, relativeSeq: seq, relativeAck, length } = segment;
  if (!isFromServer(direction)) return acknowledged(order, relativeAck);
  return (arrives ? arrived : sent)(order, { seq, length, hasFin: hasFlag(segment, "F") });
}

/** What the server sends leaves and arrives; what the client sends tells, as it leaves, what it has received. */
function stepsOf(segments: readonly SeenSegment[]): Step[] {
  const steps: Step[] = [];
  for (const segment of segments) {
    const { atNs, arrivedAtNs, direction, flags, wire } = segment;
    if (flags.includes("S")) continue;
    if (wire?.fate !== "made") steps.push({ atNs, segment, arrives: false });
    if (isFromServer(direction) && arrivedAtNs !== undefined)
      steps.push({ atNs: arrivedAtNs, segment, arrives: true });
  }
  return steps.sort((one, other) => one.atNs - other.atNs);
}
