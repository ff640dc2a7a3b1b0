// The kernel's table of TCP sockets with all that it knows of each: timers, struct tcp_info, and a name no other socket has.

import { close } from "./io.ts";
import { dump, findAttribute, openNetlink } from "./netlink.ts";
import { AF_INET, AF_INET6 } from "./sockaddr.ts";
import {
  ATTRIBUTES,
  CONNECTED_OR_LISTENING,
  INET_DIAG_INFO,
  NETLINK_SOCK_DIAG,
  type SocketRow,
  WITH_INFO,
  decodeRow,
  encodeRequest,
} from "./sock-diag.ts";
import { type TcpInfo, decodeTcpInfo } from "./tcp-info.ts";

/** What the kernel's timer of a connection waits for (get_tcp4_sock in net/ipv4/tcp_ipv4.c, inet_csk_diag_fill). */
export const timerNames = ["none", "retransmission", "keep-alive", "time-wait", "zero-window probe"] as const;
export type TimerName = (typeof timerNames)[number];

export interface SocketDetails extends SocketRow {
  readonly timer: TimerName;
  /** Until the timer runs out. */
  readonly expiresMs: number;
  /** How often it has run out without a reply. */
  readonly retries: number;
  readonly uid: number;
  /** No other socket has ever had it (sock_diag(7)). */
  readonly cookie: string;
  /** Left out for a time-wait entry, which has none. */
  readonly info?: TcpInfo;
}

/** Every TCP socket of this network namespace that listens, or is or was connected, IPv4 first. It does not block. */
export function readSocketDetails(): SocketDetails[] {
  const fd = openNetlink(NETLINK_SOCK_DIAG);
  try {
    const answer = new Uint8Array(64 * 1024);
    return [AF_INET, AF_INET6].flatMap((family) =>
      dump(fd, encodeRequest(family, CONNECTED_OR_LISTENING, WITH_INFO), answer, decode),
    );
  } finally {
    close(fd);
  }
}

function decode(view: DataView, at: number, length: number): SocketDetails | undefined {
  const row = decodeRow(view, at);
  if (row === undefined) return undefined;
  const found = findAttribute(view, at + ATTRIBUTES, at + length, INET_DIAG_INFO);
  const info = found && decodeTcpInfo(view, found.at, found.length);
  const details = {
    timer: timerNames[view.getUint8(at + 2)] ?? "none",
    retries: view.getUint8(at + 3),
    cookie: `${view.getUint32(at + 44, true)}-${view.getUint32(at + 48, true)}`,
    expiresMs: view.getUint32(at + 52, true),
    uid: view.getUint32(at + 64, true),
  };
  return info === undefined ? Object.assign(row, details) : Object.assign(row, details, { info });
}
