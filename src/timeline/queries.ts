// Queries on a timeline, for the running scenario and the later judgement alike.

import { type Connection, sameEndpoint } from "../tcp/endpoint.ts";
import { ofKind } from "./kinds.ts";
import { type SeenSegment, hasFlag, segmentsOf } from "./conversation.ts";
import type { Observation, Observed, Role, SocketSample } from "./observation.ts";

export { ofKind } from "./kinds.ts";

/** The end of the program that was started last in this role. */
export function findExit(
  observations: readonly Observation[],
  role: Role,
): Observed<"program-exited"> | undefined {
  const started = ofKind(observations, "program-started").findLast((start) => start.role === role);
  return ofKind(observations, "program-exited").find(
    (exit) => exit.role === role && (started === undefined || exit.pid === started.pid),
  );
}

/** With its number, if it has one: `outage:2000`. */
export function faultAsWritten({
  fault,
  observations,
}: {
  readonly fault: string;
  readonly observations: readonly Observation[];
}): string {
  const amount = ofKind(observations, "fault").at(0)?.amount;
  return amount === undefined ? fault : `${fault}:${amount}`;
}

export function printedBy(observations: readonly Observation[], role: Role): Observed<"printed">[] {
  return ofKind(observations, "printed").filter((printed) => printed.role === role);
}

export function after<T extends { readonly atNs: number }>(observations: readonly T[], atNs: number): T[] {
  return observations.filter((observation) => observation.atNs > atNs);
}

/** First FIN or RST from the server's end to the client's. */
export function findEnding(
  observations: readonly Observation[],
  connection: Connection,
): SeenSegment | undefined {
  return segmentsOf(observations, connection).find(
    (segment) => segment.direction === "server->client" && (hasFlag(segment, "F") || hasFlag(segment, "R")),
  );
}

/** The acknowledgment of the server's FIN (RFC 9293 3.6): it covers the sequence number of the FIN. */
export function findAckOf(
  fin: SeenSegment,
  observations: readonly Observation[],
  connection: Connection,
): SeenSegment | undefined {
  return ackOf(fin, segmentsOf(observations, connection));
}

/** As `findAckOf`, of the connection's segments. */
export function ackOf(fin: SeenSegment, segments: readonly SeenSegment[]): SeenSegment | undefined {
  return segments.find(
    (segment) =>
      segment.direction === "client->server" &&
      segment.atNs >= fin.atNs &&
      hasFlag(segment, ".") &&
      segment.relativeAck >= fin.relativeSeq + fin.length + 1,
  );
}

export interface ConnectionRows {
  readonly client: SocketSample | undefined;
  readonly server: SocketSample | undefined;
  readonly listening: SocketSample | undefined;
}

/** The rows of a table that belong to the connection, and the listening socket behind it. */
export function rowsOf(rows: readonly SocketSample[], { client, server }: Connection): ConnectionRows {
  return {
    client: rows.find((row) => sameEndpoint(row.local, client) && sameEndpoint(row.remote, server)),
    server: rows.find((row) => sameEndpoint(row.local, server) && sameEndpoint(row.remote, client)),
    listening: rows.find((row) => row.state === "LISTEN" && row.local.port === server.port),
  };
}

interface Timeline {
  readonly observations: readonly Observation[];
  readonly connection: Connection | undefined;
}

/** In the last table that was recorded. */
export function lastRows({ observations, connection }: Timeline): ConnectionRows | undefined {
  const table = ofKind(observations, "sockets").at(-1);
  return table && connection && rowsOf(table.rows, connection);
}

/**
 * When a look found no process of the client that holds its end of the connection under test, and none hidden that may, in
 * nanoseconds.
 */
export function looksWithoutHolder({ observations, connection }: Timeline): number[] {
  return ofKind(observations, "owners").flatMap(({ atNs, end, owners, hidden, connection: { client } }) => {
    const isMine = end === "client" && client.port === connection?.client.port;
    return isMine && owners.length === 0 && hidden === undefined ? [atNs] : [];
  });
}
