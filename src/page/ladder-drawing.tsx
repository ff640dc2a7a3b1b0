// The ladder's lines: the processes' and the sockets' bars, the arrows, the fault's mark across.

import type { JSX } from "preact";
import type { StateBar } from "../picture/bars.ts";
import type { ProcessBar } from "../picture/lanes.ts";
import type { QueueBar } from "../picture/queues.ts";
import type { Picture } from "../picture/picture.ts";
import { ArrowShape } from "./arrow-shape.tsx";
import { arrowsBetween } from "./arrows-between.ts";
import { NAME_PX, nameYOf, stateBeside } from "./bar-names.ts";
import type { Geometry } from "./geometry.ts";
import { slotsFor } from "./ladder-rows.tsx";

interface DrawingProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
  /** The part of the ladder that is drawn. */
  readonly from: number;
  readonly to: number;
  /** The top of the visible part; names of bars that began above are shown there. */
  readonly viewTop: number;
  readonly row: number;
}

export function Drawing({ picture, geometry, from, to, viewTop, row }: DrawingProps): JSX.Element {
  const isSeen = (bar: { readonly fromY: number; readonly toY: number }): boolean =>
    bar.toY >= from && bar.fromY <= to;
  const { width, timeWidth } = geometry;
  const y = picture.scale.yOfRow(row);
  const arrows = arrowsBetween(picture, from, to);
  const slots = slotsFor((arrows.near.at(-1)?.row ?? 0) - (arrows.near[0]?.row ?? 0) + 1);
  return (
    <svg
      class="drawing"
      style={{ top: `${from}px` }}
      width={width}
      height={Math.max(0, to - from)}
      viewBox={`0 ${from} ${width} ${Math.max(1, to - from)}`}
      aria-hidden="true"
    >
      <Patterns />
      <line class="cursor" x1={timeWidth} x2={width} y1={y} y2={y} />
      {picture.processes.filter(isSeen).map((bar) => (
        <ProcessShape key={`${bar.side} ${bar.fromY}`} bar={bar} geometry={geometry} />
      ))}
      {picture.states.filter(isSeen).map((bar) => (
        <StateShape key={`${bar.end} ${bar.fromY}`} {...{ bar, geometry, viewTop, picture }} />
      ))}
      {picture.queues.filter(isSeen).map((bar) => (
        <QueueShape key={`${bar.end} ${bar.fromY}`} {...{ bar, geometry, viewTop, picture }} />
      ))}
      <FaultMarks picture={picture} geometry={geometry} from={from} to={to} />
      {arrows.long.map((arrow) => (
        <ArrowShape key={`long ${arrow.id}`} arrow={arrow} geometry={geometry} />
      ))}
      {arrows.near.map((arrow) => (
        <ArrowShape key={arrow.row % slots} arrow={arrow} geometry={geometry} />
      ))}
    </svg>
  );
}

function Patterns(): JSX.Element {
  return (
    <defs>
      <pattern id="asleep" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="2" height="5" class="hatch" />
      </pattern>
    </defs>
  );
}

function ProcessShape({
  bar,
  geometry,
}: {
  readonly bar: ProcessBar;
  readonly geometry: Geometry;
}): JSX.Element {
  const { processX: x, processWidth: width } = geometry[bar.side];
  const { fromY, toY, activity } = bar;
  const title = <title>{`process ${bar.pid}: ${bar.text}`}</title>;
  if (activity === "gone") {
    const middle = x + width / 2;
    return (
      <g class="process gone">
        {title}
        <line x1={middle} x2={middle} y1={fromY} y2={toY} />
        <path d={`M${x} ${fromY - 4}l${width} 8m0 -8l${-width} 8`} />
      </g>
    );
  }
  return (
    <g class={`process ${activity}`}>
      {title}
      <rect x={x} y={fromY} width={width} height={toY - fromY} class="ground" />
      {activity === "asleep" && (
        <rect x={x} y={fromY} width={width} height={toY - fromY} fill="url(#asleep)" />
      )}
    </g>
  );
}

interface StateShapeProps {
  readonly bar: StateBar;
  readonly geometry: Geometry;
  readonly viewTop: number;
  readonly picture: Picture;
}

function StateShape({ bar, geometry, viewTop, picture }: StateShapeProps): JSX.Element {
  const { stateX: x, stateWidth: width, edgeX } = geometry[bar.end];
  const { fromY, toY, state: name, isSampled } = bar;
  const nameY = nameYOf(bar, viewTop, picture);
  const isClient = bar.end === "client";
  return (
    <g class={`state ${name}${isSampled ? "" : " derived"}`}>
      <title>{`${bar.end}: ${name}${isSampled ? "" : " (from the segments; sock_diag did not see it)"}`}</title>
      <rect x={x + 0.5} y={fromY} width={width - 1} height={Math.max(0, toY - fromY)} />
      {toY - fromY >= NAME_PX && (
        <text x={edgeX + (isClient ? 3 : -3)} y={nameY} text-anchor={isClient ? "start" : "end"}>
          {name}
        </text>
      )}
    </g>
  );
}

/** Of a capital, and the space behind the name. */
const [LETTER_PX, SPACE_PX] = [7, 6];

interface QueueShapeProps extends Pick<StateShapeProps, "geometry" | "viewTop" | "picture"> {
  readonly bar: QueueBar;
}

function QueueShape({ bar, geometry, viewTop, picture }: QueueShapeProps): JSX.Element {
  const beside = stateBeside(bar, viewTop, picture);
  const { stateX, stateWidth, edgeX } = geometry[bar.end];
  const away = 3 + (beside ? beside.state.length * LETTER_PX + SPACE_PX : 0);
  const { fromY, toY, recvQ, sendQ } = bar;
  const name = [recvQ > 0 && `Recv-Q ${recvQ}`, sendQ > 0 && `Send-Q ${sendQ}`]
    .filter((each) => each)
    .join(" ");
  const isClient = bar.end === "client";
  const height = Math.max(3, toY - fromY);
  return (
    <g class="queue">
      <title>{`${bar.end}: ${name}, from sample to sample`}</title>
      <rect x={isClient ? stateX + stateWidth - 4 : stateX} y={fromY} width="4" height={height} />
      <text
        x={edgeX + (isClient ? away : -away)}
        y={nameYOf(beside ?? bar, viewTop, picture)}
        text-anchor={isClient ? "start" : "end"}
      >
        {name}
      </text>
    </g>
  );
}

type FaultMarksProps = Pick<DrawingProps, "picture" | "geometry" | "from" | "to">;

function FaultMarks({ picture, geometry, from, to }: FaultMarksProps): JSX.Element {
  const { rows, scale } = picture;
  const first = Math.max(0, scale.rowAt(from));
  const marks = rows.slice(first, scale.rowAt(to) + 1).flatMap(({ kind, id }, i) => {
    if (kind !== "fault" && kind !== "wire") return [];
    return [{ kind, id, y: scale.yOfRow(first + i) }];
  });
  return (
    <>
      {marks.map(({ kind, id, y }) => (
        <line
          key={id}
          class={`across ${kind}`}
          x1={geometry.client.processX}
          x2={geometry.server.processX + geometry.server.processWidth}
          y1={y}
          y2={y}
        />
      ))}
    </>
  );
}
