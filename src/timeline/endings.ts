// Which FIN, and which RST, of the server the client's kernel takes for one, and when: behind a hole neither is.

import { acknowledged, arrived, isBelieved, isNext, nothingSent, sent } from "../tcp/receive-order.ts";
import { type Arrival, type SeenSegment, arrivals, hasFlag } from "./conversation.ts";

/**
 * The server's FINs and RSTs that took effect at the client's end, in that order. A FIN that came before what the server had
 * sent first is there as soon as that has come too; an RST that came so is left out: the kernel only asks about it.
 *
 * @param segments of the connection
 */
export function endingsOf(segments: readonly SeenSegment[]): Arrival[] {
  const endings = arrivals(segments).filter(
    ({ direction, flags }) => isFromServer(direction) && isEnding(flags),
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
  let early: SeenSegment | undefined;
  for (const { atNs, segment, arrives } of stepsOf(segments)) {
    const { direction, relativeSeq, relativeAck, length } = segment;
    const to = relativeSeq + length + Number(hasFlag(segment, "F"));
    if (!isFromServer(direction)) order = acknowledged(order, relativeAck);
    else if (hasFlag(segment, "R")) {
      if (arrives && isBelieved(order, relativeSeq)) endings.push({ ...segment, arrivedAtNs: atNs });
    } else order = arrives ? arrived(order, relativeSeq, to) : sent(order, relativeSeq, to);
    if (arrives && isFromServer(direction) && hasFlag(segment, "F")) early ??= segment;
    if (early === undefined || !isNext(order, early.relativeSeq + early.length)) continue;
    endings.push({ ...early, arrivedAtNs: atNs });
    early = undefined;
  }
  return endings;
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
