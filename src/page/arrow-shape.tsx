// One segment's arrow. SYN, FIN, RST, data and ACK differ in their tails and heads; a retransmission is dotted; what the
// wire held is dashed, what it dropped ends in a cross.

import type { JSX } from "preact";
import type { Arrow } from "../picture/arrows.ts";
import type { Geometry } from "./geometry.ts";

interface ArrowShapeProps {
  readonly arrow: Arrow;
  readonly geometry: Geometry;
}

/** How far the arrow of a lost segment reaches: beyond its label. */
const LOST_SHARE = 0.86;
/** How far that of one which the wire still has: to where it is drawn to wait. */
const WAITING_SHARE = 0.5;

export function ArrowShape({ arrow, geometry }: ArrowShapeProps): JSX.Element {
  const { from, fromY, toY, shape, fate, isAgain, arrives, isWaiting } = arrow;
  const startX = geometry[from].edgeX;
  const wholeX = geometry[from === "client" ? "server" : "client"].edgeX;
  const share = isWaiting ? WAITING_SHARE : LOST_SHARE;
  const endX = arrives ? wholeX : startX + (wholeX - startX) * share;
  const endY = arrives ? toY : fromY;
  const angle = (Math.atan2(endY - fromY, endX - startX) * 180) / Math.PI;
  const turned = (x: number, y: number): string => `translate(${x} ${y}) rotate(${angle})`;
  const classes = [
    "arrow",
    shape,
    fate,
    isAgain ? "again" : "",
    arrives ? "" : isWaiting ? "waiting" : "lost",
  ];
  return (
    <g class={classes.filter((each) => each).join(" ")} data-arrow={arrow.id}>
      <title>{labelOf(arrow)}</title>
      <line x1={startX} y1={fromY} x2={endX} y2={endY} />
      {tails[shape] !== "" && <path class="tail" d={tails[shape]} transform={turned(startX, fromY)} />}
      {!isWaiting && <path class="tip" d={arrives ? tips[shape] : CROSS} transform={turned(endX, endY)} />}
      {(fate === "held" || isWaiting) && (
        <path class="pause" d={`M${middle(startX, wholeX) - 3} ${fromY + 7}v8m6 -8v8`} />
      )}
    </g>
  );
}

/** At the end of one that was lost. */
const CROSS = "M-5 -5l10 10m0 -10l-10 10";

/** At the sender's end, along the arrow's direction. */
const tails: Readonly<Record<Arrow["shape"], string>> = {
  syn: "M0 -4a4 4 0 1 0 .010 0z",
  fin: "M0 -4.500h4v9h-4z",
  rst: "M0 -5l10 10m0 -10l-10 10",
  data: "",
  ack: "",
};

const filled = "M0 0l-9 -4.500v9z";
/** At the receiver's end, where the arrow ends at the origin. */
const tips: Readonly<Record<Arrow["shape"], string>> = {
  syn: filled,
  fin: "M0 0l-9 -4.500v9zM-10 -4.500h-2.500v9h2.500z",
  rst: "M0 0l-9 -4.500l3 4.500l-3 4.500zM-8 0l-6 -4.500l2 4.500l-2 4.500z",
  data: filled,
  ack: "M0 0l-7 -3.500M0 0l-7 3.500",
};

function middle(a: number, b: number): number {
  return (a + b) / 2;
}

function labelOf({ from, label, isAgain, fate, arrives, isWaiting }: Arrow): string {
  if (fate === "made") return `${label}, made on the wire: the ${from} has not sent it`;
  const again = isAgain ? ", a retransmission" : "";
  const later = arrives ? ", arrived later" : isWaiting ? ", waits there" : "";
  const fatal = fate === "passed" ? "" : `, ${fate} on the wire${later}`;
  return `${from} sends ${label}${again}${fatal}`;
}
