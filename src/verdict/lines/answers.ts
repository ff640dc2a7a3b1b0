// Which of the lines that a client printed are for an answer of its server.

import type { Observation } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { PrintedLine } from "./lines-printed.ts";

/**
 * Those that it printed once something had been said to it; where nothing was, once its server had sent something. What it
 * prints as it begins is not among them.
 *
 * @param lines all that it printed until then
 */
export function answersIn(
  observations: readonly Observation[],
  lines: readonly PrintedLine[],
  untilNs: number = Number.POSITIVE_INFINITY,
): ReadonlySet<string> {
  const typed = ofKind(observations, "typed").find(({ atNs }) => atNs <= untilNs);
  const sinceNs = typed?.atNs ?? firstServed(observations);
  const answers = new Set<string>();
  for (const { states, text } of lines) if ((states[0]?.atNs ?? 0) > sinceNs) answers.add(text);
  return answers;
}

/** When the server's first data came. */
function firstServed(observations: readonly Observation[]): number {
  const port = ofKind(observations, "connection")[0]?.server.port;
  const data = ofKind(observations, "segment").find(({ from, length }) => from.port === port && length > 0);
  return data?.atNs ?? Number.POSITIVE_INFINITY;
}
