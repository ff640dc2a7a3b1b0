// Where the bytes of a connection are to be stopped for a moment: after a number of them, or after what matches a pattern.

import { type FaultMoment, holdsRequest, patternOfMoment } from "../fault/moments.ts";
import { type RelayHold, describeHold } from "../relay/index.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { Sought } from "../wire/trigger.ts";
import type { ExperimentSpec } from "./spec.ts";

export interface Stop {
  /** What goes there is stopped. */
  readonly direction: Direction;
  /** So many bytes still pass; after what is sought, if there is such. */
  readonly bytes: number;
  readonly sought?: Sought;
  /** The server must have taken the request, and something of its answer must be there. */
  readonly isAnswered?: true;
}

/** Of a moment in the middle of a request or a reply. */
export function stopOf(moment: FaultMoment): Stop {
  const direction = holdsRequest(moment.at) ? "client->server" : "server->client";
  const pattern = patternOfMoment(moment);
  if (moment.at === "answered")
    return {
      direction,
      bytes: 0,
      sought: { direction: "client->server", ...(pattern && { pattern }) },
      isAnswered: true,
    };
  return { direction, bytes: moment.bytes, ...(pattern && { sought: { pattern, direction } }) };
}

/** What the relay is told. */
export function orderFor({ direction, bytes, sought }: Stop): RelayHold {
  const lane = laneOf(direction);
  if (sought === undefined) return { do: "hold", lane, bytes };
  const pattern = sought.pattern ? { pattern: sought.pattern } : {};
  return { do: "hold-once", lane, in: laneOf(sought.direction), ...pattern };
}

function laneOf(direction: Direction): "request" | "reply" {
  return direction === "client->server" ? "request" : "reply";
}

/** The relay's report that it holds what this says. A moment before the first byte is there once there is one. */
export function reportOf(stop: Stop): string {
  const what = describeHold(orderFor(stop));
  return stop.isAnswered || (stop.bytes === 0 && !stop.sought)
    ? `are there, and held: ${what}`
    : `holding ${what}`;
}

/** A relay stands between client and server, and it stops what passes. */
export function hasRelay({ custom, isRelayed }: ExperimentSpec): boolean {
  return isRelayed === true || custom?.upstream !== undefined;
}
