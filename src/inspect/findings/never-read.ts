// Accepted, and not one byte of the request was read.

import { attentionOf } from "../scan/attention.ts";
import { findListener, listenersOf, nameHolders, ownerOf } from "../scan/facts.ts";
import type { InspectedSocket, Scan } from "../scan/scan.ts";
import { describeAttention } from "./close-wait.ts";
import { type FindingRule, type Found, countOf, groupBy } from "./finding.ts";
import { isLeftUnread, unreadSinceMs } from "./unread.ts";

export const neverRead: FindingRule = {
  name: "never-read",
  title: "accepted, and never read",
  rule: "Who accepts a connection reads it: a request that lies unread in the kernel looks to the client like a server that has hung (UNP 4.8).",
  remedy:
    "Bound what is accepted to what can be worked on, and look for what all workers wait for. A client needs a time-out for its requests.",
  find(scan) {
    const listeners = listenersOf(scan);
    const unread = scan.sockets.filter(
      (socket) => isNeverRead(socket) && findListener(socket, listeners) && isLeftUnread(socket, scan),
    );
    return [...groupBy(unread, ownerOf)].map(([pid, sockets]) => describe(pid, sockets, scan));
  },
};

/** All that has ever come is in the queue. */
export function isNeverRead({ state, recvQ, info }: InspectedSocket): boolean {
  return state === "ESTABLISHED" && recvQ > 0 && info?.bytesReceived === recvQ;
}

function describe(pid: number, sockets: readonly InspectedSocket[], scan: Scan): Found {
  const sorted = sockets.toSorted((one, other) => unreadSinceMs(other) - unreadSinceMs(one));
  const [oldest] = sorted;
  return {
    pid,
    sockets: sorted,
    ...(oldest !== undefined && { sinceMs: unreadSinceMs(oldest) }),
    shows: [
      `${nameHolders(sockets[0] as InspectedSocket, scan)} has accepted ${countOf(sockets.length, "connection")} and read nothing of what came`,
      ...(oldest === undefined ? [] : [describeAttention(attentionOf(oldest, scan))]),
    ].join("; "),
  };
}
