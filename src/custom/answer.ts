// Distinguishes the client's output from its own drawing of the typed line: linenoise and readline draw it themselves, and
// telnet(1) may turn the terminal's echo on again.

import { type Match, type Pattern, findMatch } from "../timeline/pattern.ts";
import { type Experiment, isObserved } from "../inside/experiment.ts";
import { ofKind, rowsOf } from "../timeline/queries.ts";
import { hasServerSaid } from "../inside/server-said.ts";

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
  return isPartOf(said.text, match) && !hasSaid(experiment, said, match.text);
}

/** Everything before it in the line is as it was typed: a line is redrawn at each key. */
export function isPartOf(typed: string, { text, end, output }: Placed): boolean {
  for (let at = typed.indexOf(text); at >= 0; at = typed.indexOf(text, at + 1)) {
    const to = at + text.length;
    if (output.slice(Math.max(0, end - to), end) === typed.slice(0, to)) return true;
  }
  return false;
}

function hasSaid(experiment: Experiment, { atNs }: Said, text: string): boolean {
  const { timeline, spec, observers } = experiment;
  if (!isObserved(observers, "segments")) return hasReceived(experiment, atNs);
  return hasServerSaid(timeline.observations, spec.port, atNs, text);
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
