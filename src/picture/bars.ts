// The states of both sockets over time: segments show when they changed, the kernel's table what they were.

import type { Connection } from "../tcp/endpoint.ts";
import { type ConnectionStates, arrive, beforeTheFirst, leave } from "../tcp/follow.ts";
import type { TcpState } from "../tcp/states.ts";
import { type SeenSegment, asFollowed } from "../timeline/conversation.ts";
import type { AtNs, Observation, Observed, Role, SocketSample } from "../timeline/observation.ts";
import { type ConnectionRows, ofKind, rowsOf } from "../timeline/queries.ts";
import type { SegmentRow } from "./rows.ts";
import type { Scale } from "./scale.ts";

export interface StateBar {
  readonly end: Role;
  readonly state: TcpState;
  readonly fromNs: AtNs;
  readonly fromY: number;
  readonly toY: number;
  /** sock_diag showed this state; otherwise it is derived from segments only. */
  readonly isSampled: boolean;
}

/** A segment leaves, or arrives. */
interface Change {
  readonly atNs: AtNs;
  readonly y: number;
  readonly segment: SeenSegment;
  readonly arrives: boolean;
}

/**
 * The states from the first observation of the connection. Where a sample and the segments disagree, the sample decides; a
 * sample also begins the bar of a connection that was there before, or if nothing was captured.
 */
export function drawStates(
  observations: readonly Observation[],
  segments: readonly SegmentRow[],
  connection: Connection | undefined,
  scale: Scale,
): StateBar[] {
  if (connection === undefined) return [];
  const telling = segments.filter(createSieve());
  const changes = telling.flatMap((segment) => changesBy(segment, scale)).sort(byTime);
  const samples = ofKind(observations, "sockets");
  const bars = { client: createBars("client"), server: createBars("server") };
  const begins = samples.findIndex(({ rows }) => isListed(rowsOf(rows, connection)));
  const firstChange = changes[0]?.atNs ?? Number.POSITIVE_INFINITY;
  let next = samples.findIndex(({ atNs }) => atNs >= firstChange);
  if (next < 0) next = samples.length;
  const early = begins < 0 ? [] : samples.slice(begins, next);
  let states = heed(early, beforeTheFirst, connection, bars, scale);
  changes.forEach((change, i) => {
    states = (change.arrives ? arrive : leave)(states, asFollowed(change.segment));
    bars.client.become(states.client, change.atNs, change.y);
    bars.server.become(states.server, change.atNs, change.y);
    const until = changes[i + 1]?.atNs ?? Number.POSITIVE_INFINITY;
    while ((samples[next]?.atNs ?? until) < change.atNs) next += 1;
    const first = next;
    while ((samples[next]?.atNs ?? until) < until) next += 1;
    states = heed(samples.slice(first, next), states, connection, bars, scale);
  });
  return [...bars.client.end(scale.height), ...bars.server.end(scale.height)];
}

/**
 * Keeps what can change a state: SYN, FIN and RST, the ACK of a SYN, everything that may acknowledge a FIN, and, from the
 * first that was not passed on at once, everything that may leave or fill a hole before one.
 */
function createSieve(): (row: SegmentRow) => boolean {
  let [mayMatter, acks] = [false, 0];
  return ({ segment: { flags, length, wire } }) => {
    mayMatter ||= flags.includes("F") || (length > 0 && wire !== undefined && wire.fate !== "passed");
    if (flags.includes("S")) acks = 1;
    if (mayMatter || /[SR]/.test(flags)) return true;
    acks -= 1;
    return acks >= 0;
  };
}

function changesBy({ segment, row, arrivalRow }: SegmentRow, scale: Scale): Change[] {
  const y = scale.yOfRow(row);
  const { atNs, arrivedAtNs, wire } = segment;
  const leaves: Change = { atNs, y, segment, arrives: false };
  if (arrivedAtNs === undefined) return [leaves];
  const between = wire ? Math.max(y, scale.yOf(arrivedAtNs)) : y;
  const arrivesAt = arrivalRow === undefined ? between : scale.yOfRow(arrivalRow);
  const arrives: Change = { atNs: arrivedAtNs, y: arrivesAt, segment, arrives: true };
  return wire?.fate === "made" ? [arrives] : [leaves, arrives];
}

function byTime(one: Change, other: Change): number {
  return one.atNs - other.atNs || one.y - other.y;
}

const ends = ["client", "server"] as const;

/**
 * Samples between two segments. A sample is recorded after it was taken, so it can be older than a segment just before it.
 */
function heed(
  samples: readonly Observed<"sockets">[],
  derived: ConnectionStates,
  connection: Connection,
  bars: Record<Role, Bars>,
  scale: Scale,
): ConnectionStates {
  const seen: { client?: TcpState; server?: TcpState } = {};
  const tables = samples.map(({ rows }) => rowsOf(rows, connection));
  for (const end of ends) {
    const lastAsDerived = tables.findLastIndex((table) => stateOf(table[end]) === derived[end]);
    samples.forEach(({ atNs }, i) => {
      const state = stateOf(tables[i]?.[end]);
      if (i < lastAsDerived && state !== derived[end]) return;
      seen[end] = state;
      bars[end].become(state, atNs, scale.yOf(atNs));
      bars[end].sampled();
    });
  }
  return { ...derived, ...seen };
}

function isListed({ client, server }: ConnectionRows): boolean {
  return client !== undefined || server !== undefined;
}

/** A socket that is in no table is closed. */
function stateOf(row: SocketSample | undefined): TcpState {
  return row?.state ?? "CLOSE";
}

interface Bars {
  become(state: TcpState, atNs: AtNs, y: number): void;
  /** A sample has shown the current state. */
  sampled(): void;
  end(y: number): StateBar[];
}

function createBars(end: Role): Bars {
  const done: StateBar[] = [];
  let open: Omit<StateBar, "toY"> | undefined;
  return {
    become(state, atNs, y) {
      if (open?.state === state) return;
      if (open && y > open.fromY) done.push({ ...open, toY: y });
      open = { end, state, fromNs: atNs, fromY: y, isSampled: false };
    },
    sampled() {
      if (open !== undefined) open = { ...open, isSampled: true };
    },
    end: (y) => (open ? [...done, { ...open, toY: y }] : done),
  };
}
