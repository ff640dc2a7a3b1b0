// Unix sockets that keep messages apart and hand over descriptors (unix(7): SOCK_SEQPACKET, SCM_RIGHTS).
//
// A socket that is bound to a pathname can be reached from every network namespace that sees the file, and an abstract one
// (written `@name`), which is no file, from its own network namespace alone.

import { allOrNothing } from "./all-or-nothing.ts";
import { close } from "./io.ts";
import { EAGAIN, addressOf, check, declare, errno, restarting } from "./libc.ts";
import { bindAddress, listenForConnections, openConnected, openSocket } from "./socket.ts";

const sendmsgRaw = declare<(fd: number, message: Uint8Array, flags: number) => number>(
  "int64_t sendmsg(int fd, const void *msg, int flags)",
);
const recvmsgRaw = declare<(fd: number, message: Uint8Array, flags: number) => number>(
  "int64_t recvmsg(int fd, _Inout_ void *msg, int flags)",
);
const acceptRaw = declare<(fd: number, address: null, length: null, flags: number) => number>(
  "int accept4(int fd, void *addr, void *len, int flags)",
);

const AF_UNIX = 1;
const SOCK_SEQPACKET = 5;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x40000000;
/** struct sockaddr_un: two bytes of family, and a path of at most 107 bytes with a zero behind it. */
const PATH_MAX = 107;
/** Longer messages are cut. */
const MESSAGE_MAX = 1024;
/** struct cmsghdr of a 64-bit system (length, level, type), then one descriptor, in whole words. */
const CONTROL_LENGTH = 24;
const CONTROL_USED = 20;

/** @returns the sockaddr_un; throws a RangeError when the path is too long for one */
export function encodePath(path: string): Uint8Array {
  const bytes = new TextEncoder().encode(path);
  if (bytes.length > PATH_MAX) throw new RangeError(`${path} is longer than ${PATH_MAX} bytes (unix(7))`);
  // An abstract name begins with a zero and ends with the address, not with a zero.
  const sockaddr = new Uint8Array(2 + bytes.length + (isAbstract(path) ? 0 : 1));
  new Uint16Array(sockaddr.buffer, 0, 1)[0] = AF_UNIX;
  sockaddr.set(bytes, 2);
  if (isAbstract(path)) sockaddr[2] = 0;
  return sockaddr;
}

export function isAbstract(path: string): boolean {
  return path.startsWith("@");
}

/** Listens at `path`, which must not exist yet. The descriptor is non-blocking: poll it for POLLIN, then `acceptNow`. */
export function listenOnPath(path: string, backlog: number): number {
  const address = encodePath(path);
  return allOrNothing((orElse) => {
    const fd = openSocket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
    orElse(() => close(fd));
    bindAddress(fd, address);
    listenForConnections(fd, backlog);
    return fd;
  });
}

/** One that has come to a non-blocking listener; undefined when there is none. */
export function acceptNow(listeningFd: number): number | undefined {
  const fd = restarting(() => acceptRaw(listeningFd, null, null, SOCK_CLOEXEC));
  return fd < 0 && errno() === EAGAIN ? undefined : check(fd, "accept");
}

export function connectToPath(path: string): number {
  return openConnected(AF_UNIX, SOCK_SEQPACKET, encodePath(path));
}

export interface FdMessage {
  readonly text: string;
  /** A descriptor that came with it. */
  readonly fd?: number;
}

/** Sends one message, and a duplicate of `fd` with it. */
export function sendMessage(socket: number, { text, fd }: FdMessage): void {
  const message = createMessageBuffer(new TextEncoder().encode(text).subarray(0, MESSAGE_MAX));
  if (fd === undefined) message.withoutControl();
  else message.setDescriptor(fd);
  check(
    restarting(() => sendmsgRaw(socket, message.header, MSG_NOSIGNAL)),
    "sendmsg",
  );
}

/** Blocks until a message comes; undefined at the end of file. A descriptor is closed on exec. */
export function receiveMessage(socket: number): FdMessage | undefined {
  const message = createMessageBuffer(new Uint8Array(MESSAGE_MAX));
  const count = check(
    restarting(() => recvmsgRaw(socket, message.header, MSG_CMSG_CLOEXEC)),
    "recvmsg",
  );
  if (count === 0) return undefined;
  const fd = message.descriptor();
  return { text: message.text(count), ...(fd !== undefined && { fd }) };
}

interface MessageBuffer {
  readonly header: Uint8Array;
  withoutControl(): void;
  setDescriptor(fd: number): void;
  descriptor(): number | undefined;
  text(length: number): string;
}

/**
 * struct msghdr (64-bit): name, namelen, iov, iovlen, control, controllen, flags: 56 bytes; struct iovec: base, length;
 * the control message; the content. All in one piece of memory that stays where it is (an ArrayBuffer of this size).
 */
function createMessageBuffer(content: Uint8Array): MessageBuffer {
  const [iovAt, controlAt, contentAt] = [56, 72, 72 + CONTROL_LENGTH];
  const memory = new ArrayBuffer(contentAt + MESSAGE_MAX);
  const bytes = new Uint8Array(memory);
  const words = new BigUint64Array(memory, 0, contentAt / 8);
  const ints = new Int32Array(memory, 0, contentAt / 4);
  const base = BigInt(addressOf(bytes));
  bytes.set(content, contentAt);
  words[2] = base + BigInt(iovAt);
  words[3] = 1n;
  words[4] = base + BigInt(controlAt);
  words[5] = BigInt(CONTROL_LENGTH);
  words[iovAt / 8] = base + BigInt(contentAt);
  words[iovAt / 8 + 1] = BigInt(content.length);
  const control = controlAt / 4;
  return {
    header: bytes,
    withoutControl() {
      words[4] = 0n;
      words[5] = 0n;
    },
    setDescriptor(fd) {
      words[controlAt / 8] = BigInt(CONTROL_USED);
      ints[control + 2] = SOL_SOCKET;
      ints[control + 3] = SCM_RIGHTS;
      ints[control + 4] = fd;
    },
    descriptor: () =>
      words[controlAt / 8] === BigInt(CONTROL_USED) && ints[control + 3] === SCM_RIGHTS
        ? ints[control + 4]
        : undefined,
    text: (length) => new TextDecoder().decode(bytes.subarray(contentAt, contentAt + length)),
  };
}
