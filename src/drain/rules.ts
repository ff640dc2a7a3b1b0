// What is expected of a server that is asked to end: one statement for each part. Pure.

import type { Case } from "../timeline/case.ts";
import { type SeenSegment, hasFlag, segmentsOf } from "../timeline/conversation.ts";
import { after, findExit, ofKind } from "../timeline/queries.ts";
import { formatDuration, formatEnd } from "../timeline/units.ts";
import { hasLeftIn } from "../verdict/asks/promised.ts";
import { type Finding, type Rule, differs, holds, unknown } from "../verdict/rule.ts";
import { IDLE, NEWCOMER } from "./others.ts";
import { refusalOf } from "./refusal.ts";
import { isAnsweredAt, lackAt } from "./whole-answer.ts";

/** The statement that is about idle connections, if there are to be any. */
export const OF_IDLE = "idle";

export const drainRules: readonly Rule[] = [
  {
    id: "finished",
    text: "The request that is under way is finished.",
    needs: ["segments", "output"],
    judge: finished,
  },
  { id: OF_IDLE, text: "Idle connections are closed by a FIN.", needs: ["segments"], judge: idleClosed },
  { id: "new", text: "No new connection is accepted.", needs: ["segments"], judge: newcomerRefused },
  { id: "no-rst", text: "No connection ends with an RST.", needs: ["segments"], judge: withoutReset },
  { id: "once", text: "Nothing is done twice.", needs: ["segments"], judge: doneOnce },
  { id: "ends", text: "The server ends.", needs: ["processes"], judge: ended },
];

const askedNs = ({ fault }: Case): number => fault?.atNs ?? Number.POSITIVE_INFINITY;
const sinceAsked = (seen: Case, atNs: number): string =>
  `${formatDuration(atNs - askedNs(seen))} after it was asked`;

function isEnding(segment: SeenSegment): boolean {
  return segment.direction === "server->client" && (hasFlag(segment, "F") || hasFlag(segment, "R"));
}

function finished(seen: Case): Finding {
  const saidNs = seen.typed.findLast(({ atNs }) => atNs < askedNs(seen))?.atNs ?? Number.POSITIVE_INFINITY;
  const since = after(seen.segments, saidNs).filter(({ length }) => length > 0);
  const request = since.find(({ direction }) => direction === "client->server");
  const answer = since.find(({ direction }) => direction === "server->client");
  if (request === undefined) return unknown("the request was not seen");
  if (answer !== undefined && answer.atNs < askedNs(seen))
    return unknown(
      "the answer had begun before the server was asked: choose a request that takes longer, or --mid-request BYTES",
    );
  // Whatever its client then prints in the place of an answer.
  if (answer === undefined) return unanswered(seen, request);
  const expected = ofKind(seen.observations, "expected").find(({ phase }) => phase === "after");
  if (expected?.found === false)
    return differs("the answer began, and what was expected never came", request, answer);
  const short = cutShort(seen, request, answer);
  if (short) return short;
  const refusal = refusalOf(seen, request, answer, expected !== undefined);
  if (refusal) return refusal;
  const last = lastOf(since, expected?.atNs) ?? answer;
  return holds(`it was answered ${sinceAsked(seen, last.atNs)}`, request, last, expected);
}

/** Of an answer: what was expected was printed by `byNs`, when it was looked for. */
function lastOf(since: readonly SeenSegment[], byNs = Number.POSITIVE_INFINITY): SeenSegment | undefined {
  return since.findLast(({ direction, atNs }) => direction === "server->client" && atNs <= byNs);
}

/** What was expected is printed of its beginning, and the rest of it never came. */
function cutShort(seen: Case, request: SeenSegment, answer: SeenSegment): Finding | undefined {
  if (lackAt(seen.segments) === undefined) return undefined;
  const ending = endingOf(seen);
  if (hasLeftIn(seen, ending?.atNs)) return undefined;
  return ending === undefined
    ? differs("its answer began, and the end of it never came", request, answer)
    : differs(
        `${nameOf(ending)} came before the end of its answer, ${sinceAsked(seen, ending.atNs)}`,
        request,
        ending,
      );
}

function unanswered(seen: Case, request: SeenSegment): Finding {
  const ending = endingOf(seen);
  if (ending === undefined) return differs("it was not answered, and its connection was left open", request);
  return differs(
    `${nameOf(ending)} came in place of the answer, ${sinceAsked(seen, ending.atNs)}`,
    request,
    ending,
  );
}

function endingOf(seen: Case): SeenSegment | undefined {
  return after(seen.segments, askedNs(seen)).find(isEnding);
}

function nameOf(ending: SeenSegment): string {
  return hasFlag(ending, "R") ? "an RST" : "a FIN";
}

function idleClosed(seen: Case): Finding {
  const idle = probesOf(seen, IDLE);
  if (idle.length === 0) return unknown("no connection was idle");
  const closed = idle.map((segments) => segments.find(isEnding));
  const left = idle.flatMap((segments) => leftBefore(segments, askedNs(seen)) ?? []);
  const early = closed.find((ending) => ending !== undefined && ending.atNs < askedNs(seen));
  if (early || left.some(({ atNs }) => atNs < askedNs(seen)))
    return unknown("one had been closed before the server was asked");
  if (idle.some((segments) => isAnsweredAt(segments, askedNs(seen))))
    return unknown(
      "one was still being answered when the server was asked: --expect what comes at the end of the answer",
    );
  const reset = closed.find((ending) => ending !== undefined && hasFlag(ending, "R"));
  if (reset) return differs(`one got an RST, ${sinceAsked(seen, reset.atNs)}`, reset);
  const open = closed.filter((ending) => ending === undefined).length;
  if (open > 0) return differs(`${open} of ${idle.length} stayed open`);
  const [gone] = left;
  if (gone)
    return unknown(
      `the client of one closed it first, ${sinceAsked(seen, gone.atNs)}: use one that keeps an idle connection for longer`,
    );
  const last = closed.reduce((late, each) => ((each?.atNs ?? 0) > (late?.atNs ?? 0) ? each : late));
  return holds(`${idle.length} of ${idle.length}, the last ${sinceAsked(seen, last?.atNs ?? 0)}`, ...closed);
}

/** Its client's own FIN or RST, to which the server's FIN only replied, unless the server had said something (a goodbye). */
function leftBefore(segments: readonly SeenSegment[], sinceNs: number): SeenSegment | undefined {
  const untilNs = segments.find(isEnding)?.atNs ?? Number.POSITIVE_INFINITY;
  const left = segments.find(
    (segment) =>
      segment.direction === "client->server" &&
      (hasFlag(segment, "F") || hasFlag(segment, "R")) &&
      (segment.arrivedAtNs ?? Number.POSITIVE_INFINITY) < untilNs,
  );
  if (left === undefined) return undefined;
  const isTold = after(segments, sinceNs).some(
    ({ direction, length, atNs }) => direction === "server->client" && length > 0 && atNs < left.atNs,
  );
  return isTold ? undefined : left;
}

function newcomerRefused(seen: Case): Finding {
  const [segments] = probesOf(seen, NEWCOMER);
  if (segments === undefined) return unknown("none was tried");
  const [answer, ...others] = segments.filter(({ direction }) => direction === "server->client");
  const syn = segments[0];
  if (answer === undefined || syn === undefined) return unknown("its SYN was not answered");
  const when = sinceAsked(seen, syn.atNs);
  if (hasFlag(answer, "R")) return holds(`one that came ${when} was refused`, syn, answer);
  const ending = others.find(isEnding);
  const then =
    ending === undefined
      ? "and stayed open"
      : `and ended by ${hasFlag(ending, "R") ? "an RST" : "a FIN"} ${sinceAsked(seen, ending.atNs)}`;
  return differs(`one that came ${when} was accepted, ${then}`, syn, answer, ending);
}

function withoutReset(seen: Case): Finding {
  const connections = [seen.segments, ...probesOf(seen, IDLE)];
  const resets = connections.flatMap((segments) =>
    after(segments, askedNs(seen)).filter(
      (segment) => segment.direction === "server->client" && hasFlag(segment, "R"),
    ),
  );
  const [first] = resets;
  return first === undefined
    ? holds(`${connections.length} connections, and no RST`)
    : differs(`${resets.length} came, the first ${sinceAsked(seen, first.atNs)}`, first);
}

function doneOnce(seen: Case): Finding {
  const counts = ofKind(seen.observations, "counted");
  if (counts.length > 0)
    return byCount(
      seen,
      counts.map(({ count }) => count),
    );
  // What other clients say on their own idle connections is not that request: TLS's reply to a goodbye, a heartbeat.
  const known = new Set(
    ofKind(seen.observations, "probe").flatMap(({ text, connection }) =>
      text === IDLE && connection ? [connection.client.port] : [],
    ),
  ).add(seen.connection?.client.port ?? 0);
  const resent = after(seen.observations, askedNs(seen)).find(
    (each) =>
      each.kind === "segment" &&
      each.length > 0 &&
      !known.has(each.from.port) &&
      each.to.port === seen.connection?.server.port,
  );
  return resent === undefined
    ? holds("nothing was sent again on another connection")
    : unknown("something was sent on another connection after it was asked: --count shows what was done");
}

function byCount(seen: Case, [before, last]: readonly (number | undefined)[]): Finding {
  if (before === undefined || last === undefined) return unknown("what --count printed is not a number");
  const idle = probesOf(seen, IDLE).length;
  const early = seen.typed.filter(({ atNs }) => atNs < askedNs(seen)).length;
  const said = early + idle * Math.max(0, early - 1); // each idle client did the exchange, and no more
  const done = last - before;
  const note = `${said} requests, and ${done} were counted`;
  return done > said ? differs(note) : holds(note);
}

function ended(seen: Case): Finding {
  const { fault, observations } = seen;
  if (fault === undefined) return unknown("it was not asked");
  const ends = after(ofKind(observations, "process-ended"), fault.atNs);
  const asked = [fault.pid, ...(fault.others ?? [])];
  const left = asked.filter((pid) => !ends.some((end) => end.pid === pid));
  const lastNs = observations.at(-1)?.atNs ?? 0;
  if (left.length > 0) return differs(`${named(left)} still ran ${sinceAsked(seen, lastNs)}`, fault);
  const begun = begunSince(seen, asked);
  if (begun.length > 0)
    return differs(
      `${named(begun)} of it, begun after it was asked, still ran ${sinceAsked(seen, lastNs)}`,
      fault,
    );
  const last = ends.at(-1);
  const exit = findExit(observations, "server");
  return holds(`${sinceAsked(seen, last?.atNs ?? 0)}${exit ? `, with ${formatEnd(exit)}` : ""}`, fault, last);
}

/** The server's processes that are left, and were not there when it was asked. */
function begunSince({ observations }: Case, asked: readonly number[]): readonly number[] {
  const rows = ofKind(observations, "processes").at(-1)?.rows ?? [];
  return rows.flatMap(({ pid, state }) => (state === "Z" || asked.includes(pid) ? [] : [pid]));
}

/** `processes 7 and 8` */
function named(pids: readonly number[]): string {
  return pids.length === 1
    ? `process ${pids[0]}`
    : `processes ${pids.join(", ").replace(/, (\d+)$/, " and $1")}`;
}

/** The segments of each connection that was recorded so. */
function probesOf({ observations }: Case, text: string): SeenSegment[][] {
  return ofKind(observations, "probe").flatMap((probe) =>
    probe.text === text && probe.connection ? [segmentsOf(observations, probe.connection)] : [],
  );
}
