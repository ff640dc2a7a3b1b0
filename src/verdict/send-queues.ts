// How much the client's kernel held of what the client had written to a connection: what waits behind a segment that
// nobody acknowledges is in no segment.

import type { Connection } from "../tcp/endpoint.ts";
import type { Case } from "../timeline/case.ts";
import { ofKind, rowsOf } from "../timeline/queries.ts";
import type { SocketSample } from "../timeline/observation.ts";

export interface Held {
  readonly atNs: number;
  /** Bytes, without the FIN that counts as one. */
  readonly bytes: number;
}

export function readHeld({ observations }: Case, connection: Connection): Held[] {
  return ofKind(observations, "sockets").flatMap(({ atNs, rows }) => {
    const row = rowsOf(rows, connection).client;
    return row === undefined ? [] : [{ atNs, bytes: bytesIn(row) }];
  });
}

/** In these states its own FIN is still to be acknowledged. */
const HAS_FIN: ReadonlySet<string> = new Set(["FIN_WAIT1", "CLOSING", "LAST_ACK"]);

function bytesIn({ state, sendQ }: SocketSample): number {
  return HAS_FIN.has(state) ? Math.max(0, sendQ - 1) : sendQ;
}

/**
 * Whether more was written from then on, where nothing is acknowledged meanwhile; undefined where it was not looked at
 * before and after.
 * @param sinceNs what was held earlier is of something else
 */
export function holdsMore(
  held: readonly Held[],
  {
    sinceNs,
    fromNs,
    untilNs,
  }: { readonly sinceNs: number; readonly fromNs: number; readonly untilNs: number },
): boolean | undefined {
  const before = held.findLast(({ atNs }) => atNs > sinceNs && atNs <= fromNs);
  const then = held.findLast(({ atNs }) => atNs > fromNs && atNs < untilNs);
  return before === undefined || then === undefined ? undefined : then.bytes > before.bytes;
}
