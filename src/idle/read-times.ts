// When each end closed, from the segments of a run in which the wire held every FIN and RST. Pure.

import type { Direction } from "../tcp/endpoint.ts";
import { type SeenSegment, connectionUnderTest, hasFlag, segmentsOf } from "../timeline/conversation.ts";
import { ofKind } from "../timeline/queries.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatDuration, toMs } from "../timeline/units.ts";
import { type Goodbye, goodbyeBefore } from "./goodbye.ts";
import type { IdleEnd, IdleTimes } from "./result.ts";
import { greatest } from "../timeline/extremes.ts";
import { whyNotWhole } from "../timeline/not-whole.ts";

export function readIdleTimes({ observations, drops }: Pick<RunRecord, "observations" | "drops">): IdleTimes {
  const connection = connectionUnderTest(observations);
  const segments = connection === undefined ? [] : segmentsOf(observations, connection);
  const idleNs = ofKind(observations, "fault").at(0)?.atNs;
  const data = segments.filter(({ length }) => length > 0);
  const endings = segments.filter((segment) => ends(segment));
  const firstOf = (direction: Direction): SeenSegment | undefined =>
    endings.find((each) => each.direction === direction);
  const goodbyes = (["server->client", "client->server"] as const)
    .map((direction) => firstOf(direction))
    .flatMap((ending) => (ending && goodbyeBefore(ending, data, idleNs)) ?? []);
  const seen: Seen = {
    endings,
    goodbyes,
    said: data.filter(({ atNs }) => !goodbyes.some(({ fromNs, toNs }) => atNs >= fromNs && atNs <= toNs)),
    idleNs,
    untilNs: ofKind(observations, "step").at(-1)?.atNs ?? 0,
    unknown: whyNotWhole(drops),
  };
  const server = endOf(seen, firstOf("server->client"), "server->client");
  const client = endOf(seen, firstOf("client->server"), "client->server");
  return { server, client, ...whoIsFirst(server, client) };
}

interface Seen {
  readonly endings: readonly SeenSegment[];
  readonly goodbyes: readonly Goodbye[];
  /** Segments with data, but for goodbyes. */
  readonly said: readonly SeenSegment[];
  /** Since when nothing is said to the client. */
  readonly idleNs: number | undefined;
  readonly untilNs: number;
  readonly unknown: string | undefined;
}

function endOf(seen: Seen, ending: SeenSegment | undefined, direction: Direction): IdleEnd {
  const { endings, goodbyes, said, untilNs, unknown } = seen;
  const endsNs = ending?.atNs ?? Number.POSITIVE_INFINITY;
  const quietNs = said.findLast(({ atNs }) => atNs <= endsNs)?.atNs;
  const watchedMs = Math.max(0, toMs(untilNs - (quietNs ?? 0)));
  if (unknown !== undefined || quietNs === undefined)
    return { watchedMs, why: unknown ?? "nothing was said on the connection" };
  const before = endings.some(
    (other) => other.direction !== direction && (other.arrivedAtNs ?? Number.POSITIVE_INFINITY) < endsNs,
  );
  if (before) return { watchedMs, why: "the other end's FIN had reached it" };
  if (ending === undefined) return stays(seen);
  if (goodbyes.some(({ fromNs, toNs }) => toNs !== endsNs && fromNs < endsNs))
    return { watchedMs, why: "the other end had said goodbye" };
  return { closesMs: toMs(ending.atNs - quietNs), by: hasFlag(ending, "R") ? "rst" : "fin", watchedMs };
}

/** Of the time that it was to be idle it must have been idle for so much, or it is not known what comes of that. */
const MOST = 0.9;

function stays({ said, idleNs, untilNs }: Seen): IdleEnd {
  const lastNs = said.at(-1)?.atNs ?? 0;
  if (idleNs === undefined) return { watchedMs: toMs(untilNs - lastNs) };
  const since = said.filter(({ atNs }) => atNs >= idleNs);
  const moments = [
    said.findLast(({ atNs }) => atNs < idleNs)?.atNs ?? idleNs,
    ...since.map(({ atNs }) => atNs),
  ];
  const silences = moments.map((atNs, i) => (moments[i + 1] ?? untilNs) - atNs);
  const longestNs = greatest(silences);
  const watchedMs = toMs(longestNs);
  if (longestNs >= MOST * (untilNs - idleNs)) return { watchedMs };
  const who = since[0]?.direction === "client->server" ? "client" : "server";
  const why = `it was never idle for longer than ${formatDuration(longestNs)}: the ${who} sends by itself`;
  return { watchedMs, why };
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
