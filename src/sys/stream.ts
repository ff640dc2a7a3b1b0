// Moving bytes between sockets without garbage: into and out of memory that stays where it is, without waiting (recv(2) and
// send(2), and poll(2) on a set that is made once) or until it is done (read(2) and write(2)).

import { EINTR, check, declare, errno, restarting } from "./libc.ts";
import { encodeInt } from "./socket.ts";

const recvRaw = declare<(fd: number, address: number, length: number, flags: number) => number>(
  "int64_t recv(int fd, uintptr_t buf, size_t len, int flags)",
);
const sendRaw = declare<(fd: number, address: number, length: number, flags: number) => number>(
  "int64_t send(int fd, uintptr_t buf, size_t len, int flags)",
);
const readRaw = declare<(fd: number, address: number, length: number) => number>(
  "int64_t read(int fd, uintptr_t buf, size_t count)",
);
const writeRaw = declare<(fd: number, address: number, length: number) => number>(
  "int64_t write(int fd, uintptr_t buf, size_t count)",
);
const shutdownRaw = declare<(fd: number, how: number) => number>("int shutdown(int fd, int how)");
const pollRaw = declare<(set: Uint8Array, count: number, timeoutMs: number) => number>(
  "int poll(_Inout_ void *fds, uint64_t nfds, int timeout)",
);
const getsockoptRaw = declare<
  (fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array) => number
>("int getsockopt(int fd, int level, int name, _Out_ void *val, _Inout_ void *len)");

const SHUT_WR = 1;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const IPPROTO_TCP = 6;
const TCP_INFO = 11;
const TCP_CLOSE = 7;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** Bytes received, 0 at the end of file, or the negative errno: -EAGAIN when nothing is there. */
export function receiveNow(fd: number, address: number, length: number): number {
  let count = recvRaw(fd, address, length, MSG_DONTWAIT);
  while (count < 0 && errno() === EINTR) count = recvRaw(fd, address, length, MSG_DONTWAIT);
  return count < 0 ? -errno() : count;
}

/** Bytes the socket took, or the negative errno: -EAGAIN when it takes none now. Raises no SIGPIPE. */
export function sendNow(fd: number, address: number, length: number): number {
  let count = sendRaw(fd, address, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (count < 0 && errno() === EINTR) count = sendRaw(fd, address, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  return count < 0 ? -errno() : count;
}

/** Blocks until there are bytes: how many, 0 at the end of file. For descriptors that are in blocking mode. */
export function readInto(fd: number, address: number, length: number): number {
  let count = readRaw(fd, address, length);
  while (count < 0 && errno() === EINTR) count = readRaw(fd, address, length);
  return check(count, "read");
}

/** Blocks until all is written. For descriptors that are in blocking mode. */
export function writeFrom(fd: number, address: number, length: number): void {
  for (let done = 0; done < length;) {
    const count = writeRaw(fd, address + done, length - done);
    if (count >= 0) done += count;
    else if (errno() !== EINTR) check(count, "write");
  }
}

/** shutdown(fd, SHUT_WR): 0, or the negative errno: -ENOTCONN when the connection is gone. */
export function shutdownNow(fd: number): number {
  return shutdownRaw(fd, SHUT_WR) < 0 ? -errno() : 0;
}

export interface PollSet {
  /** What entry `at` waits for; a negative descriptor is ignored, and so are its errors. */
  watch(at: number, fd: number, events: number): void;
  /** Blocks until one entry is ready. A negative time-out waits for ever. */
  wait(timeoutMs: number): void;
  /** The `revents` of entry `at`. */
  ready(at: number): number;
}

export function createPollSet(size: number): PollSet {
  const set = new Uint8Array(size * 8); // struct pollfd: fd, events, revents
  const fds = new Int32Array(set.buffer);
  const halves = new Int16Array(set.buffer);
  return {
    watch(at, fd, events) {
      fds[at * 2] = fd;
      halves[at * 4 + 2] = events;
    },
    wait: (timeoutMs) =>
      void check(
        restarting(() => pollRaw(set, size, timeoutMs)),
        "poll",
      ),
    ready: (at) => halves[at * 4 + 3] ?? 0,
  };
}

/** The socket's pending error as an errno, which this clears; 0 for none (SO_ERROR, socket(7)). */
export function takeSocketError(fd: number): number {
  return readInt(fd, SOL_SOCKET, SO_ERROR);
}

/** Whether the connection is over, however it ended (TCP_INFO, tcp(7)). */
export function isConnectionGone(fd: number): boolean {
  return (readInt(fd, IPPROTO_TCP, TCP_INFO) & 0xff) === TCP_CLOSE;
}

/** The first four bytes of an option's value. */
function readInt(fd: number, level: number, name: number): number {
  const value = new Uint8Array(4);
  check(getsockoptRaw(fd, level, name, value, encodeInt(value.length)), "getsockopt");
  return new Int32Array(value.buffer)[0] ?? 0;
}
