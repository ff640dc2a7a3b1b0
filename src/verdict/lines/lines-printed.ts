// What a program printed, line by line, so that two runs can be compared.

import type { Case } from "../../timeline/case.ts";
import type { Observed } from "../../timeline/observation.ts";
import { outputOf, plainText } from "../../timeline/output.ts";

export interface PrintedLine {
  /** As far as it came, without escape sequences; of a long line its beginning. */
  readonly text: string;
  /** A line end, or a carriage return, came after it: a prompt has none. */
  readonly isWhole: boolean;
  /** How far it had come each time something was added to it: the last is `text`. */
  readonly states: readonly LineState[];
}

export interface LineState {
  readonly atNs: number;
  readonly text: string;
}

/** No more of a line is compared. */
const LONGEST = 1000;
/** Nor is it looked at more often while it grows. */
const MOST_STATES = 32;

/** All its lines, also one that has only begun. The time and memory it takes grow with what was printed, and no faster. */
export function linesOf(printed: readonly Observed<"printed">[]): PrintedLine[] {
  const lines: PrintedLine[] = [];
  let raw = "";
  let states: LineState[] = [];
  let isSource = false;

  function add(piece: string, atNs: number): void {
    if (raw.length >= LONGEST || states.length >= MOST_STATES) return;
    raw = (raw + piece).slice(0, LONGEST);
    const text = plainText(raw).trim();
    if (text === "" || text === states.at(-1)?.text) return;
    // Most lines have one: an array that is pushed to has room for 17 in V8.
    if (states.length === 0) states = [{ atNs, text }];
    else states.push({ atNs, text });
  }

  function end(isWhole: boolean): void {
    const last = states.at(-1);
    if (last !== undefined) {
      // Behind a warning Python prints the line of source that it is about.
      isSource = !isSource && /^ {2}\S/.test(raw) && /: \w+Warning: /.test(lines.at(-1)?.text ?? "");
      if (!isSource) lines.push({ text: last.text, isWhole, states });
    }
    [raw, states] = ["", []];
  }

  for (const { text, atNs } of printed) {
    const pieces = text.split(/[\r\n]+/);
    for (let i = 0; i < pieces.length; i += 1) {
      if (i > 0) end(true);
      const piece = pieces[i] ?? "";
      if (piece !== "") add(piece, atNs);
    }
  }
  end(false);
  return lines;
}

/** What stood there unfinished, such as a prompt, is the beginning of the first line afterwards. */
export function lineAcross(
  printed: readonly Observed<"printed">[],
  sinceNs: number,
): PrintedLine | undefined {
  const before = printed.filter(({ atNs }) => atNs <= sinceNs);
  const since = printed.slice(before.length);
  const begin = before.slice(Math.max(0, before.findLastIndex(endsLine)));
  const end = since.slice(0, since.findIndex(endsLine) + 1 || undefined);
  return linesOf([...begin, ...end]).find(
    ({ states }) => states.some(({ atNs }) => atNs <= sinceNs) && states.some(({ atNs }) => atNs > sinceNs),
  );
}

function endsLine({ text }: Observed<"printed">): boolean {
  return /[\r\n]/.test(text);
}

/** Lines with something in them that the client has printed. */
export function linesPrinted({ observations }: Case): number {
  return outputOf(observations, "client")
    .split("\n")
    .filter((line) => line.trim() !== "").length;
}

/** It printed fewer lines than in the control. */
export function isLessPrinted(seen: Case): boolean {
  return linesPrinted(seen) < (seen.evidence.control?.printed ?? 0);
}
