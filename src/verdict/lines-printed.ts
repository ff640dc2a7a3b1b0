// What a program printed, line by line, so that it can be compared with what it prints another time.

import type { Observation, Observed } from "../timeline/observation.ts";
import { after, printedBy } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { plainText } from "./output.ts";

export interface PrintedLine {
  readonly atNs: number;
  /** As far as it had come, without escape sequences. */
  readonly text: string;
  /** The same with every number as `#`, to be compared with what it prints another time. */
  readonly line: string;
}

/** A line each time something is added to it: a prompt has no end. */
export function linesOf(printed: readonly Observed<"printed">[]): PrintedLine[] {
  let begun = "";
  return printed.flatMap(({ text, atNs }) => {
    const pieces = text.split(/[\r\n]+/);
    return pieces.flatMap((piece, i) => {
      begun = i === 0 ? begun + piece : piece;
      const shown = plainText(begun).trim();
      return shown === "" || piece === "" ? [] : [{ atNs, text: shown, line: shown.replace(/\d+/g, "#") }];
    });
  });
}

/** What the client printed after `sinceNs` and never in its control run. */
export function newLines(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord | undefined,
): PrintedLine[] {
  const usual = control?.lines.join("\n") ?? "";
  return linesOf(after(printedBy(observations, "client"), sinceNs)).filter(
    ({ line }) => control === undefined || !usual.includes(line),
  );
}
