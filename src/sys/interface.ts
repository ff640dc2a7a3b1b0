// Network interfaces through ioctl(2) (netdevice(7)).

import { readFileSync } from "node:fs";
import { close } from "./io.ts";
import { check, declare } from "./libc.ts";
import { openSocket } from "./socket.ts";
import { AF_INET } from "./sockaddr.ts";

const ioctlRaw = declare<(fd: number, request: number, argument: Uint8Array) => number>(
  "int ioctl(int fd, unsigned long request, _Inout_ void *argp)",
);

const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const SIOCSIFMTU = 0x8922;
const SIOCSIFHWADDR = 0x8924;
const SIOCGIFINDEX = 0x8933;
const SIOCGIFHWADDR = 0x8927;
const LINK_ADDRESS = 6;
const ARPHRD_ETHER = 1;
const ARPHRD_LOOPBACK = 772;
const IFF_UP = 1;
const IFREQ_SIZE = 40;
const IFREQ_UNION = 16; // after the 16 bytes of ifr_name
const SOCK_DGRAM = 2;

function withRequest<T>(name: string, use: (fd: number, request: Uint8Array, view: DataView) => T): T {
  const request = new Uint8Array(IFREQ_SIZE);
  request.set(new TextEncoder().encode(name));
  const fd = openSocket(AF_INET, SOCK_DGRAM, 0);
  try {
    return use(fd, request, new DataView(request.buffer));
  } finally {
    close(fd);
  }
}

/** Sets IFF_UP. Needs CAP_NET_ADMIN over the network namespace. */
export function bringUp(name: string): void {
  changeFlags(name, (flags) => flags | IFF_UP);
}

/** The interface is as if its host were off: nothing is sent or received, and what it knew of its neighbours is gone. */
export function bringDown(name: string): void {
  changeFlags(name, (flags) => flags & ~IFF_UP);
}

function changeFlags(name: string, change: (flags: number) => number): void {
  withRequest(name, (fd, request, view) => {
    check(ioctlRaw(fd, SIOCGIFFLAGS, request), "ioctl(SIOCGIFFLAGS)");
    view.setUint16(IFREQ_UNION, change(view.getUint16(IFREQ_UNION, true)), true);
    check(ioctlRaw(fd, SIOCSIFFLAGS, request), "ioctl(SIOCSIFFLAGS)");
  });
}

/** The largest IP packet that it sends (netdevice(7)). Below 1280 it has no IPv6 (RFC 8200 5). */
export function setLargestPacket(name: string, bytes: number): void {
  withRequest(name, (fd, request, view) => {
    view.setInt32(IFREQ_UNION, bytes, true);
    check(ioctlRaw(fd, SIOCSIFMTU, request), "ioctl(SIOCSIFMTU)");
  });
}

/**
 * Gives an Ethernet interface another link address: its first byte becomes 2, which says that nobody else has assigned it.
 */
export function changeLinkAddress(name: string): void {
  withRequest(name, (fd, request, view) => {
    check(ioctlRaw(fd, SIOCGIFHWADDR, request), "ioctl(SIOCGIFHWADDR)");
    const last = IFREQ_UNION + 2 + LINK_ADDRESS - 1; // after sa_family
    view.setUint8(IFREQ_UNION + 2, 2);
    view.setUint8(last, view.getUint8(last) ^ 1);
    check(ioctlRaw(fd, SIOCSIFHWADDR, request), "ioctl(SIOCSIFHWADDR)");
  });
}

export function interfaceIndex(name: string): number {
  return withRequest(name, (fd, request, view) => {
    check(ioctlRaw(fd, SIOCGIFINDEX, request), "ioctl(SIOCGIFINDEX)");
    return view.getInt32(IFREQ_UNION, true);
  });
}

/** Whether its frames begin with an Ethernet header. Those of a tunnel (tun, WireGuard) begin with the IP header. */
export function hasEthernetHeader(name: string): boolean {
  return withRequest(name, (fd, request, view) => {
    check(ioctlRaw(fd, SIOCGIFHWADDR, request), "ioctl(SIOCGIFHWADDR)");
    return [ARPHRD_ETHER, ARPHRD_LOOPBACK].includes(view.getUint16(IFREQ_UNION, true)); // sa_family
  });
}

/** Columns of net/dev (proc_net(5)): what was received comes first, then what was sent. */
const RECEIVED_PACKETS = 1;
const RECEIVED_DROPPED = 3;
const SENT_DROPPED = 11;

/** Frames that the interface had no room for, received or sent, since it was made. */
export function readInterfaceDrops(name: string): number {
  const counts = readCounts(name);
  return (counts[RECEIVED_DROPPED] ?? 0) + (counts[SENT_DROPPED] ?? 0);
}

/** Frames that the interface has received since it was made; on a loopback that is each of them once. */
export function readInterfacePackets(name: string): number {
  return readCounts(name)[RECEIVED_PACKETS] ?? 0;
}

function readCounts(name: string): number[] {
  const lines = readFileSync("/proc/thread-self/net/dev", "utf8").split("\n");
  const line = lines.find((each) => each.trimStart().startsWith(`${name}:`)) ?? "";
  return line
    .slice(line.indexOf(":") + 1)
    .trim()
    .split(/ +/)
    .map(Number);
}
