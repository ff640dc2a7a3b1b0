// A segment's packet, built again from what was recorded of it: the TCP header whole, the payload as far as it was kept.
//
// What was not recorded of the IP header is as Linux sends it by default: time to live 64, don't fragment, no options.

import { parseAddress } from "../../tcp/address.ts";
import type { Observed } from "../../timeline/observation.ts";

const PROTOCOL_TCP = 6;
const TIME_TO_LIVE = 64;
const FLAG_BITS: Readonly<Record<string, number>> = {
  F: 0x01,
  S: 0x02,
  R: 0x04,
  P: 0x08,
  ".": 0x10,
  U: 0x20,
};

export interface Packet {
  readonly bytes: Buffer;
  /** As long as it was on the wire. */
  readonly wireLength: number;
}

export function buildPacket(segment: Observed<"segment">): Packet {
  const payload = Buffer.from(segment.payload, "base64");
  const tcp = buildTcpHeader(segment);
  const isWhole = payload.length === segment.length;
  const length = tcp.length + segment.length;
  const from = addressBytes(segment.from.address);
  const to = addressBytes(segment.to.address);
  const ip = from.length === 4 ? buildIPv4(from, to, length) : buildIPv6(from, to, length);
  // Over a payload that was cut there is no checksum to be had.
  if (isWhole) tcp.writeUInt16BE(checksum([pseudoHeader(from, to, length), tcp, payload]), 16);
  return { bytes: Buffer.concat([ip, tcp, payload]), wireLength: ip.length + length };
}

/** RFC 9293 3.1. */
function buildTcpHeader({ from, to, seq, ack, flags, window, options = "" }: Observed<"segment">): Buffer {
  const kept = Buffer.from(options, "base64");
  const header = Buffer.alloc(20 + kept.length);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt32BE(seq, 4);
  header.writeUInt32BE(ack, 8);
  header.writeUInt8((header.length / 4) << 4, 12);
  header.writeUInt8(
    [...flags].reduce((bits, letter) => bits | (FLAG_BITS[letter] ?? 0), 0),
    13,
  );
  header.writeUInt16BE(window, 14);
  kept.copy(header, 20);
  return header;
}

/** RFC 791 3.1. A super-segment that is longer than the field can say has 0 in it, as in Linux. */
function buildIPv4(from: Buffer, to: Buffer, length: number): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + length > 0xffff ? 0 : 20 + length, 2);
  header.writeUInt16BE(0x4000, 6);
  header.writeUInt8(TIME_TO_LIVE, 8);
  header.writeUInt8(PROTOCOL_TCP, 9);
  from.copy(header, 12);
  to.copy(header, 16);
  header.writeUInt16BE(checksum([header]), 10);
  return header;
}

/** RFC 8200 3. */
function buildIPv6(from: Buffer, to: Buffer, length: number): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(length > 0xffff ? 0 : length, 4);
  header.writeUInt8(PROTOCOL_TCP, 6);
  header.writeUInt8(TIME_TO_LIVE, 7);
  from.copy(header, 8);
  to.copy(header, 24);
  return header;
}

/** What the TCP checksum covers besides the segment (RFC 9293 3.1, RFC 8200 8.1). */
function pseudoHeader(from: Buffer, to: Buffer, length: number): Buffer {
  const tail = Buffer.alloc(from.length === 4 ? 4 : 8);
  tail.writeUInt8(PROTOCOL_TCP, tail.length - (from.length === 4 ? 3 : 1));
  if (from.length === 4) tail.writeUInt16BE(length & 0xffff, 2);
  else tail.writeUInt32BE(length, 0);
  return Buffer.concat([from, to, tail]);
}

/** RFC 1071; each part but the last is of an even length. */
function checksum(parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) sum += ((part[i] ?? 0) << 8) | (part[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function addressBytes(address: string): Buffer {
  const bytes = parseAddress(address);
  if (bytes === undefined) throw new RangeError(`not an address: ${address}`);
  return Buffer.from(bytes);
}
