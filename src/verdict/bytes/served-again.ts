// Whether what was cut may have come on another connection.

import type { Case } from "../../timeline/case.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import type { Flow } from "./flows.ts";

/**
 * Data of the server came since, on the connection under test, on one made since, or on one over which the client has asked
 * since. One that was open before, and is only served on, carries something else.
 */
export function isServedSince({ connection }: Case, flows: readonly Flow[], sinceNs: number): boolean {
  return flows.some((flow) => {
    const came = flow.toClient.segments.filter(({ length }) => length > 0);
    const asked = flow.toServer.segments.filter(({ length }) => length > 0);
    const isSince = ({ atNs }: SeenSegment): boolean => atNs > sinceNs;
    if (!came.some(isSince)) return false;
    const isUnderTest = flow.connection.client.port === connection?.client.port;
    return isUnderTest || asked.some(isSince) || [...came, ...asked].every(isSince);
  });
}

/** On another connection than that under test the server still sends it something. */
export function isStillServed({ connection }: Case, flows: readonly Flow[], sinceNs: number): boolean {
  return flows.some(
    (flow) =>
      flow.connection.client.port !== connection?.client.port &&
      flow.toClient.segments.some(({ length, atNs }) => length > 0 && atNs > sinceNs),
  );
}
