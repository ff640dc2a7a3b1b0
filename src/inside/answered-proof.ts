// The proof of the moment `answered`: the request was taken, and the answer is there, and held: none of it has arrived.

import type { FaultMoment } from "../fault/moments.ts";
import type { Case } from "../timeline/case.ts";
import { type Arrival, type SeenSegment, arrivals } from "../timeline/conversation.ts";
import type { Observed } from "../timeline/observation.ts";
import { ofKind, rowsOf } from "../timeline/queries.ts";
import { type Finding, holds, unknown } from "../verdict/rule.ts";
import { endOf, findFound, relayed, saidBefore } from "./moment-evidence.ts";
import { stopOf } from "./stop.ts";
import { greatest } from "../timeline/extremes.ts";

export function answered(seen: Case, moment: FaultMoment): Finding {
  if (seen.fault === undefined) return unknown("there was no fault");
  const report = relayed(seen, stopOf(moment));
  return report ? byRelay(seen, report) : onWire(seen, seen.fault);
}

/** It has taken the answer from the server, and passed none of it on. */
function byRelay(seen: Case, report: Observed<"printed">): Finding {
  const request = dataOf(seen, "client->server").findLast(
    ({ atNs }) => atNs > saidBefore(seen) && atNs < (seen.fault?.atNs ?? 0),
  );
  if (request === undefined) return unknown("no request was seen");
  const early = arrivedBetween(seen, request.atNs);
  // What does not acknowledge the end of the request is the answer to something else.
  const isNews = early !== undefined && early.relativeAck >= endOf(request);
  if (isNews) return unknown(`of the answer ${early.text} had arrived`);
  const [bytes = "an answer"] = /\d+ bytes(?= are there, and held)/.exec(report.text) ?? [];
  return holds(
    `the server had answered (${bytes}), and the relay held all of it`,
    request,
    report,
    seen.fault,
  );
}

function onWire(seen: Case, fault: Observed<"fault">): Finding {
  const found = findFound(seen);
  if (found === undefined) return unknown("no request was seen on the wire");
  const held = dataOf(seen, "server->client").find(
    ({ wire, atNs }) => wire?.rule === found.rule && atNs < fault.atNs,
  );
  if (held === undefined) return unknown("no answer was held on the wire");
  const early = arrivedBetween(seen, found.atNs);
  if (early !== undefined) return unknown(`of the answer ${early.text} had arrived`);
  const sent = dataOf(seen, "client->server").filter(({ atNs }) => atNs < held.atNs);
  if (held.relativeAck < greatest(sent.map(endOf)))
    return unknown("the server had not acknowledged the whole request");
  const table = ofKind(seen.observations, "sockets").findLast(({ atNs }) => atNs <= fault.atNs);
  const unread = table && seen.connection && rowsOf(table.rows, seen.connection).server?.recvQ;
  if (unread !== 0)
    return unknown(`the server had ${unread ?? "an unknown number of"} bytes of the request unread`);
  const note = `the request was acknowledged and read, and its answer ${held.text} held: none of it had arrived`;
  return holds(note, found, held, table, fault);
}

function dataOf({ segments }: Case, direction: SeenSegment["direction"]): SeenSegment[] {
  return segments.filter((each) => each.direction === direction && each.length > 0);
}

/** Data of the server that reached the client's host after then and before the fault. */
function arrivedBetween(seen: Case, sinceNs: number): Arrival | undefined {
  return arrivals(dataOf(seen, "server->client")).find(
    ({ arrivedAtNs }) => arrivedAtNs > sinceNs && arrivedAtNs < (seen.fault?.atNs ?? 0),
  );
}
