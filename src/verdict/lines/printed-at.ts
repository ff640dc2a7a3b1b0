// When a client had printed what was expected, so that it can be held against when the answer came.

import { greatest } from "../../timeline/extremes.ts";
import type { Observation, Observed } from "../../timeline/observation.ts";
import { plainText } from "../../timeline/output.ts";
import { after, printedBy } from "../../timeline/queries.ts";
import { type Flow, bytesBetween } from "../bytes/flows.ts";
import type { Said } from "../bytes/puts.ts";
import { timingBesidePushes } from "./pushed.ts";

/** Left out where it cannot be known: the terminal echoes it, or it is not found again. */
export function printedAt(
  observations: readonly Observation[],
  said: Said,
  expected: readonly Observed<"expected">[],
): number | undefined {
  const times = expected.map((each) => lastPrinted(observations, said, each));
  const known = times.filter((atNs) => atNs !== undefined);
  return known.length === 0 || known.length < times.length ? undefined : greatest(known);
}

/** When the last of its occurrences was complete: the one before may be an echo. */
function lastPrinted(
  observations: readonly Observation[],
  { text: typed, atNs }: Said,
  { text, id }: Observed<"expected">,
): number | undefined {
  // It may be its echo. (Where nothing was found there is no text, which is in every line.)
  if (typed.includes(text.trim())) return undefined;
  const printed = after(printedBy(observations, "client"), atNs).filter((each) => each.id < id);
  const pieces = printed.map((each) => plainText(each.text));
  const at = pieces.join("").lastIndexOf(text);
  if (at === -1) return undefined;
  let end = 0;
  const complete = pieces.findIndex((piece) => (end += piece.length) >= at + text.length);
  return printed[complete]?.atNs;
}

/** Between the clocks that stamp a segment and a line there may be so much. */
const NEAR_NS = 1e6;

/** `unclear`: after data that the server may have sent by itself. `answered-later`: so, and its text came later. */
export type Timing = "before" | "answered-later" | "near" | "after" | "unclear";

/** What was printed that was expected, and when it was complete. */
export interface Claim {
  readonly saidNs: number;
  readonly printedNs: number | undefined;
  readonly texts: readonly string[];
}

/**
 * Whether it was printed before anything had come from the server since the thing was said. A line is stamped when deadpeer
 * has read it, which is never before it was printed: so `before` is certain.
 */
export function timingOf(flows: readonly Flow[], { saidNs, printedNs, texts }: Claim): Timing {
  if (printedNs === undefined) return "after";
  if (bytesBetween(flows, saidNs, printedNs + 1) > 0)
    return timingBesidePushes(flows, { saidNs, printedNs, texts });
  return bytesBetween(flows, saidNs, printedNs + NEAR_NS) > 0 ? "near" : "before";
}
