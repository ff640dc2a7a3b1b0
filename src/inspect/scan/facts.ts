// What is asked of one socket of a scan: its age, its queue, its owner, its listening socket.

import type { InspectedSocket, Scan } from "./scan.ts";

/** Milliseconds that nothing has come from the peer, at least: no data, no acknowledgment, no FIN. */
export function silentMs({ info }: InspectedSocket): number {
  return info === undefined ? 0 : Math.min(info.lastAckRecvMs, info.lastDataRecvMs);
}

/**
 * How long it is in its state, at least. A FIN carries an acknowledgment, and so do the replies to what was sent after it:
 * the last one cannot be older than the state that the peer's FIN made.
 */
export function ageMs(socket: InspectedSocket): number {
  return socket.state === "CLOSE_WAIT" ? (socket.info?.lastAckRecvMs ?? 0) : silentMs(socket);
}

/** In CLOSE_WAIT and others, the FIN counts as one byte in the kernel's receive queue until it is read (tcp_fin). */
export function unreadOf({ state, recvQ }: InspectedSocket): {
  readonly bytes: number;
  readonly end: boolean;
} {
  const end = recvQ > 0 && ["CLOSE_WAIT", "LAST_ACK", "CLOSING"].includes(state);
  return { bytes: end ? recvQ - 1 : recvQ, end };
}

/** `end of file unread`; `32 bytes and the end of file unread`; `1 448 bytes not acknowledged` */
export function describeQueues(socket: InspectedSocket): string[] {
  if (socket.state === "LISTEN") return [`${socket.recvQ} of ${socket.sendQ} waiting to be accepted`];
  const { bytes, end } = unreadOf(socket);
  const data = bytes === 0 ? [] : [`${bytes} byte${bytes === 1 ? "" : "s"}`];
  const unread = [...data, ...(end ? [data.length > 0 ? "the end of file" : "end of file"] : [])];
  const { sendQ } = socket;
  return [
    ...(unread.length === 0 ? [] : [`${unread.join(" and ")} unread`]),
    ...(socket.state === "CLOSE_WAIT" && unread.length === 0 ? ["end of file read"] : []),
    ...(sendQ === 0 ? [] : [`${sendQ} byte${sendQ === 1 ? "" : "s"} not acknowledged`]),
  ];
}

/** `python3 (4711)` */
export function nameHolders({ holders }: InspectedSocket, { processes }: Pick<Scan, "processes">): string {
  if (holders.length === 0) return "nobody";
  return holders.map(({ pid }) => `${processes.get(pid)?.name ?? "?"} (${pid})`).join(" and ");
}

/** The first process that holds it, 0 where none is known. */
export function ownerOf({ holders }: InspectedSocket): number {
  return holders[0]?.pid ?? 0;
}

export function listenersOf({ sockets }: Pick<Scan, "sockets">): readonly InspectedSocket[] {
  return sockets.filter(({ state }) => state === "LISTEN");
}

/** The socket that listens on the port of this end of a connection: it was accepted there, or waits to be. */
export function findListener(
  socket: InspectedSocket,
  listeners: readonly InspectedSocket[],
): InspectedSocket | undefined {
  const listening = listeners.filter(({ local }) => local.port === socket.local.port);
  const exact = listening.find(({ local }) => local.address === socket.local.address);
  return exact ?? listening.find(({ local }) => ["0.0.0.0", "::"].includes(local.address));
}

/** An IPv4 peer of a socket that takes both (RFC 4291 2.5.5.2) is in the neighbour table without its prefix. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}
