// What a client sent on its connection once its server had ended, and an RST answered.

import type { Case } from "../../timeline/case.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { findExit } from "../../timeline/queries.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import { type Flow, findRefusal } from "../bytes/flows.ts";

/** What leaves so soon after the server's end may be a farewell. */
export const FAREWELL_NS = 20e6;

export interface Refused {
  readonly last: Flight;
  readonly first: SeenSegment;
  readonly refusal: SeenSegment;
}

/**
 * What a client that has ended sent last, its first segment, and the RST that answered it.
 *
 * @param endedNs when its server had ended
 * @param sinceNs it was sent after that
 */
export function refusedSince(
  { observations }: Case,
  flow: Flow,
  endedNs: number,
  sinceNs: number = endedNs,
): Refused | undefined {
  const last = flightsOn(flow, endedNs, true).at(-1);
  const first = last?.segments[0];
  if (last === undefined || first === undefined || last.sentNs <= sinceNs) return undefined;
  const refusal = findRefusal(first.atNs, flow.toClient);
  const isOver = findExit(observations, "client") !== undefined;
  return refusal === undefined || !isOver ? undefined : { last, first, refusal };
}
