// When each end closed, from the segments of a run in which the wire held every FIN and RST. Pure.

import type { Direction } from "../tcp/endpoint.ts";
import { type SeenSegment, connectionUnderTest, hasFlag, segmentsOf } from "../timeline/conversation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { RunRecord } from "../timeline/record.ts";
import { toMs } from "../timeline/units.ts";
import type { IdleEnd, IdleTimes } from "./result.ts";

export function readIdleTimes({ observations, drops }: Pick<RunRecord, "observations" | "drops">): IdleTimes {
  const connection = connectionUnderTest(observations);
  const segments = connection === undefined ? [] : segmentsOf(observations, connection);
  const untilNs = ofKind(observations, "step").at(-1)?.atNs ?? 0;
  const unknown = drops > 0 ? `the capture lost ${drops} frames` : undefined;
  const server = endOf(segments, "server->client", untilNs, unknown);
  const client = endOf(segments, "client->server", untilNs, unknown);
  return { server, client, ...whoIsFirst(server, client) };
}

function endOf(
  segments: readonly SeenSegment[],
  direction: Direction,
  untilNs: number,
  unknown: string | undefined,
): IdleEnd {
  const ending = segments.find((segment) => segment.direction === direction && ends(segment));
  const quietNs = segments.findLast(
    ({ length, atNs }) => length > 0 && atNs <= (ending?.atNs ?? Number.POSITIVE_INFINITY),
  )?.atNs;
  const watchedMs = Math.max(0, toMs(untilNs - (quietNs ?? 0)));
  if (unknown !== undefined || quietNs === undefined)
    return { watchedMs, why: unknown ?? "nothing was said on the connection" };
  const before = segments.find(
    (other) =>
      other.direction !== direction &&
      ends(other) &&
      (other.arrivedAtNs ?? Number.POSITIVE_INFINITY) < (ending?.atNs ?? Number.POSITIVE_INFINITY),
  );
  if (before !== undefined) return { watchedMs, why: "the other end's FIN had reached it" };
  if (ending === undefined) return { watchedMs };
  return { closesMs: toMs(ending.atNs - quietNs), by: hasFlag(ending, "R") ? "rst" : "fin", watchedMs };
}

function whoIsFirst(server: IdleEnd, client: IdleEnd): Pick<IdleTimes, "first" | "marginMs"> {
  const [atServer, atClient] = [momentOf(server), momentOf(client)];
  const isKnown = (end: IdleEnd): boolean => end.why === undefined;
  if (server.closesMs === undefined && client.closesMs === undefined)
    return { first: isKnown(server) && isKnown(client) ? "neither" : "unknown" };
  const first = atServer < atClient ? "server" : "client";
  const [one, other] = first === "server" ? [server, client] : [client, server];
  if (one.closesMs === undefined) return { first: "unknown" };
  // An end that closed because the first one had would have closed later.
  const marginMs = (other.closesMs ?? (isKnown(other) ? other.watchedMs : one.closesMs)) - one.closesMs;
  return { first, ...(isKnown(other) && { marginMs: Math.max(0, toMs(marginMs * 1e6)) }) };
}

function momentOf({ closesMs }: IdleEnd): number {
  return closesMs ?? Number.POSITIVE_INFINITY;
}

function ends(segment: SeenSegment): boolean {
  return hasFlag(segment, "F") || hasFlag(segment, "R");
}
