// What a client bears, and how soon it notices: a small chart.

import { faultNames } from "../../fault/index.ts";
import { type Terminal, paint, wrap } from "../../report/terminal.ts";
import { sanitize } from "../../report/sanitize.ts";
import { formatMs } from "../../timeline/units.ts";
import type { Endurance, Noticing, Tolerance } from "../../tolerance/result.ts";

const INDENT = "    ";
const NAME_WIDTH: number = INDENT.length + Math.max(...faultNames.map(({ length }) => length)) + 1;
const BAR_WIDTH = 24;

/** @param title what the client is, for people */
export function formatTolerance(title: string, upToMs: number, of: Tolerance, terminal: Terminal): string[] {
  return [
    ...wrap(sanitize(title), terminal.width).map((line) => paint(terminal, "bold", line)),
    "",
    ...chapter("bears", upToMs, of.endurance, terminal, enduranceRow),
    ...(of.isAsked || of.endurance.length === 0 ? [] : [...NOT_ASKED, ""]),
    ...chapter("notices, with nothing said to it", upToMs, of.noticing, terminal, noticingRow),
  ];
}

const NOT_ASKED: readonly string[] = [
  "    Nothing was said to the client while it lasted: --say and --expect make it",
  "    wait for an answer.",
];

interface Row {
  readonly name: string;
  readonly bar: string;
  readonly text: string;
}

function chapter<T>(
  heading: string,
  upToMs: number,
  all: readonly T[],
  terminal: Terminal,
  rowOf: (each: T, bar: Bar) => Row,
): string[] {
  if (all.length === 0) return [];
  const scale = `0 to ${inSeconds(upToMs)}`;
  const bar = barsUpTo(upToMs, terminal);
  return [
    paint(terminal, "bold", `  ${heading}`.padEnd(NAME_WIDTH)) +
      (heading.length < NAME_WIDTH - 2 ? scale : ` (${scale})`),
    ...all.flatMap((each) => formatRow(rowOf(each, bar), terminal)),
    "",
  ];
}

function formatRow({ name, bar, text }: Row, terminal: Terminal): string[] {
  const left = NAME_WIDTH + BAR_WIDTH + 1;
  const [first = "", ...more] = wrap(sanitize(text), Math.max(20, terminal.width - left - 1));
  return [
    `${INDENT}${name}`.padEnd(NAME_WIDTH) + `${bar} ${first}`,
    ...more.map((line) => " ".repeat(left) + line),
  ];
}

/** A bar that is full up to one moment, and of which nothing is known up to another. */
type Bar = (fullMs: number, unknownMs?: number) => string;

function barsUpTo(upToMs: number, { unicode }: Terminal): Bar {
  const [full, half, none, little] = unicode ? ["█", "▒", "·", "▏"] : ["#", "?", ".", "|"];
  const cells = (ms: number): number => Math.min(BAR_WIDTH, Math.round((ms / upToMs) * BAR_WIDTH));
  return (fullMs, unknownMs = fullMs) => {
    const [one, other] = [cells(fullMs), Math.max(cells(fullMs), cells(unknownMs))];
    if (other === 0 && fullMs > 0) return little + none.repeat(BAR_WIDTH - 1);
    return full.repeat(one) + half.repeat(other - one) + none.repeat(BAR_WIDTH - other);
  };
}

function enduranceRow(of: Endurance, bar: Bar): Row {
  const { fault, borneMs = 0, notBorneMs, upToMs } = of;
  const until = notBorneMs ?? (of.isDecided ? upToMs : Math.max(upToMs, borneMs));
  return { name: fault, bar: bar(borneMs, until), text: enduranceInWords(of) };
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

function noticingRow(of: Noticing, bar: Bar): Row {
  const { fault, noticed, afterMs = 0, watchedMs } = of;
  const bars: Readonly<Record<Noticing["noticed"], string>> = {
    "at-once": bar(afterMs),
    late: bar(afterMs),
    "on-use": bar(watchedMs),
    never: bar(watchedMs),
    unknown: bar(0, watchedMs),
  };
  return { name: fault, bar: bars[noticed], text: noticingInWords(of) };
}

export function noticingInWords({ noticed, afterMs, afterUseMs, by, watchedMs, why }: Noticing): string {
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
      return `not within ${inSeconds(watchedMs)}, nor when used`;
    case "unknown":
      return `unknown${why === undefined ? "" : `: ${why}`}`;
  }
}

/** `10 s`, `2.5 s` */
function inSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
