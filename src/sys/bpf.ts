// Classic BPF (linux/filter.h): which frames a packet socket takes, and how many of their bytes.

import {
  ETHERNET_HEADER,
  ETHERTYPE_ARP,
  ETHERTYPE_AT,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  IPV6_HEADER,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
} from "../tcp/headers.ts";
import { addressOf } from "./libc.ts";

/** struct sock_filter: operation, jump if true, jump if false, operand. */
export type SockFilter = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

const LOAD_HALF = 0x28;
const LOAD_BYTE = 0x30;
const LOAD_HALF_AT_X = 0x48;
const LOAD_X_IP_HEADER_LENGTH = 0xb1;
const LOAD_BYTE_AT_X = 0x50;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_ANY_BIT = 0x45;
const LOAD_LENGTH = 0x80;
const JUMP_IF_GREATER = 0x25;
const RETURN = 0x06;
const WHOLE = 0xffffffff;
const AND = 0x54;
const FIN_SYN_RST = 0x07;
const SYN_ACK = 0x12;

/** What a packet socket's frames begin with: an Ethernet header, or the IP header. */
export type FrameStart = "ethernet" | "ip";

/** SKF_AD_OFF + SKF_AD_PROTOCOL: loads the EtherType, also where there is no header that has it. */
const ANY_ETHERTYPE = 0xfffff000;

/** Loads the EtherType. */
const etherType = (start: FrameStart): SockFilter => [
  LOAD_HALF,
  0,
  0,
  start === "ethernet" ? ETHERTYPE_AT : ANY_ETHERTYPE,
];

/** Where the IP header begins. */
const ipIn = (start: FrameStart): number => (start === "ethernet" ? ETHERNET_HEADER : 0);

/**
 * Frames of IPv4 or IPv6 TCP from or to `port`, cut at `snapLength` bytes; and of what is between other ports the SYN-ACKs:
 * one for each connection there. `port` is tested first, so that a flood from or to it costs no more for them.
 */
export function tcpPortFilter(
  port: number,
  snapLength: number,
  start: FrameStart = "ethernet",
): readonly SockFilter[] {
  const ip = ipIn(start);
  const tcp = ip + IPV6_HEADER;
  return [
    etherType(start),
    [JUMP_IF_EQUAL, 0, 10, ETHERTYPE_IPV4],
    [LOAD_BYTE, 0, 0, ip + 9], // IPv4 protocol
    [JUMP_IF_EQUAL, 0, 19, PROTOCOL_TCP],
    [LOAD_X_IP_HEADER_LENGTH, 0, 0, ip],
    [LOAD_HALF_AT_X, 0, 0, ip], // source port
    [JUMP_IF_EQUAL, 15, 0, port],
    [LOAD_HALF_AT_X, 0, 0, ip + 2], // destination port
    [JUMP_IF_EQUAL, 13, 0, port],
    [LOAD_BYTE_AT_X, 0, 0, ip + FLAGS],
    [AND, 0, 0, SYN_ACK],
    [JUMP_IF_EQUAL, 10, 11, SYN_ACK],
    [JUMP_IF_EQUAL, 0, 10, ETHERTYPE_IPV6],
    [LOAD_BYTE, 0, 0, ip + 6], // IPv6 next header
    [JUMP_IF_EQUAL, 0, 8, PROTOCOL_TCP],
    [LOAD_HALF, 0, 0, tcp], // source port
    [JUMP_IF_EQUAL, 5, 0, port],
    [LOAD_HALF, 0, 0, tcp + 2], // destination port
    [JUMP_IF_EQUAL, 3, 0, port],
    [LOAD_BYTE, 0, 0, tcp + FLAGS],
    [AND, 0, 0, SYN_ACK],
    [JUMP_IF_EQUAL, 0, 1, SYN_ACK],
    [RETURN, 0, 0, snapLength],
    [RETURN, 0, 0, 0],
  ];
}

/**
 * As `tcpPortFilter`, for the connection whose other end has `otherPort`. Of all other connections to `port` only segments
 * with SYN, FIN or RST pass.
 */
export function oneConnectionFilter(
  port: number,
  otherPort: number,
  snapLength: number,
  start: FrameStart = "ethernet",
): readonly SockFilter[] {
  const ip = ipIn(start);
  const take = (source: SockFilter, destination: SockFilter, flags: SockFilter): SockFilter[] => [
    source,
    [JUMP_IF_EQUAL, 2, 0, port],
    destination,
    [JUMP_IF_EQUAL, 0, 6, port],
    source,
    [JUMP_IF_EQUAL, 7, 0, otherPort],
    destination,
    [JUMP_IF_EQUAL, 5, 0, otherPort],
    flags,
    [JUMP_IF_ANY_BIT, 3, 4, FIN_SYN_RST],
    flags,
    [AND, 0, 0, SYN_ACK],
    [JUMP_IF_EQUAL, 0, 1, SYN_ACK],
    [RETURN, 0, 0, snapLength],
    [RETURN, 0, 0, 0],
  ];
  const tcp = ip + IPV6_HEADER;
  return [
    etherType(start),
    [JUMP_IF_EQUAL, 0, 18, ETHERTYPE_IPV4],
    [LOAD_BYTE, 0, 0, ip + 9], // IPv4 protocol
    [JUMP_IF_EQUAL, 0, 15, PROTOCOL_TCP],
    [LOAD_X_IP_HEADER_LENGTH, 0, 0, ip],
    ...take([LOAD_HALF_AT_X, 0, 0, ip], [LOAD_HALF_AT_X, 0, 0, ip + 2], [LOAD_BYTE_AT_X, 0, 0, ip + FLAGS]),
    [JUMP_IF_EQUAL, 0, 16, ETHERTYPE_IPV6],
    [LOAD_BYTE, 0, 0, ip + 6], // IPv6 next header
    [JUMP_IF_EQUAL, 0, 14, PROTOCOL_TCP],
    ...take([LOAD_HALF, 0, 0, tcp], [LOAD_HALF, 0, 0, tcp + 2], [LOAD_BYTE, 0, 0, tcp + FLAGS]),
  ];
}

/** Where the flags are in a TCP header. */
const FLAGS = 13;

/** Whole frames that have at most `bytes` bytes, or more than that. */
export function lengthFilter(which: "at most" | "more than", bytes: number): readonly SockFilter[] {
  const [longer, shorter] = which === "more than" ? [WHOLE, 0] : [0, WHOLE];
  return [
    [LOAD_LENGTH, 0, 0, 0],
    [JUMP_IF_GREATER, 0, 1, bytes],
    [RETURN, 0, 0, longer],
    [RETURN, 0, 0, shorter],
  ];
}

/** SKF_AD_OFF + SKF_AD_PKTTYPE: loads what a frame is to this host; PACKET_OUTGOING is one that it sends (packet(7)). */
const PACKET_TYPE = 0xfffff004;
const PACKET_OUTGOING = 4;

/** Frames that an interface sends (not those that it receives), cut at `snapLength` bytes. */
export function outgoingFilter(snapLength: number): readonly SockFilter[] {
  return [
    [LOAD_BYTE, 0, 0, PACKET_TYPE],
    [JUMP_IF_EQUAL, 0, 1, PACKET_OUTGOING],
    [RETURN, 0, 0, snapLength],
    [RETURN, 0, 0, 0],
  ];
}

/**
 * As `outgoingFilter`, of the connection between those two ports. Of all other connections to `port` only segments with SYN,
 * FIN or RST pass, and of what is not TCP only ARP and ICMPv6, by which hosts find each other.
 */
export function outgoingConnectionFilter(
  port: number,
  otherPort: number,
  snapLength: number,
): readonly SockFilter[] {
  return [
    [LOAD_BYTE, 0, 0, PACKET_TYPE],
    [JUMP_IF_EQUAL, 1, 0, PACKET_OUTGOING],
    [RETURN, 0, 0, 0],
    etherType("ethernet"),
    [JUMP_IF_EQUAL, 0, 1, ETHERTYPE_ARP],
    [RETURN, 0, 0, snapLength],
    [JUMP_IF_EQUAL, 0, 3, ETHERTYPE_IPV6],
    [LOAD_BYTE, 0, 0, ETHERNET_HEADER + 6], // IPv6 next header
    [JUMP_IF_EQUAL, 0, 1, PROTOCOL_ICMPV6],
    [RETURN, 0, 0, snapLength],
    ...oneConnectionFilter(port, otherPort, snapLength),
  ];
}

/** struct sock_fprog: the instruction count, and a pointer to 8 bytes for each. Keep `code` alive while it is used. */
export function encodeFilterProgram(filter: readonly SockFilter[]): { header: Uint8Array; code: Uint8Array } {
  const code = new Uint8Array(filter.length * 8);
  const view = new DataView(code.buffer);
  filter.forEach(([operation, jumpTrue, jumpFalse, operand], i) => {
    view.setUint16(i * 8, operation, true);
    view.setUint8(i * 8 + 2, jumpTrue);
    view.setUint8(i * 8 + 3, jumpFalse);
    view.setUint32(i * 8 + 4, operand, true);
  });
  const header = new Uint8Array(16);
  const headerView = new DataView(header.buffer);
  headerView.setUint16(0, filter.length, true);
  headerView.setBigUint64(8, BigInt(addressOf(code)), true);
  return { header, code };
}
