// A client that has several asks under way at once (pipelining): which of them were answered on the connection that ended,
// the answers that came do not say.

import { flightsOn } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { textOf } from "../bytes/sent-again.ts";
import { kindOf } from "./kinds.ts";

/** It has asked twice for something of one kind with no answer between. What cannot be read may be two asks as well. */
export function asksAtOnce(flow: Flow): boolean {
  const flights = flightsOn(flow, Number.POSITIVE_INFINITY, true);
  return flights.some(({ segments: [first, ...more] }) => {
    const kind = first === undefined ? "" : kindOf(textOf([first]));
    return more.some((segment) => kindOf(textOf([segment])) === kind);
  });
}
