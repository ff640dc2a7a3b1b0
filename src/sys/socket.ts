// The socket calls of the echo programs: socket(2) to shutdown(2), blocking, on raw descriptors.

import type { Endpoint } from "../tcp/endpoint.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { close } from "./io.ts";
import { EAGAIN, check, declare, declareAsync, errno, restarting, systemError } from "./libc.ts";
import { AF_INET6, SOCKADDR_MAX, decodeSockaddr, encodeSockaddr, familyOf } from "./sockaddr.ts";

const socketRaw = declare<(family: number, type: number, protocol: number) => number>(
  "int socket(int domain, int type, int protocol)",
);
const bindRaw = declare<(fd: number, address: Uint8Array, length: number) => number>(
  "int bind(int fd, const void *addr, uint32_t len)",
);
const listenRaw = declare<(fd: number, backlog: number) => number>("int listen(int fd, int backlog)");
const acceptRaw = declare<(fd: number, address: null, length: null) => number>(
  "int accept(int fd, void *addr, void *len)",
);
const connectRaw = declare<(fd: number, address: Uint8Array, length: number) => number>(
  "int connect(int fd, const void *addr, uint32_t len)",
);
const shutdownRaw = declare<(fd: number, how: number) => number>("int shutdown(int fd, int how)");
const sendRaw = declare<(fd: number, buffer: Uint8Array, count: number, flags: number) => number>(
  "int64_t send(int fd, const void *buf, size_t len, int flags)",
);
const setsockoptRaw = declare<
  (fd: number, level: number, name: number, value: Uint8Array, length: number) => number
>("int setsockopt(int fd, int level, int name, const void *val, uint32_t len)");
const setsockoptAsync = declareAsync<
  [fd: number, level: number, name: number, value: Uint8Array, length: number]
>("int setsockopt(int fd, int level, int name, const void *val, uint32_t len)");
const getsockoptRaw = declare<
  (fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array) => number
>("int getsockopt(int fd, int level, int name, _Out_ void *val, _Inout_ void *len)");
const getsocknameRaw = declare<(fd: number, address: Uint8Array, length: Uint8Array) => number>(
  "int getsockname(int fd, _Out_ void *addr, _Inout_ void *len)",
);

const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SO_KEEPALIVE = 9;
const IPPROTO_TCP = 6;
const SO_LINGER = 13;
const TCP_NODELAY = 1;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_KEEPCNT = 6;
const TCP_USER_TIMEOUT = 18;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** socket(2) of any family; the descriptor is closed on exec. */
export function openSocket(family: number, type: number, protocol: number): number {
  return check(socketRaw(family, type | SOCK_CLOEXEC, protocol), "socket");
}

export function bindAddress(fd: number, sockaddr: Uint8Array): void {
  check(bindRaw(fd, sockaddr, sockaddr.length), "bind");
}

export function setSocketOption(fd: number, level: number, name: number, value: Uint8Array): void {
  check(setsockoptRaw(fd, level, name, value, value.length), "setsockopt");
}

/** On a thread of libuv's pool, for what the kernel takes long to set. */
export async function setSocketOptionInBackground(
  fd: number,
  level: number,
  name: number,
  value: Uint8Array,
): Promise<void> {
  const result = await setsockoptAsync(fd, level, name, value, value.length);
  if (result < 0) setSocketOption(fd, level, name, value); // errno belongs to the pool's thread: it fails here once more
}

export function encodeInt(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer);
}

/**
 * socket, SO_REUSEADDR, bind, listen. An IPv6 wildcard takes IPv4 too (IPV6_V6ONLY off, ipv6(7)).
 *
 * @param backlog connections that may wait for accept(2); the kernel cuts it to net.core.somaxconn
 */
export function listenOn(endpoint: Endpoint, backlog: number): number {
  const family = familyOf(endpoint.address);
  return allOrNothing((orElse) => {
    const fd = openSocket(family, SOCK_STREAM, 0);
    orElse(() => close(fd));
    setSocketOption(fd, SOL_SOCKET, SO_REUSEADDR, encodeInt(1));
    if (family === AF_INET6) setSocketOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, encodeInt(0));
    bindAddress(fd, encodeSockaddr(endpoint));
    listenForConnections(fd, backlog);
    return fd;
  });
}

export function listenForConnections(fd: number, backlog: number): void {
  check(listenRaw(fd, backlog), "listen");
}

/** Blocks in accept(2) until a connection comes; one that was aborted while it waited (ECONNABORTED) is skipped. */
export function accept(listeningFd: number): number {
  const ECONNABORTED = 103;
  for (;;) {
    const fd = restarting(() => acceptRaw(listeningFd, null, null));
    if (fd >= 0 || errno() !== ECONNABORTED) return check(fd, "accept");
  }
}

/** socket and a connect(2) that does not wait: the socket is non-blocking, and its first read or write shows how it went. */
export function startConnecting(endpoint: Endpoint): number {
  const EINPROGRESS = 115;
  const SOCK_NONBLOCK = 0o4000;
  const family = familyOf(endpoint.address);
  const address = encodeSockaddr(endpoint);
  return allOrNothing((orElse) => {
    const fd = openSocket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    orElse(() => close(fd));
    if (connectRaw(fd, address, address.length) < 0 && errno() !== EINPROGRESS)
      throw systemError(errno(), "connect");
    return fd;
  });
}

/** socket and a blocking connect(2). */
export function connectTo(endpoint: Endpoint): number {
  const family = familyOf(endpoint.address);
  return openConnected(family, SOCK_STREAM, encodeSockaddr(endpoint));
}

/** As `connectTo`, for a socket of any family. */
export function openConnected(family: number, type: number, sockaddr: Uint8Array): number {
  return allOrNothing((orElse) => {
    const fd = openSocket(family, type, 0);
    orElse(() => close(fd));
    check(connectRaw(fd, sockaddr, sockaddr.length), "connect");
    return fd;
  });
}

/**
 * SO_KEEPALIVE: a probe after `seconds` idle seconds and again each time; after three the connection is given up
 * (tcp(7)).
 */
export function keepAlive(fd: number, seconds: number): void {
  setSocketOption(fd, SOL_SOCKET, SO_KEEPALIVE, encodeInt(1));
  setSocketOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, encodeInt(seconds));
  setSocketOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, encodeInt(seconds));
  setSocketOption(fd, IPPROTO_TCP, TCP_KEEPCNT, encodeInt(3));
}

/** What a program has asked of its socket (socket(7), tcp(7)); where it has not, what the kernel does anyway. */
export interface SocketOptions {
  readonly keepAlive: boolean;
  /** Of keep-alive: seconds of silence before the first probe, seconds between probes, and how many of them. */
  readonly idleS: number;
  readonly intervalS: number;
  readonly probes: number;
  /** Milliseconds; 0: none (RFC 5482). */
  readonly userTimeoutMs: number;
  readonly noDelay: boolean;
  /** Seconds that close(2) waits; left out where SO_LINGER is off. */
  readonly lingerS?: number;
}

export function readSocketOptions(fd: number): SocketOptions {
  const number = (level: number, name: number, at = 0): number => {
    const value = new Uint8Array(8);
    check(getsockoptRaw(fd, level, name, value, encodeInt(value.length)), "getsockopt");
    return new DataView(value.buffer).getInt32(at, true);
  };
  const lingers = number(SOL_SOCKET, SO_LINGER) !== 0;
  return {
    keepAlive: number(SOL_SOCKET, SO_KEEPALIVE) !== 0,
    idleS: number(IPPROTO_TCP, TCP_KEEPIDLE),
    intervalS: number(IPPROTO_TCP, TCP_KEEPINTVL),
    probes: number(IPPROTO_TCP, TCP_KEEPCNT),
    userTimeoutMs: number(IPPROTO_TCP, TCP_USER_TIMEOUT),
    noDelay: number(IPPROTO_TCP, TCP_NODELAY) !== 0,
    ...(lingers && { lingerS: number(SOL_SOCKET, SO_LINGER, 4) }),
  };
}

/** TCP_NODELAY: small segments are sent at once, whether or not earlier ones are acknowledged (tcp(7)). */
export function sendAtOnce(fd: number): void {
  setSocketOption(fd, IPPROTO_TCP, TCP_NODELAY, encodeInt(1));
}

/** TCP_USER_TIMEOUT: the connection ends when data is not acknowledged for `ms` (RFC 5482). */
export function setUserTimeout(fd: number, ms: number): void {
  setSocketOption(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, encodeInt(ms));
}

/** shutdown(fd, SHUT_WR): sends the FIN of a half-close; receiving goes on (UNP 6.6). */
export function shutdownWrite(fd: number): void {
  const SHUT_WR = 1;
  check(shutdownRaw(fd, SHUT_WR), "shutdown");
}

/** shutdown(fd, SHUT_RDWR): a FIN, and end of file for every process that reads from a duplicate of the descriptor. */
export function shutdownBoth(fd: number): void {
  const SHUT_RDWR = 2;
  check(shutdownRaw(fd, SHUT_RDWR), "shutdown");
}

/** connect(fd, AF_UNSPEC): the kernel aborts the connection with an RST (RFC 9293 3.10.5, tcp_disconnect). */
export function abortConnection(fd: number): void {
  const unspecified = new Uint8Array(16);
  check(connectRaw(fd, unspecified, unspecified.length), "connect");
}

/** Sends what the socket takes without blocking: the number of bytes, 0 when it takes none now. Raises no SIGPIPE. */
export function sendSome(fd: number, bytes: Uint8Array): number {
  const sent = restarting(() => sendRaw(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL));
  if (sent < 0 && errno() === EAGAIN) return 0;
  return check(sent, "send");
}

export function localEndpoint(fd: number): Endpoint {
  const address = new Uint8Array(SOCKADDR_MAX);
  check(getsocknameRaw(fd, address, encodeInt(SOCKADDR_MAX)), "getsockname");
  return decodeSockaddr(address);
}
