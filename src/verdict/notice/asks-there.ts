// A client that has asked once more on a new connection, or for the first time, and waits there for its answer: it may yet
// tell.

import type { Case } from "../../timeline/case.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { Ledger } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { type Flow, flowsOf } from "../bytes/flows.ts";

/** It got to the new server's host, and was neither answered nor refused. */
const UNDER_WAY: ReadonlySet<Fate> = new Set(["taken", "unread", "acknowledged"]);

/**
 * Something that is lost was sent on more than one connection, or on one that was made since; such a one lives, and has
 * nothing from the server since the client's last data; and a thread sleeps until it can read another socket than the old
 * one.
 */
export function asksThere(seen: Case, { said }: Ledger): boolean {
  const { ending, fault, observations } = seen;
  const sinceNs = ending?.arrivedAtNs ?? fault?.atNs; // a server that has stopped ends nothing
  if (sinceNs === undefined) return false;
  const since = flowsOf(seen).filter(({ beganNs }) => beganNs > sinceNs);
  const isThere = said.some(({ isLost, fate, connections = 1, atNs }) => {
    const isSaidThere = connections > 1 || since.some((flow) => flow.beganNs < atNs && sentNs(flow) > atNs);
    return isLost === true && isSaidThere && UNDER_WAY.has(fate);
  });
  if (!isThere) return false;
  const look = ofKind(observations, "waiting").findLast(({ role }) => role === "client");
  const reads = look?.threads.some(({ on }) =>
    on.some((each) => each.what === "socket" && !each.isConnection && each.reads !== false),
  );
  return reads === true && since.some((flow) => isUnanswered(flow) && !hasEnded(seen, flow));
}

function isUnanswered(flow: Flow): boolean {
  const came = flow.toClient.segments.findLast(({ length }) => length > 0)?.arrivedAtNs ?? 0;
  return sentNs(flow) > came;
}

function sentNs({ toServer }: Flow): number {
  return toServer.segments.findLast(({ length }) => length > 0)?.atNs ?? 0;
}

function hasEnded({ observations }: Case, { connection: { client } }: Flow): boolean {
  return ofKind(observations, "segment").some(
    ({ from, to, flags }) => /[FR]/.test(flags) && (from.port === client.port || to.port === client.port),
  );
}
