// Interfaces and addresses of the calling thread's network namespace, through rtnetlink(7).

import { parseAddress } from "../tcp/endpoint.ts";
import { interfaceIndex } from "./interface.ts";
import { attribute, requestRoute, text, words } from "./rtnetlink.ts";
import { familyOf } from "./sockaddr.ts";

const NEW_LINK = { name: "RTM_NEWLINK", number: 16, makes: true };
const SET_LINK = { name: "RTM_SETLINK", number: 19, makes: false };
const NEW_ADDRESS = { name: "RTM_NEWADDR", number: 20, makes: true };
const IFLA_IFNAME = 3;
const IFLA_LINKINFO = 18;
const IFLA_NET_NS_FD = 28;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const VETH_INFO_PEER = 1;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_F_NODAD = 0x02;

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
    attribute(IFLA_NET_NS_FD, words(peerNetwork)),
  );
  const kind = attribute(IFLA_INFO_KIND, text("veth"));
  const info = attribute(IFLA_LINKINFO, kind, attribute(IFLA_INFO_DATA, peer));
  requestRoute(NEW_LINK, NO_LINK_INFO, attribute(IFLA_IFNAME, text(name)), info);
}

/** Moves an interface into another network namespace. It is down there, and without addresses. */
export function moveInterface(name: string, network: number): void {
  const message = new Uint8Array(16); // struct ifinfomsg
  new DataView(message.buffer).setUint32(4, interfaceIndex(name), true);
  requestRoute(SET_LINK, message, attribute(IFLA_NET_NS_FD, words(network)));
}

/** An IPv6 address can be used at once: nobody else is on the link, so no duplicate is looked for (RFC 4862 5.4). */
export function addAddress(interfaceName: string, address: string, prefixLength: number): void {
  const message = new Uint8Array(8); // struct ifaddrmsg
  const view = new DataView(message.buffer);
  view.setUint8(0, familyOf(address));
  view.setUint8(1, prefixLength);
  view.setUint8(2, IFA_F_NODAD);
  view.setUint32(4, interfaceIndex(interfaceName), true);
  const bytes = parseAddress(address);
  requestRoute(NEW_ADDRESS, message, attribute(IFA_LOCAL, bytes), attribute(IFA_ADDRESS, bytes));
}
