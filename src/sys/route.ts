// Interfaces and addresses of the calling thread's network namespace, through rtnetlink(7).

import { isIPv6 } from "node:net";
import { interfaceIndex } from "./interface.ts";
import { close } from "./io.ts";
import { systemError } from "./libc.ts";
import { NLMSG_HEADER, NLM_F_ACK, NLM_F_REQUEST, openNetlink, requestAcknowledged } from "./netlink.ts";
import { AF_INET, AF_INET6, parseAddress } from "./sockaddr.ts";

const NETLINK_ROUTE = 0;
const RTM_NEWLINK = 16;
const RTM_NEWADDR = 20;
const NLM_F_CREATE_EXCLUSIVE = 0x600;
const IFLA_IFNAME = 3;
const IFLA_LINKINFO = 18;
const IFLA_NET_NS_FD = 28;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const VETH_INFO_PEER = 1;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_F_NODAD = 0x02;

/** struct rtattr: length and type, 16 bits each, then the value, padded to 4 bytes. */
function attribute(type: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(values);
  const bytes = new Uint8Array((4 + value.length + 3) & ~3);
  new DataView(bytes.buffer).setUint16(0, 4 + value.length, true);
  new DataView(bytes.buffer).setUint16(2, type, true);
  bytes.set(value, 4);
  return bytes;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(`${value}\0`);
const word = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);

/** struct ifinfomsg, all zero: the link is named by its attributes. */
const NO_LINK_INFO = new Uint8Array(16);

/**
 * Makes two Ethernet interfaces with a cable between them (veth(4)): `name` here, `peerName` in the network namespace
 * behind `peerNetwork`. Both are down. Needs CAP_NET_ADMIN over both namespaces.
 */
export function createVethPair(name: string, peerName: string, peerNetwork: number): void {
  const peer = attribute(
    VETH_INFO_PEER,
    NO_LINK_INFO,
    attribute(IFLA_IFNAME, text(peerName)),
    attribute(IFLA_NET_NS_FD, word(peerNetwork)),
  );
  const kind = attribute(IFLA_INFO_KIND, text("veth"));
  const info = attribute(IFLA_LINKINFO, kind, attribute(IFLA_INFO_DATA, peer));
  request(RTM_NEWLINK, NO_LINK_INFO, attribute(IFLA_IFNAME, text(name)), info);
}

/** An IPv6 address can be used at once: nobody else is on the link, so no duplicate is looked for (RFC 4862 5.4). */
export function addAddress(interfaceName: string, address: string, prefixLength: number): void {
  const message = new Uint8Array(8); // struct ifaddrmsg
  const view = new DataView(message.buffer);
  view.setUint8(0, isIPv6(address) ? AF_INET6 : AF_INET);
  view.setUint8(1, prefixLength);
  view.setUint8(2, IFA_F_NODAD);
  view.setUint32(4, interfaceIndex(interfaceName), true);
  const bytes = parseAddress(address);
  request(RTM_NEWADDR, message, attribute(IFA_LOCAL, bytes), attribute(IFA_ADDRESS, bytes));
}

/** Sends one request and waits for its acknowledgment; throws the error in it. */
function request(type: number, ...parts: readonly Uint8Array[]): void {
  const message = Buffer.concat([new Uint8Array(NLMSG_HEADER), ...parts]);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt16LE(type, 4);
  message.writeUInt16LE(NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE_EXCLUSIVE, 6);
  const fd = openNetlink(NETLINK_ROUTE);
  try {
    const error = requestAcknowledged(fd, message);
    if (error !== 0) throw systemError(error, type === RTM_NEWLINK ? "RTM_NEWLINK" : "RTM_NEWADDR");
  } finally {
    close(fd);
  }
}
