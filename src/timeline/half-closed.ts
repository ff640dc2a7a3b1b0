// A client that has closed its half of the connection, and takes what comes (UNP 6.6): its FIN says that it will say no
// more, and not that it has left. It differs from one that has closed its socket in that a process still holds that.

import type { Case } from "./case.ts";
import { type SeenSegment, hasFlag } from "./conversation.ts";
import type { AtNs, SocketSample } from "./observation.ts";
import { findExit, looksWithoutHolder, ofKind, rowsOf } from "./queries.ts";

type Seen = Pick<Case, "observations" | "connection" | "segments">;

/**
 * The end that has this row has sent its FIN, the other end has not, and a process holds the socket and takes what comes:
 * one that is closed has no inode, and SHUT_RDWR leaves it to nobody.
 */
export function isHalfClosed({
  state,
  inode,
  shutdown,
}: Pick<SocketSample, "state" | "inode" | "shutdown">): boolean {
  return (state === "FIN_WAIT1" || state === "FIN_WAIT2") && inode !== 0 && shutdown !== "both";
}

/** When the client was first seen so, in nanoseconds; undefined where it was not, by `untilNs`. */
export function halfClosedNs(
  { observations, connection }: Omit<Seen, "segments">,
  untilNs: AtNs = Number.POSITIVE_INFINITY,
): AtNs | undefined {
  if (connection === undefined) return undefined;
  const look = ofKind(observations, "sockets").find(({ rows }) => {
    const { client } = rowsOf(rows, connection);
    return client !== undefined && isHalfClosed(client);
  });
  return look !== undefined && look.atNs <= untilNs ? look.atNs : undefined;
}

/**
 * The segments of the connection; of a client that has closed its half, and still had its socket then, without the flag of
 * its FIN: it has not left.
 */
export function withoutHalfClose(
  seen: Seen,
  untilNs: AtNs = Number.POSITIVE_INFINITY,
): readonly SeenSegment[] {
  const { segments } = seen;
  if (!segments.some(isClientsFin)) return segments; // most have none
  if (halfClosedNs(seen, untilNs) === undefined || hasLetGo(seen, untilNs)) return segments;
  return segments.map((segment) =>
    isClientsFin(segment) ? { ...segment, flags: segment.flags.replace("F", "") } : segment,
  );
}

function isClientsFin(segment: SeenSegment): boolean {
  return segment.direction === "client->server" && hasFlag(segment, "F");
}

/** It has ended, or none of its processes held the socket any more. */
function hasLetGo(seen: Omit<Seen, "segments">, untilNs: AtNs): boolean {
  const exit = findExit(seen.observations, "client");
  if (exit !== undefined && exit.atNs < untilNs) return true;
  return looksWithoutHolder(seen).some((atNs) => atNs < untilNs);
}
