// Distinguishes the client's output from its own drawing of the typed line: linenoise and readline draw it themselves, and
// telnet(1) may turn the terminal's echo on again.

import { arrivalOfData, payloadText } from "../timeline/conversation.ts";
import { type Match, type Pattern, findMatch } from "../timeline/pattern.ts";
import { ofKind, rowsOf } from "../timeline/queries.ts";
import { type Experiment, isObserved } from "../inside/experiment.ts";

interface Said {
  readonly text: string;
  readonly atNs: number;
}

/** @param isDrawn whether a match is the client's drawing of the line; then the search continues */
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

/** A match, and the output that contains it. */
export interface Placed extends Match {
  readonly output: string;
}

/** The text is where it is in the typed line, and the server did not send it. (deadpeer's own client draws nothing.) */
export function isDrawing(experiment: Experiment, said: Said, match: Placed): boolean {
  if (experiment.spec.client === undefined) return false;
  return isPartOf(said.text, match) && !hasServerSaid(experiment, said, match.text);
}

/** Everything before it in the line is as it was typed: a line is redrawn at each key. */
export function isPartOf(typed: string, { text, end, output }: Placed): boolean {
  for (let at = typed.indexOf(text); at >= 0; at = typed.indexOf(text, at + 1)) {
    const to = at + text.length;
    if (output.slice(Math.max(0, end - to), end) === typed.slice(0, to)) return true;
  }
  return false;
}

/** Data from the server has arrived since, and contains these words or is not readable. */
function hasServerSaid(experiment: Experiment, { atNs }: Said, text: string): boolean {
  const { timeline, spec, observers } = experiment;
  if (!isObserved(observers, "segments")) return hasReceived(experiment, atNs);
  const delivered = new Set(ofKind(timeline.observations, "delivered").map(({ frame }) => frame));
  const come = ofKind(timeline.observations, "segment").filter(
    (segment) => segment.from.port === spec.port && segment.atNs > atNs && arrivalOfData(segment, delivered),
  );
  const payload = come.map((segment) => payloadText(segment)).join("");
  return payload.includes(text) || (payload !== "" && !isReadable(payload));
}

/** By the kernel's count of what has come to the client's socket since. (The tables are recorded as they change.) */
function hasReceived({ timeline: { observations } }: Experiment, sinceNs: number): boolean {
  const connection = ofKind(observations, "connection").at(-1);
  const counts = ofKind(observations, "sockets").map(({ atNs, rows }) => ({
    atNs,
    received: connection && rowsOf(rows, connection).client?.received,
  }));
  const before = counts.findLast(({ atNs }) => atNs <= sinceNs)?.received;
  const last = counts.findLast(({ received }) => received !== undefined)?.received;
  return before !== undefined && last !== undefined && last > before;
}

/** Nearly all characters of a text are printable; of encrypted or compressed data a third is. */
function isReadable(payload: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  const strange = payload.match(/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/g)?.length ?? 0;
  return strange * 5 < payload.length;
}
