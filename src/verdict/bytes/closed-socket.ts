// When the client no longer held its socket, from /proc/PID/fd and the socket table: not every close sends a segment.

import type { Case } from "../../timeline/case.ts";
import { hasFlag } from "../../timeline/conversation.ts";
import { smallest } from "../../timeline/extremes.ts";
import { halfClosedNs } from "../../timeline/half-closed.ts";
import type { Observed } from "../../timeline/observation.ts";
import { looksWithoutHolder, ofKind, rowsOf } from "../../timeline/queries.ts";

/** States that only a client which has closed its end, or shut it down, comes to. */
const CLOSING: ReadonlySet<string> = new Set(["FIN_WAIT1", "FIN_WAIT2", "CLOSING", "LAST_ACK"]);

/**
 * Its process has no descriptor of the socket any more: after an RST no segment tells of that. Or the table shows its end
 * closing: its FIN waits behind what nobody has acknowledged, and no segment tells of that either. In nanoseconds.
 */
export function closedNs(seen: Case, sinceNs: number): number | undefined {
  const { observations, connection } = seen;
  if (connection === undefined) return undefined;
  const droppedNs = looksWithoutHolder(seen).find((atNs) => atNs > sinceNs);
  const closing = hadSentFin(seen, sinceNs)
    ? undefined
    : ofKind(observations, "sockets").find(
        ({ atNs, rows }) => atNs > sinceNs && CLOSING.has(rowsOf(rows, connection).client?.state ?? ""),
      );
  const atNs = smallest([droppedNs, closing?.atNs].map((each) => each ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(atNs) ? atNs : undefined;
}

/** Of a half that was closed before (UNP 6.6) these states are no news. */
function hadSentFin(seen: Case, sinceNs: number): boolean {
  const hasSent = seen.segments.some(
    (each) => each.atNs <= sinceNs && each.direction === "client->server" && hasFlag(each, "F"),
  );
  return hasSent || halfClosedNs(seen, sinceNs) !== undefined;
}

/**
 * Of several processes that held the socket at the fault one has it no more: its child has ended, and the parent has a copy.
 * In nanoseconds.
 */
export function letGoNs({ observations, connection, fault }: Case, sinceNs: number): number | undefined {
  const looks = ofKind(observations, "owners").filter(
    ({ end, connection: { client }, hidden }) =>
      end === "client" && client.port === connection?.client.port && hidden === undefined,
  );
  const faultNs = fault?.atNs ?? 0;
  const held = looks.findLast(({ atNs }) => atNs <= faultNs)?.owners ?? [];
  const fewer = looks.find(
    ({ atNs, owners }) =>
      atNs > Math.max(sinceNs, faultNs) &&
      owners.length > 0 &&
      held.some(({ pid }) => owners.every((each) => each.pid !== pid)),
  );
  return fewer?.atNs;
}

/**
 * It has read the end of file and shut its end down, with shutdown(2), and never closed it. No table shows that: the
 * kernel's end has ended in order.
 */
export function keepsShutDown(seen: Case): boolean {
  const { ending, segments } = seen;
  if (ending === undefined || !hasFlag(ending, "F")) return false;
  const own = segments.find(
    (each) =>
      each.atNs > ending.arrivedAtNs &&
      each.direction === "client->server" &&
      each.wire?.fate !== "made" &&
      hasFlag(each, "F"),
  );
  return own !== undefined && isStillHeld(seen, own.atNs);
}

/** An RST has ended its connection, which takes the socket from every table, and not from the client. */
export function keepsReset(seen: Case): boolean {
  const { ending } = seen;
  return ending !== undefined && hasFlag(ending, "R") && isStillHeld(seen, ending.arrivedAtNs);
}

function isOfClient({ role }: Observed<"waiting">): boolean {
  return role === "client";
}

/** Each process that held the socket at the fault had it still when it was looked at last, after that time. */
function isStillHeld(seen: Case, sinceNs: number): boolean {
  const { observations, connection, fault } = seen;
  if (connection === undefined || fault === undefined) return false;
  const looks = ofKind(observations, "owners").filter(
    ({ end, connection: { client } }) => end === "client" && client.port === connection.client.port,
  );
  const [last, lookedNs] = [looks.at(-1), ofKind(observations, "waiting").findLast(isOfClient)?.atNs ?? 0];
  if (last === undefined || lookedNs <= sinceNs) return false;
  return last.owners.length > 0 && last.hidden === undefined && letGoNs(seen, fault.atNs) === undefined;
}

/**
 * It is unknown whether it still has its socket: its process cannot be inspected, and the socket has left every table.
 * (As long as it is in the table somebody holds it.)
 */
export function mayHaveClosed({ observations, connection }: Case): boolean {
  const owners = ofKind(observations, "owners").findLast(({ end }) => end === "client");
  if (connection === undefined || owners?.hidden === undefined) return false;
  const table = ofKind(observations, "sockets").at(-1);
  return table !== undefined && rowsOf(table.rows, connection).client === undefined;
}
