// Connections that the kernel has made and the server has not taken: a wedged server behind green probes.

import { findListener, listenersOf, ownerOf, silentMs } from "../scan/facts.ts";
import type { InspectedSocket, Scan } from "../scan/scan.ts";
import { type FindingRule, type Found, countOf, groupBy } from "./finding.ts";

export const notAccepted: FindingRule = {
  name: "not-accepted",
  title: "connections are not accepted",
  rule: "The kernel completes the handshake by itself, so a probe that only connects stays green while nobody calls accept() (UNP 4.5).",
  remedy:
    "See what the accepting thread waits for: a full worker pool, a lock, a dependency. Let the probe send a request and wait for the reply.",
  find(scan) {
    const listeners = listenersOf(scan).filter(({ holders, recvQ }) => holders.length > 0 && recvQ > 0);
    if (listeners.length === 0) return [];
    const waiting = scan.sockets.filter(({ inode, state }) => inode === 0 && isQueued(state));
    const queues = groupBy(waiting, (socket) => findListener(socket, listeners));
    return [...queues].flatMap(([listener, queue]) =>
      listener === undefined ? [] : (describe(listener, queue, scan) ?? []),
    );
  },
};

function isQueued(state: InspectedSocket["state"]): boolean {
  return state === "ESTABLISHED" || state === "CLOSE_WAIT";
}

function describe(
  listener: InspectedSocket,
  queue: readonly InspectedSocket[],
  scan: Scan,
): Found | undefined {
  const sorted = queue.toSorted((one, other) => silentMs(other) - silentMs(one));
  const [oldest] = sorted;
  const sinceMs = oldest === undefined ? 0 : silentMs(oldest);
  if (oldest === undefined || sinceMs < scan.minAgeMs) return undefined;
  const closed = queue.filter(({ state }) => state === "CLOSE_WAIT").length;
  const { recvQ, sendQ } = listener;
  // sk_acceptq_is_full: one more than the backlog is let in.
  const full = recvQ > sendQ ? "; the queue is full, and newcomers are dropped" : "";
  return {
    pid: ownerOf(listener),
    sockets: [listener, ...sorted],
    sinceMs,
    shows: `${countOf(recvQ, "connection")} in the accept queue (backlog ${sendQ}), ${closed} of them closed by the peer already${full}`,
  };
}
