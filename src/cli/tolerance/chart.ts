// What a client bears, and how soon it notices: a small chart.

import { faultNames } from "../../fault/index.ts";
import { type Bar, type BarRow, createBarRows } from "../../report/bar-rows.ts";
import { type Terminal, paint, wrap } from "../../report/terminal.ts";
import { sanitize } from "../../report/sanitize.ts";
import { formatMs } from "../../timeline/units.ts";
import type { Endurance, Noticing, Tolerance } from "../../tolerance/result.ts";

const INDENT = "    ";
const NAME_WIDTH: number = INDENT.length + Math.max(...faultNames.map(({ length }) => length)) + 1;

/** @param title what the client is, for people */
export function formatTolerance(title: string, upToMs: number, of: Tolerance, terminal: Terminal): string[] {
  return [
    ...wrap(sanitize(title), terminal.width).map((line) => paint(terminal, "bold", line)),
    "",
    ...chapter("bears", upToMs, of.endurance, terminal, enduranceRow),
    ...(of.isAsked || of.endurance.length === 0
      ? []
      : [...wrap(INDENT + NOT_ASKED, terminal.width, INDENT.length), ""]),
    ...chapter("notices, with nothing said to it", upToMs, of.noticing, terminal, noticingRow),
  ];
}

const NOT_ASKED =
  "Nothing was said to the client while it lasted: --say and --expect make it wait for an answer.";

function chapter<T>(
  heading: string,
  upToMs: number,
  all: readonly T[],
  terminal: Terminal,
  rowOf: (each: T, bar: Bar) => BarRow,
): string[] {
  if (all.length === 0) return [];
  const scale = `0 to ${inSeconds(upToMs)}`;
  const { bar, format } = createBarRows(upToMs, NAME_WIDTH, terminal);
  const isShort = heading.length < NAME_WIDTH - 2 && terminal.width >= NAME_WIDTH + scale.length; // it stands above the bars
  const [title = "", ...more] = wrap(isShort ? heading : `${heading} (${scale})`, terminal.width - 2);
  return [
    paint(terminal, "bold", isShort ? `  ${title}`.padEnd(NAME_WIDTH) : `  ${title}`) +
      (isShort ? scale : ""),
    ...more.map((line) => paint(terminal, "bold", `  ${line}`)),
    ...all.flatMap((each) => format(rowOf(each, bar))),
    "",
  ];
}

function enduranceRow(of: Endurance, bar: Bar): BarRow {
  const { fault, borneMs = 0, notBorneMs, upToMs } = of;
  const until = notBorneMs ?? (of.isDecided ? upToMs : Math.max(upToMs, borneMs));
  return { name: INDENT + fault, bar: bar(borneMs, until), text: sanitize(enduranceInWords(of)) };
}

/** `1 950 ms, and not 2 030 ms: gave up after 2 003 ms (closed its socket)` */
function enduranceInWords(of: Endurance): string {
  const { borneMs, notBorneMs, gaveUpMs, by, upToMs, isDecided, why } = of;
  const end = isDecided || why === undefined ? "" : `; not decided: ${why}`;
  if (notBorneMs === undefined) {
    if (borneMs === undefined) return `unknown${why === undefined ? "" : `: ${why}`}`;
    return isDecided ? `everything up to ${formatMs(upToMs)}` : `${formatMs(borneMs)}${end}`;
  }
  const how =
    gaveUpMs === undefined
      ? ""
      : `: gave up after ${formatMs(gaveUpMs)}${by === undefined ? "" : ` (${by})`}`;
  const borne = borneMs === undefined ? "none that was tried" : formatMs(borneMs);
  return `${borne}, and not ${formatMs(notBorneMs)}${how}${end}`;
}

function noticingRow(of: Noticing, bar: Bar): BarRow {
  const { fault, noticed, afterMs = 0, watchedMs } = of;
  const bars: Readonly<Record<Noticing["noticed"], string>> = {
    "at-once": bar(afterMs),
    late: bar(afterMs),
    "on-use": bar(watchedMs),
    never: bar(watchedMs),
    unknown: bar(0, watchedMs),
  };
  return { name: INDENT + fault, bar: bars[noticed], text: sanitize(noticingInWords(of)) };
}

export function noticingInWords(of: Noticing): string {
  const { noticed, afterMs, afterUseMs, usedMs, by, watchedMs, why } = of;
  const how = by === undefined ? "" : ` (${by})`;
  const used =
    afterUseMs === undefined ? "when used" : `${formatMs(Math.max(0, afterUseMs))} after it was used`;
  switch (noticed) {
    case "at-once":
    case "late":
      return `after ${formatMs(Math.max(0, afterMs ?? 0))}${how}`;
    case "on-use":
      return `not within ${inSeconds(watchedMs)}; ${used}${how}`;
    case "never":
      return `not within ${inSeconds(watchedMs)}${usedMs === undefined ? "" : `, nor within ${inSeconds(usedMs)} of its use`}`;
    case "unknown":
      return `unknown${why === undefined ? "" : `: ${why}`}`;
  }
}

/** `10 s`, `2.5 s` */
function inSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
