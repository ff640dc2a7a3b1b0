// The lines of the screen, for its size. Pure.

import { type Terminal, paint } from "../../report/terminal.ts";
import { sanitize } from "../../report/sanitize.ts";
import { formatLong } from "../../timeline/socket-options.ts";
import { fill, fit } from "./fit.ts";
import { type Row, sortRows } from "./rows.ts";
import { type Room, type View, placeOf } from "./view.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Shown {
  /** How many findings there are in what. */
  readonly summary: string;
  /** What is not visible, or over. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
  /** When it was so: `14:02:11`. */
  readonly at: string;
  /** All there is to say about the chosen row; once it is over, what there was. */
  readonly details: readonly string[];
  readonly isOver: boolean;
}

const KEYS = "q quit  up/down choose  Enter details  s sort  a all  p pause";
const KEYS_OF_DETAILS = "q quit  up/down scroll  Esc back  p pause";

export function frame(shown: Shown, view: View, size: Size, terminal: Terminal): string[] {
  const height = size.rows;
  // A terminal may begin a new line once the last column is written to.
  const columns = Math.max(1, size.columns - 1);
  const head = [heading(shown, view, columns, terminal), ...notesOf(shown, columns, height)];
  const { page } = roomOf(shown, { columns, rows: height });
  const details = shown.details.map((each, i) =>
    i === 0 ? paint(terminal, "bold", fit(each, columns)) : fit(each, columns),
  );
  const body =
    view.open === undefined
      ? withPreview(list(shown, view, columns, page, terminal), details, page)
      : [
          shown.isOver ? fit("It is over. It was:", columns) : "",
          ...details.slice(view.open, view.open + page),
        ];
  const blank = Array.from({ length: Math.max(0, height - head.length - body.length - 1) }, () => "");
  const keys = paint(terminal, "dim", fit(view.open === undefined ? KEYS : KEYS_OF_DETAILS, columns));
  return [...head, ...body, ...blank, keys].slice(0, height);
}

/** How many lines of the list, or of the details, are to be seen. */
export function roomOf(shown: Shown, { columns, rows }: Size): Room {
  const page = Math.max(1, rows - notesOf(shown, columns, rows).length - FIXED);
  return { page, lines: shown.details.length };
}

/** The heading, the line above the list, the line of keys. */
const FIXED = 3;
/** From here on there is room for notes, and for a column more. */
const ROOMY = 10;
const WIDE = 60;

function notesOf({ notes }: Shown, columns: number, height: number): string[] {
  return height < ROOMY ? [] : notes.map((note) => fit(note, columns));
}

function heading({ summary, at }: Shown, { isPaused }: View, columns: number, terminal: Terminal): string {
  const right = isPaused ? `paused at ${at}` : at;
  const left = columns - right.length - 1;
  return paint(
    terminal,
    "bold",
    left < right.length ? fit(summary, columns) : `${fill(summary, left)} ${right}`,
  );
}

const SINCE = 12;
const WHAT = 17;
const WHO = 22;

function list({ rows }: Shown, view: View, columns: number, page: number, terminal: Terminal): string[] {
  const sorted = sortRows(rows, view.order);
  const place = placeOf(view, sorted);
  const top = Math.max(0, Math.min(place - Math.floor(page / 2), sorted.length - page));
  const title = line(
    "SINCE",
    view.all ? "STATE" : "FINDING",
    "PROCESS",
    () => `sorted by ${view.order}`,
    columns,
  );
  return [
    paint(terminal, "dim", `  ${title}`.trimEnd()),
    ...sorted.slice(top, top + page).map((row, i) => {
      const since = row.sinceMs === 0 ? "" : formatLong(row.sinceMs);
      const text = line(since, row.what, sanitize(row.who), () => sanitize(row.rest()), columns);
      const isChosen = top + i === place;
      return isChosen ? paint(terminal, "inverse", fill(`> ${text}`, columns)) : `  ${text}`.trimEnd();
    }),
  ];
}

function line(since: string, what: string, who: string, rest: () => string, columns: number): string {
  const room = columns - 2;
  if (columns < WIDE) return fit(`${fill(what, Math.min(WHAT, Math.ceil(room / 2)))} ${who}`, room);
  const left = `${fill(since, SINCE)} ${fill(what, WHAT)} ${fill(who, WHO)} `;
  return fit(left + fit(rest(), Math.max(0, room - left.length)), room);
}

/** Below a short list there is room for the details of the chosen row. */
function withPreview(lines: readonly string[], details: readonly string[], page: number): readonly string[] {
  const left = page - lines.length;
  return left < PREVIEW || details.length === 0 ? lines : [...lines, "", ...details.slice(0, left)];
}

/** Fewer lines of the details say too little. */
const PREVIEW = 6;
