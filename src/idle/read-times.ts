// When each end closed, from the segments of a run in which the wire held every FIN and RST. Pure.

import type { Direction } from "../tcp/endpoint.ts";
import { type SeenSegment, connectionUnderTest, hasFlag, segmentsOf } from "../timeline/conversation.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatDuration, formatEnd, toMs } from "../timeline/units.ts";
import { type Goodbye, goodbyeBefore } from "./goodbye.ts";
import type { IdleEnd, IdleTimes } from "./result.ts";
import { greatest } from "../timeline/extremes.ts";
import { whyNotWhole } from "../timeline/not-whole.ts";
import { allMs, latenessIn } from "../verdict/signs/lateness.ts";

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
  const [fromServer, fromClient] = [firstOf("server->client"), firstOf("client->server")];
  const server = {
    ...endOf(seen, fromServer, "server->client"),
    ...endedWith(observations, "server", fromServer),
  };
  const client = {
    ...endOf(seen, fromClient, "client->server"),
    ...endedWith(observations, "client", fromClient),
  };
  const endsNs = [fromServer, fromClient].map((ending) => ending?.atNs ?? 0);
  const late = latenessIn({ observations }, idleNs ?? 0, greatest(endsNs));
  const lateMs = late === undefined ? 0 : allMs(late);
  const isRestless = [fromServer, fromClient].some((ending) => ending && whyRestless(seen, ending.atNs));
  return {
    server,
    client,
    ...(isRestless ? { first: "unknown" } : decide(whoIsFirst(server, client), lateMs)),
  };
}

/** Timers come late by some milliseconds, and an event loop has other things to do. */
const SCATTER_MS = 20;

/** By a margin that is no larger than that, and how late anybody was, one run does not show who is first the next time. */
function decide(who: WhoIsFirst, lateMs: number): WhoIsFirst {
  const isTie = who.marginMs !== undefined && who.marginMs <= SCATTER_MS + lateMs;
  return isTie ? { ...who, first: "unknown" } : who;
}

/** A program's end closes its connections just before it is seen. */
const JUST_BEFORE_NS = 250e6;

/** How the program ended of which that FIN or RST came, if it did: it was no idle time of that connection alone. */
function endedWith(
  observations: RunRecord["observations"],
  role: "server" | "client",
  ending: SeenSegment | undefined,
): Pick<IdleEnd, "ended"> {
  const exit = findExit(observations, role);
  if (exit === undefined || ending === undefined) return {};
  return Math.abs(exit.atNs - ending.atNs) <= JUST_BEFORE_NS ? { ended: formatEnd(exit) } : {};
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
  const restless = whyRestless(seen, endsNs);
  if (restless !== undefined) return { watchedMs, why: restless };
  return { closesMs: toMs(ending.atNs - quietNs), by: hasFlag(ending, "R") ? "rst" : "fin", watchedMs };
}

/** Of the time that it was to be idle it must have been idle for so much, or it is not known what comes of that. */
const MOST = 0.9;

function stays(seen: Seen): IdleEnd {
  const { said, idleNs, untilNs } = seen;
  if (idleNs === undefined) return { watchedMs: toMs(untilNs - (said.at(-1)?.atNs ?? 0)) };
  const longestNs = greatest(silencesUntil(seen, idleNs, untilNs));
  const watchedMs = toMs(longestNs);
  if (longestNs >= MOST * (untilNs - idleNs)) return { watchedMs };
  return { watchedMs, why: sendsByItself(seen, idleNs, longestNs) };
}

/** Why that FIN or RST is not what comes of a silence: one that was as long had passed without it. */
function whyRestless(seen: Seen, endsNs: number): string | undefined {
  const { said, idleNs } = seen;
  if (idleNs === undefined) return undefined;
  const silences = silencesUntil(seen, idleNs, endsNs);
  const broken = said.filter(({ atNs }) => atNs >= idleNs && atNs <= endsNs);
  // What the server says first, or to the client's words, may be of an answer that it was still working on.
  const isAnswer = (i: number): boolean =>
    broken[i]?.direction === "server->client" && broken[i - 1]?.direction !== "server->client";
  const earlier = silences.slice(0, -1).filter((_, i) => !isAnswer(i));
  if (earlier.length === 0 || greatest(earlier) < (silences.at(-1) ?? 0)) return undefined;
  return sendsByItself(seen, idleNs, greatest(silences));
}

/** Between all that was said from the last word before the idle time on. */
function silencesUntil({ said }: Seen, idleNs: number, untilNs: number): readonly number[] {
  const moments = [
    said.findLast(({ atNs }) => atNs < idleNs)?.atNs ?? idleNs,
    ...said.flatMap(({ atNs }) => (atNs >= idleNs && atNs <= untilNs ? [atNs] : [])),
  ];
  return moments.map((atNs, i) => (moments[i + 1] ?? untilNs) - atNs);
}

function sendsByItself({ said }: Seen, idleNs: number, longestNs: number): string {
  const since = said.find(({ atNs }) => atNs >= idleNs);
  const who = since?.direction === "client->server" ? "client" : "server";
  return `it was never idle for longer than ${formatDuration(longestNs)}: the ${who} sends by itself`;
}

type WhoIsFirst = Pick<IdleTimes, "first" | "marginMs">;

function whoIsFirst(server: IdleEnd, client: IdleEnd): WhoIsFirst {
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
