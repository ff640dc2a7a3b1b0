// The segments of one connection, with their direction and with numbers relative to each side's SYN.

import { type Connection, type Direction, sameEndpoint } from "../tcp/endpoint.ts";
import { formatNumbers, relativeTo } from "../tcp/notation.ts";
import type { Observation, Observed } from "./observation.ts";

export type { Direction } from "../tcp/endpoint.ts";

export interface SeenSegment extends Observed<"segment"> {
  readonly direction: Direction;
  /** `F. 7:7(0) ack 7` */
  readonly text: string;
  /** Sequence number relative to the sender's SYN. */
  readonly relativeSeq: number;
  /** Acknowledgment number relative to the receiver's SYN; 0 without the ACK flag. */
  readonly relativeAck: number;
}

/** The connection under test; undefined while there is none. */
export function findConnection(observations: readonly Observation[]): Connection | undefined {
  return observations.find((observation) => observation.kind === "connection");
}

export function directionOf(segment: Observed<"segment">, connection: Connection): Direction | undefined {
  const { client, server } = connection;
  if (sameEndpoint(segment.from, client) && sameEndpoint(segment.to, server)) return "client->server";
  if (sameEndpoint(segment.from, server) && sameEndpoint(segment.to, client)) return "server->client";
  return undefined;
}

/** Remembers each side's initial number, so that segments can be numbered as they come. */
export interface Numbering {
  number(segment: Observed<"segment">, connection: Connection): SeenSegment | undefined;
}

/** Where a SYN was not captured, a side's numbers count from its first segment seen, which is then 1. */
export function createNumbering(): Numbering {
  const initial = new Map<string, number>();
  const key = (direction: Direction, { client, server }: Connection): string =>
    `${direction} ${client.address} ${client.port} ${server.address} ${server.port}`;

  return {
    number(segment, connection) {
      const direction = directionOf(segment, connection);
      if (direction === undefined) return undefined;
      const isSyn = segment.flags.includes("S");
      const own = key(direction, connection);
      const other = key(direction === "client->server" ? "server->client" : "client->server", connection);
      if (isSyn) initial.set(own, segment.seq);
      const hasAck = segment.flags.includes(".");
      const relativeSeq = relativeTo(segment.seq, remember(own, segment.seq - 1));
      const relativeAck = hasAck ? relativeTo(segment.ack, remember(other, segment.ack - 1)) : 0;
      const text = formatNumbers({
        flags: segment.flags,
        seq: relativeSeq,
        ack: relativeAck,
        length: segment.length,
      });
      return { ...segment, direction, text, relativeSeq, relativeAck };
    },
  };

  function remember(side: string, unlessKnown: number): number {
    const known = initial.get(side) ?? unlessKnown;
    initial.set(side, known);
    return known;
  }
}

/** The segments of the connection in the order given. */
export function segmentsOf(observations: readonly Observation[], connection: Connection): SeenSegment[] {
  const numbering = createNumbering();
  return observations.flatMap((observation) =>
    observation.kind === "segment" ? (numbering.number(observation, connection) ?? []) : [],
  );
}

export function hasFlag(segment: { readonly flags: string }, flag: "S" | "F" | "R" | "P" | "."): boolean {
  return segment.flags.includes(flag);
}

/** The payload as text, as far as it was kept. */
export function payloadText(segment: { readonly payload: string }): string {
  return Buffer.from(segment.payload, "base64").toString("utf8");
}
