// The client's connections as flows of bytes: what was sent in each direction, and how much of it reached its host, was
// acknowledged, was answered with an RST, and was read from the receive queue.

import { createArrivedBytes } from "../../tcp/arrived-bytes.ts";
import type { Connection, Direction, Endpoint } from "../../tcp/endpoint.ts";
import type { Case } from "../../timeline/case.ts";
import { type SeenSegment, createNumbering, hasFlag } from "../../timeline/conversation.ts";
import { ofKind } from "../../timeline/queries.ts";
import { unmasked } from "../../timeline/websocket.ts";
import { type Seen, notClients } from "../../timeline/whose.ts";
import { type Queue, readQueues } from "./receive-queues.ts";
import { type Written, readWritten } from "./send-queues.ts";

/** One connection of the client's to the server. */
export interface Flow {
  readonly connection: Connection;
  /** When its first segment was sent; 0 where it was there before, as at a later death of a story. */
  readonly beganNs: number;
  readonly toServer: Way;
  readonly toClient: Way;
  /** How far the client had written, as its kernel's send queue showed. */
  readonly written: readonly Written[];
}

/** One direction of it. */
export interface Way {
  readonly direction: Direction;
  /** Those with payload or an RST, in the order in which they were sent. */
  readonly segments: readonly SeenSegment[];
  /** The number behind the last byte that was sent, that reached its host, that TCP acknowledged; 1 where there is none. */
  readonly sentTo: number;
  readonly arrivedTo: number;
  readonly ackedTo: number;
  /** What the other end's receive queue showed. */
  readonly queue: Queue;
}

const known = new WeakMap<Case, readonly Flow[]>();

/** The flows, the first connection first. Connections of deadpeer's own are not among them. */
export function flowsOf(seen: Case): readonly Flow[] {
  const flows = known.get(seen) ?? findFlows(seen); // of a long run that takes a while, and many ask
  known.set(seen, flows);
  return flows;
}

function findFlows(seen: Case): Flow[] {
  const groups = groupByConnection(seen);
  const queues = readQueues(seen);
  return [...groups.values()].map(({ connection, segments: asSent }) => {
    const segments = unmasked(asSent);
    const taken = withoutRefused(segments); // what was refused has brought its acknowledgment all the same
    return {
      connection,
      beganNs: segments.some((segment) => hasFlag(segment, "S")) ? (segments[0]?.atNs ?? 0) : 0,
      toServer: wayOf("client->server", segments, queues.of(connection, "server", segments)),
      toClient: wayOf("server->client", taken, queues.of(connection, "client", taken)),
      written: readWritten(seen, connection, segments),
    };
  });
}

/** What a kernel answers, rather than a program, it answers so soon. */
const KERNEL_NS = 5e6;

/**
 * Data that the client's kernel answered with an RST, since its program had closed the socket, has reached nobody. Such an
 * RST has no ACK; that of a program that aborts has one (RFC 9293 3.10.7.1, 3.10.7.4; RFC 1122 4.2.2.13).
 */
function withoutRefused(segments: readonly SeenSegment[]): readonly SeenSegment[] {
  const rst = segments.find(isBareRst);
  if (rst === undefined) return segments;
  const data = segments.findLast(
    (segment) => isData(segment) && (segment.arrivedAtNs ?? Infinity) <= rst.atNs,
  );
  const sinceNs = data?.arrivedAtNs ?? 0;
  if (rst.atNs - sinceNs > KERNEL_NS) return segments;
  const isRefused = (segment: SeenSegment): boolean =>
    isData(segment) && (segment.arrivedAtNs ?? 0) >= sinceNs;
  return segments.map((segment) => (isRefused(segment) ? { ...segment, arrivedAtNs: undefined } : segment));
}

/** The client's own: one that the wire makes in its name says nothing of its socket. */
function isBareRst({ direction, flags, wire }: SeenSegment): boolean {
  return direction === "client->server" && flags === "R" && wire?.fate !== "made";
}

function isData({ direction, length }: SeenSegment): boolean {
  return direction === "server->client" && length > 0;
}

/** In a flood no more than SYN, FIN and RST of it are sure to be recorded, since another connection is under test. */
export function isPartlyRecorded({ observations, connection }: Case, flow: Flow): boolean {
  const isUnderTest = connection !== undefined && keyOf(connection.client) === keyOf(flow.connection.client);
  return !isUnderTest && ofKind(observations, "narrowed").length > 0;
}

interface Group {
  readonly connection: Connection;
  readonly segments: SeenSegment[];
}

const keyOf = ({ address, port }: Endpoint): string => `${address} ${port}`;

/** Of a run that is laid out. */
export type Conversations = Pick<Case, "connection" | "segments"> & Seen;

function groupByConnection(seen: Conversations): Map<string, Group> {
  const { observations, connection, segments } = seen;
  const groups = new Map<string, Group>();
  if (connection === undefined) return groups;
  const numbering = createNumbering();
  const deliveries = new Map(ofKind(observations, "delivered").map(({ frame, atNs }) => [frame, atNs]));
  const others = notClients(seen);
  // Of programs that ran before, others may have clients, too.
  const isOursOnly = ofKind(observations, "program-started").some(({ role }) => role === "client");
  groups.set(keyOf(connection.client), { connection, segments: [...segments] });
  if (!isOursOnly) return groups;
  const { port } = connection.server;
  for (const segment of ofKind(observations, "segment")) {
    const isFromClient = segment.to.port === port;
    const [client, server] = isFromClient ? [segment.from, segment.to] : [segment.to, segment.from];
    if (server.port !== port || others.has(client.port) || client.port === connection.client.port) continue;
    const group = groups.get(keyOf(client)) ?? { connection: { client, server }, segments: [] };
    groups.set(keyOf(client), group);
    const numbered = numbering.number(segment, group.connection);
    if (numbered === undefined) continue;
    const arrivedAtNs = numbered.arrivedAtNs ?? deliveries.get(numbered.wire?.frame ?? 0);
    group.segments.push(arrivedAtNs === numbered.arrivedAtNs ? numbered : { ...numbered, arrivedAtNs });
  }
  return groups;
}

function wayOf(direction: Direction, all: readonly SeenSegment[], queue: Queue): Way {
  let [sentTo, ackedTo] = [1, 1];
  const arrived = createArrivedBytes();
  const segments: SeenSegment[] = [];
  for (const segment of all) {
    if (segment.direction !== direction) {
      if (segment.arrivedAtNs !== undefined) ackedTo = Math.max(ackedTo, segment.relativeAck);
      continue;
    }
    if (segment.length > 0 || hasFlag(segment, "R")) segments.push(segment);
    if (segment.length === 0) continue;
    const end = segment.relativeSeq + segment.length;
    sentTo = Math.max(sentTo, end);
    if (segment.arrivedAtNs !== undefined) arrived.take(segment.relativeSeq, end);
  }
  // The FIN takes a sequence number as well, but is not a byte.
  return {
    direction,
    segments,
    sentTo,
    arrivedTo: arrived.reached,
    ackedTo: Math.min(ackedTo, sentTo),
    queue,
  };
}

/** Those with bytes that had not been sent before. */
export function newIn(segments: readonly SeenSegment[]): SeenSegment[] {
  let end = 0;
  return segments.filter((segment) => {
    const isNew = segment.length > 0 && endOf(segment) > end;
    if (isNew) end = endOf(segment);
    return isNew;
  });
}

/** The number behind the last byte of a segment. */
export function endOf({ relativeSeq, length }: SeenSegment): number {
  return relativeSeq + length;
}

/** The first RST that reached the sender of these bytes after they had been sent. */
export function findRefusal(sentNs: number, back: Way): SeenSegment | undefined {
  return back.segments.find(
    (segment) => hasFlag(segment, "R") && (segment.arrivedAtNs ?? Number.NEGATIVE_INFINITY) > sentNs,
  );
}

interface ToClient {
  readonly toClient: Pick<Way, "segments">;
}

/** `bytesBetween`, of all connections of the client's. */
export function arrivedIn(seen: Conversations): (fromNs: number, untilNs: number) => number {
  const groups = groupByConnection(seen);
  const flows = [...groups.values()].map((group) => ({
    toClient: {
      segments: withoutRefused(group.segments).filter(({ direction }) => direction === "server->client"),
    },
  }));
  return (fromNs, untilNs) => bytesBetween(flows, fromNs, untilNs);
}

/** New bytes of the server that reached the client's host meanwhile. */
export function bytesBetween(flows: readonly ToClient[], fromNs: number, untilNs: number): number {
  let sum = 0;
  for (const { toClient } of flows) {
    const bytes = createArrivedBytes();
    for (const { length, relativeSeq, arrivedAtNs } of toClient.segments) {
      if (length === 0 || arrivedAtNs === undefined) continue;
      const fresh = bytes.take(relativeSeq, relativeSeq + length);
      if (arrivedAtNs > fromNs && arrivedAtNs < untilNs) sum += fresh;
    }
  }
  return sum;
}
