// Classic BPF (linux/filter.h): which frames a packet socket takes, and how many of their bytes.

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
const FIN_SYN_RST = 0x07;

/** Frames of IPv4 or IPv6 TCP from or to `port`, cut at `snapLength` bytes. */
export function tcpPortFilter(port: number, snapLength: number): readonly SockFilter[] {
  return [
    [LOAD_HALF, 0, 0, 12], // EtherType
    [JUMP_IF_EQUAL, 0, 7, 0x0800],
    [LOAD_BYTE, 0, 0, 23], // IPv4 protocol
    [JUMP_IF_EQUAL, 0, 13, 6],
    [LOAD_X_IP_HEADER_LENGTH, 0, 0, 14],
    [LOAD_HALF_AT_X, 0, 0, 14], // source port
    [JUMP_IF_EQUAL, 9, 0, port],
    [LOAD_HALF_AT_X, 0, 0, 16], // destination port
    [JUMP_IF_EQUAL, 7, 8, port],
    [JUMP_IF_EQUAL, 0, 7, 0x86dd],
    [LOAD_BYTE, 0, 0, 20], // IPv6 next header
    [JUMP_IF_EQUAL, 0, 5, 6],
    [LOAD_HALF, 0, 0, 54], // source port
    [JUMP_IF_EQUAL, 2, 0, port],
    [LOAD_HALF, 0, 0, 56], // destination port
    [JUMP_IF_EQUAL, 0, 1, port],
    [RETURN, 0, 0, snapLength],
    [RETURN, 0, 0, 0],
  ];
}

/**
 * As `tcpPortFilter`, for one connection, the other end of which has `otherPort`; of all others to `port` only segments
 * with SYN, FIN or RST.
 */
export function oneConnectionFilter(
  port: number,
  otherPort: number,
  snapLength: number,
): readonly SockFilter[] {
  const take = (source: SockFilter, destination: SockFilter, flags: SockFilter): SockFilter[] => [
    source,
    [JUMP_IF_EQUAL, 2, 0, port],
    destination,
    [JUMP_IF_EQUAL, 0, 7, port],
    source,
    [JUMP_IF_EQUAL, 4, 0, otherPort],
    destination,
    [JUMP_IF_EQUAL, 2, 0, otherPort],
    flags,
    [JUMP_IF_ANY_BIT, 0, 1, FIN_SYN_RST],
    [RETURN, 0, 0, snapLength],
    [RETURN, 0, 0, 0],
  ];
  return [
    [LOAD_HALF, 0, 0, 12], // EtherType
    [JUMP_IF_EQUAL, 0, 15, 0x0800],
    [LOAD_BYTE, 0, 0, 23], // IPv4 protocol
    [JUMP_IF_EQUAL, 0, 12, 6],
    [LOAD_X_IP_HEADER_LENGTH, 0, 0, 14],
    ...take([LOAD_HALF_AT_X, 0, 0, 14], [LOAD_HALF_AT_X, 0, 0, 16], [LOAD_BYTE_AT_X, 0, 0, 27]),
    [JUMP_IF_EQUAL, 0, 13, 0x86dd],
    [LOAD_BYTE, 0, 0, 20], // IPv6 next header
    [JUMP_IF_EQUAL, 0, 11, 6],
    ...take([LOAD_HALF, 0, 0, 54], [LOAD_HALF, 0, 0, 56], [LOAD_BYTE, 0, 0, 67]),
  ];
}

/** Whole frames of at most so many bytes, or of more. */
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

/** Frames that an interface sends, and none that it receives, cut at `snapLength` bytes. */
export function outgoingFilter(snapLength: number): readonly SockFilter[] {
  return [
    [LOAD_BYTE, 0, 0, PACKET_TYPE],
    [JUMP_IF_EQUAL, 0, 1, PACKET_OUTGOING],
    [RETURN, 0, 0, snapLength],
    [RETURN, 0, 0, 0],
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
