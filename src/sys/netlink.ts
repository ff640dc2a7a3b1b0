// Requests to the kernel over a netlink socket, and its answers (netlink(7)).

import { check, declare, restarting } from "./libc.ts";
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

export function openNetlink(protocol: number): number {
  return openSocket(AF_NETLINK, SOCK_RAW, protocol);
}

export function sendRequest(fd: number, request: Uint8Array): void {
  check(sendRaw(fd, request, request.length, 0), "send(AF_NETLINK)");
}

/** Blocks until an answer comes, which the kernel gives at once; the number of bytes that it put into `answer`. */
export function receiveAnswer(fd: number, answer: Uint8Array): number {
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
