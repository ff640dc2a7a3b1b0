// Only what was seen is graded: what a fault must have shown before anything is concluded.

import { CONTROL, type Case } from "../../timeline/case.ts";
import { arrivals, hasFlag } from "../../timeline/conversation.ts";
import { greatest } from "../../timeline/extremes.ts";
import type { FaultEvidence } from "../../timeline/fault-evidence.ts";
import { whyNotWhole } from "../../timeline/not-whole.ts";
import type { Observed } from "../../timeline/observation.ts";
import { findExit, ofKind, rowsOf } from "../../timeline/queries.ts";
import type { Verdict } from "../../timeline/verdict-record.ts";
import { missingOfBar, missingOfTry } from "../signs/tries.ts";
import { missingOfLife } from "./survived-fault.ts";

export function endingOf(seen: Case): Verdict["ending"]["by"] {
  const { ending, fault, isOn } = seen;
  if (fault?.pid === 0 && closedByClient(seen)) return "none"; // the server's FIN answers the client's
  if (ending) return hasFlag(ending, "R") ? "rst" : "fin";
  if (!isOn("segments")) return "unknown";
  return fault?.pid === 0 ? "none" : "silence";
}

export function closedByClient({ ending, segments }: Case): boolean {
  return segments.some(
    (segment) =>
      segment.direction === "client->server" &&
      hasFlag(segment, "F") &&
      segment.atNs < (ending?.atNs ?? Number.POSITIVE_INFINITY),
  );
}

/** Since the fault it had ended the connection itself, and the server's FIN or RST is only the answer to that. */
export function endedFirst({ fault, ending, segments }: Case): boolean {
  if (fault === undefined || fault.pid === 0 || ending === undefined) return false;
  return segments.some(
    (segment) =>
      segment.direction === "client->server" &&
      segment.wire?.fate !== "made" &&
      (hasFlag(segment, "F") || hasFlag(segment, "R")) &&
      segment.atNs > fault.atNs &&
      segment.atNs < ending.atNs,
  );
}

/** Which part of the fault was not seen; undefined if it is proven. Where a story ended meanwhile, that is why. */
export function findMissing(seen: Case, expected: FaultEvidence): string | undefined {
  if (seen.fault === undefined) return whyNoFault(seen);
  const missing = missingOfFault(seen, expected);
  const ended = storyEnd(seen);
  return missing === undefined || ended === undefined ? missing : `the story ended here: ${ended.what}`;
}

function storyEnd({ observations }: Case): Observed<"gave-up"> | undefined {
  return ofKind(observations, "gave-up").findLast(({ ends }) => ends);
}

function missingOfFault(seen: Case, expected: FaultEvidence): string | undefined {
  const { fault, evidence } = seen;
  const by = endingOf(seen);
  if (by === "unknown") return withoutSegments(seen);
  const notWhole = whyNotWhole(evidence.drops);
  if (notWhole !== undefined) return notWhole;
  if (endedByServer(seen, by)) return mayClose(seen) ? undefined : CLOSED_BY_ITSELF;
  const notEnded = missingOfProcess(seen, expected);
  if (notEnded !== undefined) return notEnded;
  if (!expected.endings.some((each) => each === by))
    return (
      missingOfOwner(seen, by) ??
      `the fault \`${fault?.fault}\` shows as ${expected.endings.join(" or ")}, and ${by} was seen`
    );
  return (
    missingOfQueue(seen, expected) ??
    missingOfWire(seen, expected) ??
    missingOfHold(seen) ??
    missingOfLife(seen, expected) ??
    missingOfTry(seen, expected) ??
    missingOfBar(seen)
  );
}

/** A story may have ended before it came to this death. */
function whyNoFault(seen: Case): string {
  const ended = storyEnd(seen);
  return ended === undefined
    ? "the run ended before the fault"
    : `the story ended before the fault: ${ended.what}`;
}

/**
 * No time and no order is known, but the kernel enters these states with the other end's FIN alone (RFC 9293 3.3.2), and it
 * counts the bytes that came.
 */
function withoutSegments({ fault, observations, connection }: Case): string {
  const tables = ofKind(observations, "sockets").map(({ atNs, rows }) => ({
    atNs,
    client: connection && rowsOf(rows, connection).client,
  }));
  const proof = tables
    .filter(({ atNs }) => atNs > (fault?.atNs ?? 0))
    .map(({ client }) => client?.state)
    .find((state) => state === "CLOSE_WAIT" || state === "LAST_ACK");
  const received = greatest(
    tables.map(({ client }) => client?.received ?? 0),
    0,
  );
  return [
    "segments were not observed",
    ...(proof ? [`the socket table shows that a FIN came to the client (${proof})`] : []),
    ...(received > 0 ? [`${received} bytes came to the client's socket (tcp_info)`] : []),
  ].join("; ");
}

const CLOSED_BY_ITSELF =
  "nothing was done to the server, and it closed the connection by itself: a control must show the client with a living server";

function endedByServer({ fault }: Case, by: Verdict["ending"]["by"]): boolean {
  return fault?.pid === 0 && (by === "fin" || by === "rst");
}

/**
 * Nothing is said to it: it asks, is answered, and ends or closes, and that is when many servers close: which of the two is
 * first is chance.
 */
function hasDoneItsWork({ observations, segments, typed, evidence: { name, moment } }: Case): boolean {
  const isIdle = moment === "idle";
  if ((isIdle && name === CONTROL) || typed.length > 0) return false;
  const exit = findExit(observations, "client");
  if (exit !== undefined || isIdle) return exit?.exitCode === 0;
  return segments.some((segment) => segment.direction === "client->server" && hasFlag(segment, "F"));
}

function mayClose(seen: Case): boolean {
  return hasDoneItsWork(seen) || hasSaidGoodbye(seen);
}

/** A server that closes so soon after its answer closes because of what it was asked. */
const AT_ONCE_NS = 20e6;

/** The client asks for it: QUIT, `Connection: close`. It is answered, the server closes, and the client ends well. */
function hasSaidGoodbye({ observations, segments, fault, ending }: Case): boolean {
  if (ending === undefined || findExit(observations, "client")?.exitCode !== 0) return false;
  const before = arrivals(segments).filter(
    ({ length, arrivedAtNs }) =>
      length > 0 && arrivedAtNs > (fault?.atNs ?? 0) && arrivedAtNs <= ending.arrivedAtNs,
  );
  const last = before.at(-1);
  const hasAsked = before.some(({ direction }) => direction === "client->server");
  return hasAsked && last !== undefined && ending.arrivedAtNs - last.arrivedAtNs <= AT_ONCE_NS;
}

/** Why a run with nothing done to the server is nothing to hold another against; undefined where it is. */
export function whyNoControl(seen: Case): string | undefined {
  const isEnded = endedByServer(seen, endingOf(seen)) && !mayClose(seen);
  return isEnded ? "in the control the server closed the connection by itself" : undefined;
}

/** If another process holds the socket as well, the end of one sends no FIN. */
function missingOfOwner({ fault, observations }: Case, by: string): string | undefined {
  const looks = ofKind(observations, "owners").filter(({ atNs }) => atNs < (fault?.atNs ?? 0));
  const owners = looks.findLast(({ end }) => end === "server")?.owners ?? [];
  const others = owners.filter(({ pid }) => pid !== fault?.pid).map(({ pid }) => pid);
  if (by !== "silence" || others.length === 0) return undefined;
  return `process ${others.join(", ")} also holds the connection, so the end of ${fault?.pid} sent no FIN (--kill tree ends both)`;
}

function missingOfProcess({ fault, observations }: Case, expected: FaultEvidence): string | undefined {
  const pid = fault?.pid ?? 0;
  const ended = new Set(ofKind(observations, "process-ended").map((end) => end.pid));
  const left = [pid, ...(fault?.others ?? [])].filter((each) => !ended.has(each));
  if (expected.process === "ended" && left.length > 0)
    return expected.mayGoOn === undefined
      ? `the end of process ${left.join(", ")} was not seen`
      : `process ${left.join(", ")} has not ended: ${expected.mayGoOn}`;
  const stopped = ofKind(observations, "processes").some(({ atNs, rows }) =>
    rows.some((row) => atNs > (fault?.atNs ?? 0) && row.pid === pid && row.state === "T"),
  );
  if ((expected.process === "stopped" || expected.process === "paused") && !stopped)
    return `process ${pid} was not seen stopped`;
  return undefined;
}

function missingOfQueue(
  { fault, observations, connection }: Case,
  expected: FaultEvidence,
): string | undefined {
  if (!expected.unread) return undefined;
  const table = ofKind(observations, "sockets").findLast(({ atNs }) => atNs <= (fault?.atNs ?? 0));
  const server = table && connection && rowsOf(table.rows, connection).server;
  return (server?.recvQ ?? 0) > 0 ? undefined : "no unread bytes were seen in the server's receive queue";
}

/**
 * What was held of a reply is cut short by the RST, and must not arrive after it: behind a gap the client's host does not
 * obey an RST yet (RFC 5961 3.2), and what closes the gap would be an answer.
 */
function missingOfHold({ segments, ending, fault }: Case): string | undefined {
  if (ending !== undefined && hasFlag(ending, "F")) return undefined;
  const resets = segments.filter(
    (segment) => segment.direction === "server->client" && hasFlag(segment, "R"),
  );
  const rst = arrivals(resets).find(({ arrivedAtNs }) => arrivedAtNs > (fault?.atNs ?? 0));
  if (rst === undefined) return undefined;
  const hasCome = segments.some(
    ({ direction, wire, length, arrivedAtNs = 0 }) =>
      direction === "server->client" && length > 0 && wire?.fate === "held" && arrivedAtNs > rst.arrivedAtNs,
  );
  return hasCome ? "what was held of the reply arrived after the RST" : undefined;
}

function missingOfWire({ fault, observations }: Case, { wire = [] }: FaultEvidence): string | undefined {
  const done = ofKind(observations, "wire").filter(({ atNs }) => atNs >= (fault?.atNs ?? 0));
  let from = 0;
  for (const operation of wire) {
    const found = done.findIndex((each, i) => i >= from && each.operation === operation);
    if (found < 0) return `the wire did not report its ${operation}`;
    from = found + 1;
  }
  return undefined;
}
