// A terminal as a value: its width and what it can show. It is passed in to all reports.

import { styleText } from "node:util";
import { visible } from "./sanitize.ts";

export interface Terminal {
  /** Columns, at least 20. */
  readonly width: number;
  readonly colour: boolean;
  /** Whether it shows UTF-8: else arrows and lines are ASCII. */
  readonly unicode: boolean;
}

export type Style = Parameters<typeof styleText>[0];

const MIN_WIDTH = 20;
const MAX_WIDTH = 100;
const DEFAULT_WIDTH = 80;

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Reads the stream, NO_COLOR (no-color.org), FORCE_COLOR, COLUMNS, and the locale. */
export function describeTerminal(output: Output, env: NodeJS.ProcessEnv): Terminal {
  const columns = output.columns || Number(env["COLUMNS"]) || DEFAULT_WIDTH;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  const forced = Boolean(env["FORCE_COLOR"]) && env["FORCE_COLOR"] !== "0";
  return {
    width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, columns)),
    colour: !env["NO_COLOR"] && env["TERM"] !== "dumb" && (forced || output.isTTY === true),
    unicode: /utf-?8/i.test(locale),
  };
}

export function paint({ colour }: Terminal, style: Style, text: string): string {
  // The terminal decides about colour here, not this process's own output.
  const shown = visible(text); // a style in it would be somebody else's
  return colour ? styleText(style, shown, { validateStream: false }) : shown;
}

/**
 * Breaks text into lines of at most `width` columns: at spaces where there are any, else after `|` or `,`.
 *
 * @param indent columns by which lines after the first are set in
 */
export function wrap(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = "";
  for (const { text: piece, gap } of piecesOf(visible(text), Math.max(1, width - indent))) {
    const room = lines.length === 0 ? width : width - indent;
    if (line === "") line = piece;
    else if (line.length + gap.length + piece.length <= room) line += gap + piece;
    else {
      lines.push(line);
      line = piece;
    }
  }
  lines.push(line);
  return lines.map((each, i) => (i === 0 ? each : " ".repeat(indent) + each));
}

interface Piece {
  readonly text: string;
  /** What is between it and the piece before, on one line: nothing within a word. */
  readonly gap: "" | " ";
}

function piecesOf(text: string, size: number): Piece[] {
  return text
    .split(" ")
    .flatMap((word) => cut(word, size).map((piece, i): Piece => ({ text: piece, gap: i === 0 ? " " : "" })));
}

function cut(word: string, size: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (rest.length > size) {
    const full = rest.slice(0, size);
    const end = Math.max(full.lastIndexOf("|"), full.lastIndexOf(",")) + 1 || size;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}
