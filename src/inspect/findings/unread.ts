// Data that has come, that nobody reads, and that nobody is kept from reading.

import { attentionOf } from "../scan/attention.ts";
import type { InspectedSocket, Scan } from "../scan/scan.ts";

export function unreadSinceMs({ info }: InspectedSocket): number {
  return info?.lastDataRecvMs ?? 0;
}

/**
 * A program whose own output is blocked leaves its input unread on purpose, and so does one that a set reports to once for
 * each event. Where it is unknown who waits, nothing is said.
 */
export function isLeftUnread(socket: InspectedSocket, scan: Scan): boolean {
  if (socket.holders.length === 0 || unreadSinceMs(socket) < scan.minAgeMs) return false;
  const attention = attentionOf(socket, scan);
  return attention.kind === "stopped" || (attention.kind === "elsewhere" && !attention.isWriting);
}
