// The ladder's texts: a row each, with its time. They are HTML, so that they can be found, marked and cut to their room.

import type { JSX } from "preact";
import type { Picture } from "../picture/picture.ts";
import type { Row } from "../picture/rows.ts";
import { formatDuration } from "../timeline/units.ts";
import type { Geometry } from "./geometry.ts";

interface RowsProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
  readonly from: number;
  readonly to: number;
  readonly row: number;
  readonly select: (row: number) => void;
}

export function Rows({ picture, geometry, from, to, row, select }: RowsProps): JSX.Element {
  const { rows, scale, folds } = picture;
  const first = Math.max(0, scale.rowAt(from));
  const last = Math.max(0, scale.rowAt(to));
  const seen = rows.slice(first, last + 1);
  const slots = slotsFor(seen.length);
  return (
    <>
      {folds
        .filter(({ y }) => y >= from && y <= to)
        .map(({ y, ns }) => (
          <div class="fold" key={y} style={{ top: `${y}px`, left: `${geometry.timeWidth}px` }}>
            {formatDuration(ns)}
          </div>
        ))}
      {seen.map((each, i) => (
        <RowText
          key={(first + i) % slots}
          row={each}
          y={scale.yOfRow(first + i)}
          geometry={geometry}
          isSelected={first + i === row}
          select={() => select(first + i)}
        />
      ))}
    </>
  );
}

/** Elements of rows that scroll out of view are reused for rows that scroll into it. */
export function slotsFor(count: number): number {
  return Math.max(256, count);
}

/** Texts up to this length usually fit. */
const SHORT = 30;

interface RowTextProps {
  readonly row: Row;
  readonly y: number;
  readonly geometry: Geometry;
  readonly isSelected: boolean;
  readonly select: () => void;
}

function RowText({ row, y, geometry, isSelected, select }: RowTextProps): JSX.Element {
  const { x, width, align } = placeOf(row, geometry);
  const time = (row.atNs / 1e6).toFixed(geometry.timeWidth < 60 ? 1 : 3);
  return (
    // The keyboard uses the slider and the frame; a click is one more way.
    <div
      class={`row ${row.kind}${isSelected ? " selected" : ""}`}
      style={{ top: `${y}px` }}
      onClick={select}
      data-id={row.id}
      data-time={time}
    >
      <span
        class={`text ${align}`}
        style={{ left: `${x}px`, width: `${Math.max(0, width)}px` }}
        title={row.text.length > SHORT ? row.text : undefined}
      >
        <span class="words">{row.text}</span>
      </span>
    </div>
  );
}

interface PlaceOfText {
  readonly x: number;
  readonly width: number;
  readonly align: "start" | "middle" | "end";
}

function placeOf({ kind, side }: Row, { client, server, isWide, timeWidth, width }: Geometry): PlaceOfText {
  const between = { x: client.edgeX + 14, width: server.edgeX - client.edgeX - 28 };
  if (kind === "step") return { x: timeWidth, width: width - timeWidth - 4, align: "start" };
  if (kind === "segment" || kind === "delivered") return { ...between, align: "middle" };
  // What is done across everything has the room of everything, in the middle between the bars.
  if (side === "both") return { ...across(client.edgeX, server.edgeX, timeWidth, width), align: "middle" };
  if (side === "client") return { x: client.noteX, width: client.noteWidth, align: isWide ? "end" : "start" };
  return { x: server.noteX, width: server.noteWidth, align: isWide ? "start" : "end" };
}

function across(left: number, right: number, from: number, to: number): Pick<PlaceOfText, "x" | "width"> {
  const middle = (left + right) / 2;
  const half = Math.min(middle - from, to - middle) - 4;
  return { x: middle - half, width: 2 * half };
}
