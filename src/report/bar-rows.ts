// Rows of a small chart on a terminal: a name, a bar over a length of time, and a sentence beside it, or below where it is
// narrow.

import { type Terminal, wrap } from "./terminal.ts";

const BAR_WIDTH = 24;
/** Beside a bar; with less, the text is below it. */
const LEAST_TEXT = 20;
/** A bar of fewer cells says nothing beside its name. */
const LEAST_BAR = 8;
const INDENT = "    ";

/** A bar that is full up to one moment, and of which nothing is known up to another. */
export type Bar = (fullMs: number, unknownMs?: number) => string;

export interface BarRow {
  /** With its indentation. */
  readonly name: string;
  readonly bar: string;
  readonly text: string;
}

export interface BarRows {
  readonly bar: Bar;
  readonly format: (row: BarRow) => string[];
}

/** @param nameWidth columns up to the bar */
export function createBarRows(upToMs: number, nameWidth: number, terminal: Terminal): BarRows {
  const room = terminal.width - nameWidth;
  const isBeside = room >= LEAST_BAR;
  const cells = Math.min(BAR_WIDTH, isBeside ? room : terminal.width - INDENT.length);
  const left = nameWidth + BAR_WIDTH + 1;
  const textRoom = terminal.width - left;
  return {
    bar: barOf(upToMs, cells, terminal),
    format({ name, bar, text }) {
      if (textRoom >= LEAST_TEXT) {
        const [first = "", ...more] = wrap(text, textRoom);
        return [`${name.padEnd(nameWidth)}${bar} ${first}`, ...more.map((line) => " ".repeat(left) + line)];
      }
      const below = wrap(text, terminal.width - INDENT.length).map((line) => INDENT + line);
      return isBeside ? [name.padEnd(nameWidth) + bar, ...below] : [name, INDENT + bar, ...below];
    },
  };
}

function barOf(upToMs: number, width: number, { unicode }: Terminal): Bar {
  const [full, half, none, little] = unicode ? ["█", "▒", "·", "▏"] : ["#", "?", ".", "|"];
  const cells = (ms: number): number => Math.min(width, Math.round((ms / upToMs) * width));
  return (fullMs, unknownMs = fullMs) => {
    const [one, other] = [cells(fullMs), Math.max(cells(fullMs), cells(unknownMs))];
    if (other === 0 && fullMs > 0) return little + none.repeat(width - 1);
    return full.repeat(one) + half.repeat(other - one) + none.repeat(width - other);
  };
}
