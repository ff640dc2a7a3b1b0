// Whether what was cut may have come on another connection.

import type { Case } from "../../timeline/case.ts";
import type { SeenSegment } from "../../timeline/conversation.ts";
import { greatest } from "../../timeline/extremes.ts";
import { findExit } from "../../timeline/queries.ts";
import type { Flow } from "./flows.ts";

/**
 * Data of the server came since, and reached the client's host: on the connection under test, on one made since, or on one
 * over which the client has asked since. One that was open before, and is only served on, carries something else.
 */
export function isServedSince({ connection }: Case, flows: readonly Flow[], sinceNs: number): boolean {
  return flows.some((flow) => {
    const came = flow.toClient.segments.filter(isCome);
    const asked = flow.toServer.segments.filter(({ length }) => length > 0);
    const isSince = ({ atNs }: SeenSegment): boolean => atNs > sinceNs;
    // What was held, or delayed, was sent before.
    if (!came.some(({ arrivedAtNs = 0 }) => arrivedAtNs > sinceNs)) return false;
    const isUnderTest = flow.connection.client.port === connection?.client.port;
    return isUnderTest || asked.some(isSince) || [...came, ...asked].every(isSince);
  });
}

/** On another connection than that under test the server still sends it something. */
export function isStillServed({ connection }: Case, flows: readonly Flow[], sinceNs: number): boolean {
  return flows.some(
    (flow) =>
      flow.connection.client.port !== connection?.client.port &&
      flow.toClient.segments.some((segment) => isCome(segment) && segment.atNs > sinceNs),
  );
}

/** What a kernel sends again and again, and nobody gets, serves nobody. */
function isCome({ length, arrivedAtNs }: SeenSegment): boolean {
  return length > 0 && arrivedAtNs !== undefined;
}

/** Something comes every so often, at the least; */
const RESTS_NS = 100e6;
/** and in no longer than so many of its rests. */
const RESTS = 2;

/**
 * It runs on, and its server has sent it something, on other connections than that under test, again and again, until it was
 * watched no more: what it lacks may come yet.
 */
export function isStillAtWork(seen: Case, flows: readonly Flow[]): boolean {
  const { connection, ending } = seen;
  const others = flows.filter((flow) => flow.connection.client.port !== connection?.client.port);
  return isServedToTheEnd(seen, others, ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY);
}

/** It runs on, and so its server has since then, on these connections. */
export function isServedToTheEnd(
  { observations }: Pick<Case, "observations">,
  flows: readonly Flow[],
  sinceNs: number,
): boolean {
  const came = flows
    .flatMap(({ toClient }) =>
      toClient.segments.filter((segment) => isCome(segment) && segment.atNs > sinceNs),
    )
    .map(({ atNs }) => atNs)
    .sort((one, other) => one - other);
  const longest = greatest(
    came.slice(1).map((atNs, i) => atNs - (came[i] ?? 0)),
    RESTS_NS,
  );
  const [last, untilNs] = [came.at(-1), observations.at(-1)?.atNs ?? 0];
  if (last === undefined || findExit(observations, "client") !== undefined) return false;
  return untilNs - last <= RESTS * longest;
}
