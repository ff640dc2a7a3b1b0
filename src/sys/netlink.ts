// Requests to the kernel over a netlink socket, and its replies (netlink(7)).

import { check, declare, restarting, systemError } from "./libc.ts";
import { openSocket } from "./socket.ts";

const sendRaw = declare<(fd: number, buffer: Uint8Array, count: number, flags: number) => number>(
  "int64_t send(int fd, const void *buf, size_t len, int flags)",
);
const recvRaw = declare<(fd: number, buffer: Uint8Array, count: number, flags: number) => number>(
  "int64_t recv(int fd, _Out_ void *buf, size_t len, int flags)",
);

const AF_NETLINK = 16;
const SOCK_RAW = 3;

/** struct nlmsghdr. */
export const NLMSG_HEADER = 16;
export const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
export const NLM_F_DUMP = 0x300;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;

export function openNetlink(protocol: number): number {
  return openSocket(AF_NETLINK, SOCK_RAW, protocol);
}

function sendRequest(fd: number, request: Uint8Array): void {
  check(sendRaw(fd, request, request.length, 0), "send(AF_NETLINK)");
}

/** Blocks until a reply comes, which the kernel sends at once. Returns the number of bytes that it put into `answer`. */
function receiveAnswer(fd: number, answer: Uint8Array): number {
  return check(
    restarting(() => recvRaw(fd, answer, answer.length, 0)),
    "recv(AF_NETLINK)",
  );
}

/** Sends a request that is acknowledged. Returns the error number in the acknowledgment, 0 for none. */
export function requestAcknowledged(fd: number, request: Uint8Array): number {
  sendRequest(fd, request);
  const answer = new Uint8Array(4096);
  receiveAnswer(fd, answer);
  return -new DataView(answer.buffer).getInt32(NLMSG_HEADER, true);
}

/** Sends a request for one object. Undefined when the kernel has none. @param answer room for one datagram */
export function requestOne<T>(
  fd: number,
  request: Uint8Array,
  answer: Uint8Array,
  decode: Decode<T>,
): T | undefined {
  sendRequest(fd, request);
  const count = receiveAnswer(fd, answer);
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  if (view.getUint16(4, true) === NLMSG_ERROR) return undefined;
  return decode(view, NLMSG_HEADER, Math.min(count, view.getUint32(0, true)) - NLMSG_HEADER);
}

/**
 * Makes a row of the `length` bytes at `at`, a message's payload; undefined for one that is left out. There may be ten
 * thousands of them: an array for each would be most of the work.
 */
type Decode<T> = (view: DataView, at: number, length: number) => T | undefined;

/** Sends a request with NLM_F_DUMP, and reads all the messages of its reply. @param answer room for one datagram */
export function dump<T>(fd: number, request: Uint8Array, answer: Uint8Array, decode: Decode<T>): T[] {
  sendRequest(fd, request);
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const rows: T[] = [];
  for (;;) {
    if (decodeAnswer(view, receiveAnswer(fd, answer), decode, rows)) return rows;
  }
}

/** Adds the rows of one datagram; true when the dump is complete. */
function decodeAnswer<T>(view: DataView, count: number, decode: Decode<T>, rows: T[]): boolean {
  for (let at = 0; at + NLMSG_HEADER <= count;) {
    const length = view.getUint32(at, true);
    const type = view.getUint16(at + 4, true);
    if (type === NLMSG_DONE) return true;
    if (type === NLMSG_ERROR) throw systemError(-view.getInt32(at + NLMSG_HEADER, true), "netlink");
    const row = decode(view, at + NLMSG_HEADER, length - NLMSG_HEADER);
    if (row !== undefined) rows.push(row);
    at += Math.max(NLMSG_HEADER, (length + 3) & ~3);
  }
  return false;
}

/** struct nlattr: length and type, 16 bits each, then the value, padded to 4 bytes. Where the value of one is. */
export function findAttribute(
  view: DataView,
  begin: number,
  end: number,
  wanted: number,
): { readonly at: number; readonly length: number } | undefined {
  for (let at = begin; at + 4 <= end;) {
    const length = view.getUint16(at, true);
    if (view.getUint16(at + 2, true) === wanted) return { at: at + 4, length: length - 4 };
    at += Math.max(4, (length + 3) & ~3);
  }
  return undefined;
}
