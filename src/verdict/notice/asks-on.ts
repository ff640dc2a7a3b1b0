// A client that polls, and in a silence asks for the next thing although the last was not answered, there or on a new
// connection: it has given that up.

import type { Case } from "../../timeline/case.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { type Flight, flightsOn } from "../bytes/flights.ts";
import { type Flow, flowsOf } from "../bytes/flows.ts";
import { isSealed } from "../bytes/sealed.ts";
import { textOf } from "../bytes/sent-again.ts";
import { shapeOf } from "../asks/kinds.ts";
import { masked } from "../lines/masked.ts";

/** What is sent so long after it is another thing. */
const PAUSE_NS = 100e6;

/**
 * Otherwise it asks for one thing after the other, each once the last was answered, on one connection at least. (The same
 * again may be another try, or a heartbeat: the next thing has another number.) On a new connection of TLS nobody can read
 * which it is.
 */
export function asksOn(seen: Case): boolean {
  if (seen.ending !== undefined || seen.typed.length > 0) return false;
  const flows = flowsOf(seen);
  return flows.some((flow) => asksOnBehind(flow, flows));
}

function asksOnBehind(flow: Flow, flows: readonly Flow[]): boolean {
  const flights = [...flightsOn(flow, Number.POSITIVE_INFINITY, true)];
  const last = flights.pop();
  if (last === undefined || last.answeredNs !== undefined || flights.length === 0) return false;
  if (flights.some((flight) => asksOf(flight).length > 1)) return false;
  const [first = "", ...more] = asksOf(last);
  const since = flows.filter(({ beganNs }) => beganNs > last.sentNs);
  return (
    more.some((text) => isNext(text, first)) ||
    since.some((other) => isSealed(other) || asksNext(other, textOf(last.segments)))
  );
}

/** The same but for numbers, or ids. */
function isNext(text: string, last: string): boolean {
  return (
    text !== last &&
    (masked(text) === masked(last) || (shapeOf(last) !== "" && shapeOf(text) === shapeOf(last)))
  );
}

function asksNext(flow: Flow, last: string): boolean {
  return flightsOn(flow, Number.POSITIVE_INFINITY, true).some(({ segments }) =>
    isNext(textOf(segments), last),
  );
}

/** The first piece of each; empty where it was not kept. */
function asksOf({ segments }: Flight): readonly string[] {
  const isAnother = ({ atNs }: SeenSegment, i: number): boolean =>
    atNs - (segments[i - 1]?.atNs ?? 0) > PAUSE_NS;
  return segments
    .filter((segment, i) => i === 0 || isAnother(segment, i))
    .map(({ payload }) => atob(payload));
}
