// The kernel's table of TCP sockets, as ss(8) reads it: NETLINK_SOCK_DIAG (sock_diag(7)).
//
// It lists listening sockets and orphans too. An orphan in FIN_WAIT2 or TIME_WAIT has no inode and no owner.

import { type Endpoint, endpointAt } from "../tcp/endpoint.ts";
import { type TcpState, nameState } from "../tcp/states.ts";
import { close } from "./io.ts";
import { systemError } from "./libc.ts";
import {
  NLMSG_HEADER,
  NLM_F_ACK,
  NLM_F_REQUEST,
  openNetlink,
  receiveAnswer,
  requestAcknowledged,
  sendRequest,
} from "./netlink.ts";
import { AF_INET, AF_INET6 } from "./sockaddr.ts";

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
}

const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const SOCK_DESTROY = 21;
const ENOENT = 2; // it is gone already
const NLM_F_DUMP = 0x300;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const IPPROTO_TCP = 6;
const INET_DIAG_INFO = 2;
/** Where struct inet_diag_msg ends and its attributes begin. */
const ATTRIBUTES = 72;
/** Where struct tcp_info has tcpi_bytes_received, 64 bits. */
const BYTES_RECEIVED = 128;
/** In these states the other end's FIN has come, which tcp_info counts as a byte. */
const HAS_FIN: ReadonlySet<TcpState> = new Set(["CLOSE_WAIT", "LAST_ACK", "CLOSING", "TIME_WAIT"]);
const ALL_STATES = 0xffffffff;
/**
 * All but BOUND_INACTIVE, the last: a socket that has a port, and neither listens nor has ever been connected. For these
 * the kernel walks its table of bound ports, one for the whole machine: 250 µs each time, ten times all the rest.
 */
const CONNECTED_OR_LISTENING = 0x1ffe;

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
        dump(fd, encodeRequest(family, CONNECTED_OR_LISTENING, counts), answer, decodeRow),
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

type Decode<T> = (message: Uint8Array) => T | undefined;

function dump<T>(fd: number, request: Uint8Array, answer: Uint8Array, decode: Decode<T>): T[] {
  sendRequest(fd, request);
  const rows: T[] = [];
  for (;;) {
    const count = receiveAnswer(fd, answer);
    if (decodeAnswer(answer.subarray(0, count), decode, rows)) return rows;
  }
}

/** struct nlmsghdr, then struct inet_diag_req_v2 (56 bytes) with a zero socket id. @param withInfo with tcp_info */
function encodeRequest(family: number, states: number, withInfo = false): Uint8Array {
  const request = new Uint8Array(NLMSG_HEADER + 56);
  const view = new DataView(request.buffer);
  view.setUint32(0, request.length, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_DUMP, true);
  view.setUint8(NLMSG_HEADER, family);
  view.setUint8(NLMSG_HEADER + 1, IPPROTO_TCP);
  if (withInfo) view.setUint8(NLMSG_HEADER + 2, 1 << (INET_DIAG_INFO - 1));
  view.setUint32(NLMSG_HEADER + 4, states, true);
  return request;
}

/** What names one socket: its family and struct inet_diag_sockid, with the cookie that no other socket ever has. */
interface SocketName {
  readonly family: number;
  readonly id: Uint8Array;
}

function identify(message: Uint8Array): SocketName {
  return { family: message[0] ?? 0, id: message.slice(4, 52) };
}

function destroy(fd: number, { family, id }: SocketName): void {
  const request = encodeRequest(family, ALL_STATES);
  const view = new DataView(request.buffer);
  view.setUint16(4, SOCK_DESTROY, true);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_ACK, true);
  request.set(id, NLMSG_HEADER + 8);
  const error = requestAcknowledged(fd, request);
  if (error !== 0 && error !== ENOENT) throw systemError(error, "SOCK_DESTROY");
}

/** Adds the rows of one datagram; true when the dump is complete. */
function decodeAnswer<T>(bytes: Uint8Array, decode: Decode<T>, rows: T[]): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + NLMSG_HEADER <= bytes.length;) {
    const length = view.getUint32(at, true);
    const type = view.getUint16(at + 4, true);
    if (type === NLMSG_DONE) return true;
    if (type === NLMSG_ERROR) throw systemError(-view.getInt32(at + NLMSG_HEADER, true), "sock_diag");
    const row = decode(bytes.subarray(at + NLMSG_HEADER, at + length));
    if (row !== undefined) rows.push(row);
    at += Math.max(NLMSG_HEADER, (length + 3) & ~3);
  }
  return false;
}

/** struct inet_diag_msg: family, state, timer, retrans; inet_diag_sockid (48 bytes); expires, queues, uid, inode. */
function decodeRow(message: Uint8Array): SocketRow | undefined {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const addressLength = view.getUint8(0) === AF_INET6 ? 16 : 4;
  const state = nameState(view.getUint8(1));
  if (state === undefined) return undefined;
  const endpoint = (portAt: number, addressAt: number): Endpoint =>
    endpointAt(view, addressAt, addressLength, view.getUint16(portAt));
  return {
    local: endpoint(4, 8),
    remote: endpoint(6, 24),
    state,
    recvQ: view.getUint32(56, true),
    sendQ: view.getUint32(60, true),
    inode: view.getUint32(68, true),
    ...receivedBy(view, state),
  };
}

/** From the attribute INET_DIAG_INFO (struct rtattr: length, type), if there is one. */
function receivedBy(view: DataView, state: TcpState): Pick<SocketRow, "received"> {
  for (let at = ATTRIBUTES; at + 4 <= view.byteLength;) {
    const length = view.getUint16(at, true);
    const isInfo = view.getUint16(at + 2, true) === INET_DIAG_INFO && length >= 4 + BYTES_RECEIVED + 8;
    if (isInfo && state !== "LISTEN") {
      const counted = Number(view.getBigUint64(at + 4 + BYTES_RECEIVED, true));
      return { received: HAS_FIN.has(state) ? Math.max(0, counted - 1) : counted };
    }
    at += Math.max(4, (length + 3) & ~3);
  }
  return {};
}
