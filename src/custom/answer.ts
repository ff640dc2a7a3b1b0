// What the client prints is an answer, or only what it draws of the line that was typed: linenoise and readline draw it
// themselves, and telnet(1) may turn the terminal's echo on again.

import { arrivalOfData, payloadText } from "../timeline/conversation.ts";
import { type Match, type Pattern, findMatch } from "../timeline/pattern.ts";
import { ofKind } from "../timeline/queries.ts";
import type { Experiment } from "../inside/experiment.ts";

interface Said {
  readonly text: string;
  readonly atNs: number;
}

/** @param isDrawn whether a match is what the client has drawn: then it is looked for further on */
export function findAnswer(
  pattern: Pattern,
  output: string,
  from: number,
  isDrawn: (match: Placed) => boolean,
): Match | undefined {
  for (let match = findMatch(pattern, output, from); match; match = findMatch(pattern, output, from)) {
    if (!isDrawn({ ...match, output })) return match;
    from = match.end - match.text.length + 1;
  }
  return undefined;
}

/** A match, and the output that it is in. */
export interface Placed extends Match {
  readonly output: string;
}

/** The text stands where it stands in the line typed, and the server has not said it. */
export function isDrawing(experiment: Experiment, said: Said, match: Placed): boolean {
  return isPartOf(said.text, match) && !hasServerSaid(experiment, said, match.text);
}

/** What is before it, back to the line's beginning, is as it was typed: a line is drawn again at each key. */
export function isPartOf(typed: string, { text, end, output }: Placed): boolean {
  for (let at = typed.indexOf(text); at >= 0; at = typed.indexOf(text, at + 1)) {
    const to = at + text.length;
    if (output.slice(Math.max(0, end - to), end) === typed.slice(0, to)) return true;
  }
  return false;
}

/** Data of the server has come since, with these words in it, or such as cannot be read. */
function hasServerSaid({ timeline, spec }: Experiment, { atNs }: Said, text: string): boolean {
  const delivered = new Set(ofKind(timeline.observations, "delivered").map(({ frame }) => frame));
  const come = ofKind(timeline.observations, "segment").filter(
    (segment) => segment.from.port === spec.port && segment.atNs > atNs && arrivalOfData(segment, delivered),
  );
  const payload = come.map((segment) => payloadText(segment)).join("");
  return payload.includes(text) || (payload !== "" && !isReadable(payload));
}

/** Of text nearly all is printable: of what is encrypted or packed it is a third. */
function isReadable(payload: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  const strange = payload.match(/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/g)?.length ?? 0;
  return strange * 5 < payload.length;
}
