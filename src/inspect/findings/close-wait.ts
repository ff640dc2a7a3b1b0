// Connections that the peer has closed and the owner has not: which of them are neglected, and not only waiting their turn.

import { type Attention, attentionOf } from "../scan/attention.ts";
import { ageMs, ownerOf, unreadOf } from "../scan/facts.ts";
import type { InspectedSocket, Scan } from "../scan/scan.ts";
import { groupBy } from "./finding.ts";

export interface Neglected {
  readonly socket: InspectedSocket;
  readonly attention: Attention;
  /** Whether the owner has not even read the end of file. */
  readonly isUnread: boolean;
  readonly sinceMs: number;
}

/** So many of one process are a leak: no longer single mistakes. */
export const LEAK_FROM = 3;
/** Who has read the end of file may still be working on a reply (a half-close, UNP 6.6): it gets so many times as long. */
const WORK_FACTOR = 12;

/** The neglected connections of each process, the oldest first. */
export function neglectedByProcess(scan: Scan): ReadonlyMap<number, readonly Neglected[]> {
  const ended = scan.sockets.filter(({ state, holders }) => state === "CLOSE_WAIT" && holders.length > 0);
  const neglected = ended.flatMap((socket) => neglect(socket, scan) ?? []);
  neglected.sort((one, other) => other.sinceMs - one.sinceMs);
  return groupBy(neglected, ({ socket }) => ownerOf(socket));
}

function neglect(socket: InspectedSocket, scan: Scan): Neglected | undefined {
  const { end, bytes } = unreadOf(socket);
  const sinceMs = end ? ageMs(socket) : Math.min(ageMs(socket), socket.info?.lastDataSentMs ?? 0);
  if (sinceMs < scan.minAgeMs * (end ? 1 : WORK_FACTOR)) return undefined;
  const attention = attentionOf(socket, scan);
  return isNeglectful(attention, end, bytes) ? { socket, attention, isUnread: end, sinceMs } : undefined;
}

function isNeglectful(attention: Attention, end: boolean, bytes: number): boolean {
  if (attention.kind === "busy") return false;
  // An edge-triggered set has reported the end once, and a program may leave data unread on purpose.
  if (attention.kind === "watched") return attention.edge && bytes === 0;
  // Unknown is not a proof. An end that lies unread is one by itself.
  if (attention.kind === "unknown") return end;
  return attention.kind === "stopped" || !attention.isWriting;
}

/** `it is in the epoll set 5, on which no thread waits` */
export function describeAttention(attention: Attention): string {
  switch (attention.kind) {
    case "watched":
      return "the edge-triggered set that it is in has reported it once, and it was not read";
    case "stopped":
      return "the process is stopped by a signal";
    case "unknown":
      return `whether a thread waits for it is unknown: ${attention.why}`;
    case "elsewhere":
      return attention.idleSet === undefined
        ? "no thread waits for it"
        : `it is in the epoll set ${attention.idleSet}, on which no thread waits`;
    case "busy":
      return "a thread of the process runs";
  }
}
