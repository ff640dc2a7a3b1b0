// The sockets and the processes at one moment of a run.

import { connectionUnderTest } from "../timeline/conversation.ts";
import type { Observation, Observed, SocketSample } from "../timeline/observation.ts";
import { rowsOf } from "../timeline/queries.ts";
import type { TcpState } from "../tcp/states.ts";
import type { StateBar } from "./bars.ts";
import type { ProcessBar } from "./lanes.ts";
import type { Picture } from "./picture.ts";

export type SocketOwner = "client" | "server";

export interface Snapshot {
  /** The table as it was last seen: the listening socket, the connection, then all others. */
  readonly sockets: readonly SocketSample[];
  /** Whose the first rows of the table are: those of the connection, and the listening one. */
  readonly own: readonly SocketOwner[];
  /** How long before the moment the table was sampled; undefined if it never was. */
  readonly socketsAgeNs: number | undefined;
  /** States of both ends; left out before the connection's first segment. */
  readonly states: { readonly client?: TcpState; readonly server?: TcpState };
  readonly processes: readonly ProcessBar[];
}

/** @param row index of a row of the picture */
export function takeSnapshot(picture: Picture, observations: readonly Observation[], row: number): Snapshot {
  const atNs = picture.rows[row]?.atNs ?? 0;
  const y = picture.scale.yOfRow(row);
  const table = lastTable(observations, atNs);
  const isThere = (bar: StateBar | ProcessBar): boolean => bar.fromY <= y && y < bar.toY;
  const client = picture.states.find((bar) => bar.end === "client" && isThere(bar))?.state;
  const server = picture.states.find((bar) => bar.end === "server" && isThere(bar))?.state;
  return {
    ...sort(table?.rows ?? [], observations),
    socketsAgeNs: table && atNs - table.atNs,
    states: { ...(client && { client }), ...(server && { server }) },
    processes: picture.processes.filter(isThere),
  };
}

/** How things are at the end of what was seen. */
export function takeLatest(picture: Picture, observations: readonly Observation[]): Snapshot {
  const atNs = observations.at(-1)?.atNs ?? 0;
  const table = lastTable(observations, atNs);
  const isLast = (bar: StateBar | ProcessBar): boolean => bar.toY >= picture.scale.height;
  const client = picture.states.findLast((bar) => bar.end === "client" && isLast(bar))?.state;
  const server = picture.states.findLast((bar) => bar.end === "server" && isLast(bar))?.state;
  return {
    ...sort(table?.rows ?? [], observations),
    socketsAgeNs: table && atNs - table.atNs,
    states: { ...(client && { client }), ...(server && { server }) },
    processes: picture.processes.filter(isLast),
  };
}

function lastTable(observations: readonly Observation[], atNs: number): Observed<"sockets"> | undefined {
  return observations.findLast(
    (observation): observation is Observed<"sockets"> =>
      observation.kind === "sockets" && observation.atNs <= atNs,
  );
}

function sort(
  rows: readonly SocketSample[],
  observations: readonly Observation[],
): Pick<Snapshot, "sockets" | "own"> {
  const connection = connectionUnderTest(observations);
  if (connection === undefined) return { sockets: rows, own: [] };
  const { listening, server, client } = rowsOf(rows, connection);
  const known: readonly (readonly [SocketSample | undefined, SocketOwner])[] = [
    [listening, "server"],
    [server, "server"],
    [client, "client"],
  ];
  const own = known.flatMap(([row, owner]) => (row ? [{ row, owner }] : []));
  const ownRows = own.map(({ row }) => row);
  return {
    sockets: [...ownRows, ...rows.filter((row) => !ownRows.includes(row))],
    own: own.map(({ owner }) => owner),
  };
}
