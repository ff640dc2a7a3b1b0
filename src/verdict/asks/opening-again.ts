// A client that connects again, and has said no more there than what began its session before.

import { flightsOn } from "../bytes/flights.ts";
import type { Flow } from "../bytes/flows.ts";
import { textOf } from "../bytes/sent-again.ts";
import { type Ask, asksOn, beginsAlike } from "./ask.ts";
import { beginsAnything } from "./begun-asks.ts";
import { isSealed } from "../bytes/sealed.ts";

/**
 * It has said no more on this connection than what began its session on an earlier one, where it asked nothing by itself
 * since: a subscriber that connects again. What is sealed cannot be told from an ask.
 */
export function isOpeningAgain({ flow, segments, isBegun }: Ask, flows: readonly Flow[]): boolean {
  if (isBegun || isSealed(flow) || flightsOn(flow, Number.POSITIVE_INFINITY).length > 1) return false;
  const text = textOf(segments);
  return flows.some((other) => {
    if (other.beganNs >= flow.beganNs) return false;
    const asks = asksOn(other, Number.POSITIVE_INFINITY);
    const isSession = asks.length === 1 && flightsOn(other, Number.POSITIVE_INFINITY).length > 1;
    return isSession && beginsAlike(text, textOf(asks[0]?.segments ?? [])) && !beginsAnything(other);
  });
}
