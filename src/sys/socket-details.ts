// The kernel's table of TCP sockets with all that it knows of each: timers, struct tcp_info, and a name no other socket has.

import { type TcpState, nameState, numberState } from "../tcp/states.ts";
import { close } from "./io.ts";
import { dump, findAttribute, openNetlink, requestOne } from "./netlink.ts";
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
  encodeRequestForOne,
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
  /** Left out for a time-wait entry, which has none, and where it was not asked for. */
  readonly info?: TcpInfo;
}

/** Every TCP socket of this network namespace that listens, or is or was connected, IPv4 first. It does not block. */
export function readSocketDetails(): SocketDetails[] {
  return withDoor((fd, room) => dumpDetails(fd, room, CONNECTED_OR_LISTENING));
}

/** Those in these states only. */
export function readSocketsIn(states: Iterable<TcpState>): SocketDetails[] {
  const mask = [...states].reduce((bits, state) => bits | bitOf(state), 0);
  return mask === 0 ? [] : withDoor((fd, room) => dumpDetails(fd, room, mask));
}

/** These sockets as they are now: what is gone is left out, and what is bound to an interface may be. */
export function readSocketsAgain(sockets: readonly SocketDetails[]): SocketDetails[] {
  return withDoor((fd, room) =>
    sockets.flatMap((socket) => requestOne(fd, encodeRequestForOne(socket, WITH_INFO), room, decode) ?? []),
  );
}

export interface SocketReader {
  /**
   * As `readSocketDetails`, for who reads every second. What is established, of which there may be ten thousands, is
   * without `info`, and the same object as the last time where nothing but its timer has changed.
   */
  read(): SocketDetails[];
}

/** What is read without `info`: a time-wait entry has none. */
const BARE: number = bitOf("ESTABLISHED") | bitOf("TIME_WAIT");

export function createSocketReader(): SocketReader {
  const known = new Map<number, { row: SocketDetails; look: number }>();
  let look = 0;
  const decodeChanged: typeof decode = (view, at) => {
    const key = view.getUint32(at + 44, true) + view.getUint32(at + 48, true) * 2 ** 32;
    const last = known.get(key);
    if (last === undefined) {
      const row = decodeBare(view, at);
      if (row !== undefined) known.set(key, { row, look });
      return row;
    }
    last.look = look;
    if (isAsBefore(last.row, view, at)) (last.row as Expiring).expiresMs = view.getUint32(at + 52, true);
    else last.row = decodeBare(view, at) ?? last.row;
    return last.row;
  };
  return {
    read: () =>
      withDoor((fd, room) => {
        look += 1;
        const rows = [AF_INET, AF_INET6].flatMap((family) =>
          dump(fd, encodeRequest(family, BARE), room, decodeChanged),
        );
        if (known.size > rows.length)
          for (const [key, last] of known) if (last.look < look) known.delete(key);
        return rows.concat(dumpDetails(fd, room, CONNECTED_OR_LISTENING & ~BARE));
      }),
  };
}

type Expiring = { -readonly [Key in keyof SocketDetails]: SocketDetails[Key] };

function withDoor<T>(read: (fd: number, room: Uint8Array) => T): T {
  const fd = openNetlink(NETLINK_SOCK_DIAG);
  try {
    return read(fd, new Uint8Array(64 * 1024));
  } finally {
    close(fd);
  }
}

function dumpDetails(fd: number, room: Uint8Array, states: number): SocketDetails[] {
  return [AF_INET, AF_INET6].flatMap((family) =>
    dump(fd, encodeRequest(family, states, WITH_INFO), room, decode),
  );
}

function bitOf(state: TcpState): number {
  return 1 << numberState(state);
}

function decode(view: DataView, at: number, length: number): SocketDetails | undefined {
  const row = decodeBare(view, at);
  const found = row && findAttribute(view, at + ATTRIBUTES, at + length, INET_DIAG_INFO);
  return found === undefined
    ? row
    : Object.assign(row as SocketDetails, { info: decodeTcpInfo(view, found.at, found.length) });
}

function decodeBare(view: DataView, at: number): SocketDetails | undefined {
  const row = decodeRow(view, at);
  if (row === undefined) return undefined;
  return Object.assign(row, {
    timer: timerNames[view.getUint8(at + 2)] ?? "none",
    retries: view.getUint8(at + 3),
    cookie: `${view.getUint32(at + 44, true)}-${view.getUint32(at + 48, true)}`,
    expiresMs: view.getUint32(at + 52, true),
    uid: view.getUint32(at + 64, true),
  });
}

function isAsBefore(last: SocketDetails, view: DataView, at: number): boolean {
  return (
    last.state === nameState(view.getUint8(at + 1)) &&
    last.recvQ === view.getUint32(at + 56, true) &&
    last.sendQ === view.getUint32(at + 60, true) &&
    last.retries === view.getUint8(at + 3) &&
    last.inode === view.getUint32(at + 68, true) &&
    last.timer === timerNames[view.getUint8(at + 2)]
  );
}
