// How much of what had arrived at an end was read there, from samples of its receive queue, and from how the end closed.

import { createArrivedBytes } from "../../tcp/arrived-bytes.ts";
import type { Connection, Direction } from "../../tcp/endpoint.ts";
import type { Case } from "../../timeline/case.ts";
import { type Arrival, type SeenSegment, arrivals, hasFlag } from "../../timeline/conversation.ts";
import type { Role, SocketSample } from "../../timeline/observation.ts";
import { findExit, ofKind } from "../../timeline/queries.ts";

export interface Queue {
  /** Bytes before this number were read for certain. */
  readonly readTo: number;
  /** Bytes from this number on, of those that had arrived, lay there unread when it was last looked at. */
  readonly unreadFrom?: number;
}

interface Sample {
  readonly atNs: number;
  /** Bytes, without the FIN that counts as one. */
  readonly bytes: number;
  readonly state: string;
}

/** A table is recorded as soon as it has been read: what came so shortly before may not be in it yet. */
const JUST_NOW_NS = 1e6;

export interface Queues {
  /** @param segments those of that connection */
  of(connection: Connection, end: Role, segments: readonly SeenSegment[]): Queue;
}

export function readQueues(seen: Case): Queues {
  const samples = collect(seen);
  return {
    of: (connection, end, segments) =>
      queueOf(seen, segments, connection, end, samples.get(keyOf(connection.client.port, end)) ?? []),
  };
}

const keyOf = (clientPort: number, end: Role): string => `${end} ${clientPort}`;

/** Samples of ends that a process holds: of an orphan nobody will read any more. */
function collect({ observations, connection }: Case): Map<string, Sample[]> {
  const all = new Map<string, Sample[]>();
  const port = connection?.server.port;
  for (const { atNs, rows } of ofKind(observations, "sockets")) {
    for (const row of rows) {
      if (row.state === "LISTEN" || row.inode === 0) continue;
      const isServer = row.local.port === port;
      const key = isServer ? keyOf(row.remote.port, "server") : keyOf(row.local.port, "client");
      const list = all.get(key) ?? [];
      all.set(key, list);
      list.push({ atNs, bytes: bytesIn(row), state: row.state });
    }
  }
  return all;
}

/** In these states the other end's FIN has come: unread it counts as one in Recv-Q. */
const HAS_FIN: ReadonlySet<string> = new Set(["CLOSE_WAIT", "LAST_ACK", "CLOSING", "TIME_WAIT"]);

/** In these states an end has not sent its own FIN. */
const IS_OPEN: ReadonlySet<string> = new Set(["SYN_RECV", "ESTABLISHED", "CLOSE_WAIT"]);

function bytesIn({ state, recvQ }: SocketSample): number {
  return HAS_FIN.has(state) ? Math.max(0, recvQ - 1) : recvQ;
}

function queueOf(
  seen: Case,
  all: readonly SeenSegment[],
  connection: Connection,
  end: Role,
  samples: readonly Sample[],
): Queue {
  const direction: Direction = end === "server" ? "client->server" : "server->client";
  const data = arrivals(all.filter((segment) => segment.direction === direction && segment.length > 0));
  let readTo = 1;
  const [before, upTo] = [createArrived(data), createArrived(data)];
  let last: { atNs: number; from: number } | undefined;
  const ownFinNs = finOf(all, end)?.atNs ?? Number.POSITIVE_INFINITY;
  for (const { atNs, bytes, state } of samples) {
    // The table was read before the FIN; on a busy machine it is recorded long after.
    if (IS_OPEN.has(state) && atNs > ownFinNs) continue;
    const from = upTo(atNs) - bytes;
    // What lies there now was not read before: then the table before was read earlier yet than it looked.
    readTo = Math.max(Math.min(readTo, from), before(atNs - JUST_NOW_NS) - bytes);
    last = bytes > 0 ? { atNs, from } : undefined;
  }
  const finNs = finWithoutAbort(all, end);
  if (finNs !== undefined && isGone(seen, connection, end, finNs))
    readTo = Math.max(readTo, createArrived(data)(finNs));
  // What lay there may have been read before the end was closed, and after an RST had come.
  const sinceNs = Math.max(finNs ?? 0, resetAt(all, direction));
  const isStill = last !== undefined && last.from >= readTo && last.atNs >= sinceNs;
  return { readTo, ...(isStill && last && { unreadFrom: last.from }) };
}

/**
 * When an RST came to that end: its socket is in no table any more, and what lies in its queue can be read all the same
 * (tcp_recvmsg of Linux gives the data first, and then the error).
 */
function resetAt(all: readonly SeenSegment[], direction: Direction): number {
  const reset = all.find(
    (segment) =>
      segment.direction === direction && hasFlag(segment, "R") && segment.arrivedAtNs !== undefined,
  );
  return reset?.arrivedAtNs ?? Number.NEGATIVE_INFINITY;
}

/**
 * Asked for one time after the other: the number behind the last byte that had arrived by then, and none before it was
 * missing.
 */
function createArrived(data: readonly Arrival[]): (atNs: number) => number {
  let next = 0;
  const bytes = createArrivedBytes();
  return (atNs) => {
    for (let each = data[next]; each !== undefined && each.arrivedAtNs <= atNs; each = data[next]) {
      bytes.take(each.relativeSeq, each.relativeSeq + each.length);
      next += 1;
    }
    return bytes.reached;
  };
}

/**
 * When that end sent its FIN. A client's RST may say that something was left unread; one of a dead server's host answers
 * what came later.
 */
function finWithoutAbort(all: readonly SeenSegment[], end: Role): number | undefined {
  const isReset = ({ direction, flags }: SeenSegment): boolean =>
    direction === "client->server" && flags.includes("R");
  return end === "client" && all.some(isReset) ? undefined : finOf(all, end)?.atNs;
}

function finOf(all: readonly SeenSegment[], end: Role): SeenSegment | undefined {
  const own = ownDirection(end);
  return all.find((segment) => segment.direction === own && hasFlag(segment, "F"));
}

function ownDirection(end: Role): Direction {
  return end === "server" ? "server->client" : "client->server";
}

/**
 * Whether the process that held that end has gone, and the FIN came of it: had anything been left unread the kernel would
 * have sent an RST (RFC 2525 2.17, tcp_close of Linux). Half a close says nothing.
 */
function isGone(seen: Case, connection: Connection, end: Role, finNs: number): boolean {
  const { observations, fault, ending } = seen;
  const ended = new Set(ofKind(observations, "process-ended").map(({ pid }) => pid));
  if (end === "client") {
    const holders = holdersOf(observations, connection);
    const haveEnded = holders.length > 0 && holders.every((pid) => ended.has(pid));
    return haveEnded || findExit(observations, "client") !== undefined;
  }
  const isOfIt = ending?.atNs === finNs && finNs > (fault?.atNs ?? Number.POSITIVE_INFINITY);
  return isOfIt && fault !== undefined && ended.has(fault.pid);
}

/** Every process that was seen to hold the client's end. */
function holdersOf(observations: Case["observations"], { client }: Connection): number[] {
  return ofKind(observations, "owners")
    .filter(({ end, connection }) => end === "client" && connection.client.port === client.port)
    .flatMap(({ owners, hidden = [] }) => [...owners.map(({ pid }) => pid), ...hidden]);
}
