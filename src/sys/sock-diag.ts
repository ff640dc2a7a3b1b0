// The kernel's table of TCP sockets, as ss(8) reads it: NETLINK_SOCK_DIAG (sock_diag(7)).
//
// It lists listening sockets and orphans too. An orphan in FIN_WAIT2 or TIME_WAIT has no inode and no owner.

import { type Endpoint, endpointAt, parseAddress } from "../tcp/endpoint.ts";
import { type TcpState, nameState } from "../tcp/states.ts";
import { close } from "./io.ts";
import { systemError } from "./libc.ts";
import {
  NLMSG_HEADER,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_REQUEST,
  dump,
  findAttribute,
  openNetlink,
  requestAcknowledged,
} from "./netlink.ts";
import { AF_INET, AF_INET6 } from "./sockaddr.ts";
import { decodeTcpInfo } from "./tcp-info.ts";

export interface SocketRow {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly state: TcpState;
  /** Bytes received and not read; a FIN counts as one. Of a listening socket: connections waiting to be accepted. */
  readonly recvQ: number;
  /** Bytes sent and not acknowledged. Of a listening socket: its backlog. */
  readonly sendQ: number;
  /** 0 when no process holds the socket. */
  readonly inode: number;
  /** Bytes that have come from the other end, where they were asked for and the kernel counts them (tcp_info, Linux 4.1). */
  readonly received?: number;
  /**
   * "both": the process that holds it has sent its FIN and has ended reception as well (shutdown(2), SHUT_RDWR). Told of
   * FIN_WAIT1 and FIN_WAIT2, in which no FIN of the other end does the same.
   */
  readonly shutdown?: "both";
}

export const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const SOCK_DESTROY = 21;
const ENOENT = 2; // it is gone already
const IPPROTO_TCP = 6;
export const INET_DIAG_INFO = 2;
/**
 * Sent unasked with every socket but those in TIME_WAIT: sk_shutdown, a byte (inet_diag_msg_attrs_fill in
 * net/ipv4/inet_diag.c).
 */
const INET_DIAG_SHUTDOWN = 8;
const RCV_SHUTDOWN = 1;
/** The extension that asks for it. */
export const WITH_INFO: number = 1 << (INET_DIAG_INFO - 1);
/** Where struct inet_diag_msg ends and its attributes begin. */
export const ATTRIBUTES = 72;
/** In these states the other end's FIN has come, which tcp_info counts as a byte. */
const HAS_FIN: ReadonlySet<TcpState> = new Set(["CLOSE_WAIT", "LAST_ACK", "CLOSING", "TIME_WAIT"]);
/** In these states the end's own FIN is sent, and the other's has not come. */
const HALF_CLOSED: ReadonlySet<TcpState> = new Set(["FIN_WAIT1", "FIN_WAIT2"]);
const ALL_STATES = 0xffffffff;
/** Where struct inet_diag_sockid begins in a request. */
const SOCKET_ID: number = NLMSG_HEADER + 8;
/**
 * All but BOUND_INACTIVE, the last: a socket that has a port, and neither listens nor has ever been connected. For these
 * the kernel walks its table of bound ports, one for the whole machine: 250 µs each time, ten times all the rest.
 */
export const CONNECTED_OR_LISTENING = 0x1ffe;

/** An open door to the socket table of the network namespace it was opened in. */
export interface SockDiag {
  /**
   * Every TCP socket that listens, or is or was connected, IPv4 first. It does not block.
   *
   * @param counts whether with the bytes that each has received
   */
  readSockets(counts?: boolean): SocketRow[];
  /**
   * Makes the kernel forget every TCP socket: those that processes hold, orphans, and time-wait entries. Nothing is sent
   * if the cable is cut; else each connection is aborted. Needs CAP_NET_ADMIN (SOCK_DESTROY, Linux 4.5).
   */
  destroyAll(): void;
  close(): void;
}

export function openSockDiag(): SockDiag {
  const fd = openNetlink(NETLINK_SOCK_DIAG);
  const answer = new Uint8Array(64 * 1024);
  return {
    readSockets: (counts = false) =>
      [AF_INET, AF_INET6].flatMap((family) =>
        counts
          ? dump(fd, encodeRequest(family, CONNECTED_OR_LISTENING, WITH_INFO), answer, decodeCounted)
          : dump(fd, encodeRequest(family, CONNECTED_OR_LISTENING), answer, decodeShutdown),
      ),
    destroyAll() {
      for (const family of [AF_INET, AF_INET6]) {
        for (const socket of dump(fd, encodeRequest(family, ALL_STATES), answer, identify))
          destroy(fd, socket);
      }
    },
    close: () => close(fd),
  };
}

/**
 * struct nlmsghdr, then struct inet_diag_req_v2 (56 bytes) with a zero socket id.
 *
 * @param extensions what else is asked for, as bits: the bit of an attribute is its number less one
 */
export function encodeRequest(family: number, states: number, extensions = 0): Uint8Array {
  const request = new Uint8Array(NLMSG_HEADER + 56);
  const view = new DataView(request.buffer);
  view.setUint32(0, request.length, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_DUMP, true);
  view.setUint8(NLMSG_HEADER, family);
  view.setUint8(NLMSG_HEADER + 1, IPPROTO_TCP);
  view.setUint8(NLMSG_HEADER + 2, extensions);
  view.setUint32(NLMSG_HEADER + 4, states, true);
  return request;
}

/** The same for one socket, by its four-tuple; the kernel replies only if it has this cookie (sock_diag_check_cookie). */
export function encodeRequestForOne(
  { local, remote, cookie }: Pick<SocketRow, "local" | "remote"> & { readonly cookie: string },
  extensions: number,
): Uint8Array {
  const [from, to] = [parseAddress(local.address), parseAddress(remote.address)];
  const request = encodeRequest(from.length === 4 ? AF_INET : AF_INET6, ALL_STATES, extensions);
  const view = new DataView(request.buffer);
  view.setUint16(6, NLM_F_REQUEST, true);
  view.setUint16(SOCKET_ID, local.port);
  view.setUint16(SOCKET_ID + 2, remote.port);
  request.set(from, SOCKET_ID + 4);
  request.set(to, SOCKET_ID + 20);
  cookie.split("-").forEach((half, i) => view.setUint32(SOCKET_ID + 40 + 4 * i, Number(half), true));
  return request;
}

/** What names one socket: its family and struct inet_diag_sockid, with the cookie that no other socket ever has. */
interface SocketName {
  readonly family: number;
  readonly id: Uint8Array;
}

function identify(view: DataView, at: number): SocketName {
  return { family: view.getUint8(at), id: new Uint8Array(view.buffer, view.byteOffset + at + 4, 48).slice() };
}

function destroy(fd: number, { family, id }: SocketName): void {
  const request = encodeRequest(family, ALL_STATES);
  const view = new DataView(request.buffer);
  view.setUint16(4, SOCK_DESTROY, true);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_ACK, true);
  request.set(id, SOCKET_ID);
  const error = requestAcknowledged(fd, request);
  if (error !== 0 && error !== ENOENT) throw systemError(error, "SOCK_DESTROY");
}

/** struct inet_diag_msg: family, state, timer, retrans; inet_diag_sockid (48 bytes); expires, queues, uid, inode. */
export function decodeRow(view: DataView, at: number): SocketRow | undefined {
  const addressLength = view.getUint8(at) === AF_INET6 ? 16 : 4;
  const state = nameState(view.getUint8(at + 1));
  if (state === undefined) return undefined;
  const endpoint = (portAt: number, addressAt: number): Endpoint =>
    endpointAt(view, at + addressAt, addressLength, view.getUint16(at + portAt));
  return {
    local: endpoint(4, 8),
    remote: endpoint(6, 24),
    state,
    recvQ: view.getUint32(at + 56, true),
    sendQ: view.getUint32(at + 60, true),
    inode: view.getUint32(at + 68, true),
  };
}

/** The row with what INET_DIAG_SHUTDOWN says, where that tells more than its state does. */
function decodeShutdown(view: DataView, at: number, length: number): SocketRow | undefined {
  const row = decodeRow(view, at);
  if (row === undefined || row.inode === 0 || !HALF_CLOSED.has(row.state)) return row; // most
  const bits = findAttribute(view, at + ATTRIBUTES, at + length, INET_DIAG_SHUTDOWN);
  const isDeaf = bits !== undefined && (view.getUint8(bits.at) & RCV_SHUTDOWN) !== 0;
  return isDeaf ? { ...row, shutdown: "both" } : row;
}

/** The same, with what the attribute INET_DIAG_INFO says, if there is one. */
function decodeCounted(view: DataView, at: number, length: number): SocketRow | undefined {
  const row = decodeShutdown(view, at, length);
  const info = findAttribute(view, at + ATTRIBUTES, at + length, INET_DIAG_INFO);
  if (row === undefined || row.state === "LISTEN" || info === undefined || info.length < TCP_INFO_COUNTS)
    return row;
  const { bytesReceived } = decodeTcpInfo(view, info.at, info.length);
  return { ...row, received: HAS_FIN.has(row.state) ? Math.max(0, bytesReceived - 1) : bytesReceived };
}

/** A struct tcp_info of this length has tcpi_bytes_received. */
const TCP_INFO_COUNTS = 136;
