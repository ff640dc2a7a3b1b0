// A segment's packet, rebuilt from what was recorded: the whole TCP header, and the payload as far as it was kept.
//
// Fields of the IP header that were not recorded are what Linux sends by default: time to live 64, don't fragment, no
// options.

import { sumWords } from "../../tcp/checksum.ts";
import { parseAddress } from "../../tcp/endpoint.ts";
import { PROTOCOL_TCP } from "../../tcp/headers.ts";
import type { Observed } from "../../timeline/observation.ts";

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
  const from = parseAddress(segment.from.address);
  const to = parseAddress(segment.to.address);
  const ip = from.length === 4 ? buildIPv4(from, to, length) : buildIPv6(from, to, length);
  // Without the whole payload the checksum cannot be computed.
  if (isWhole) {
    const sum = [pseudoHeader(from, to, length), tcp, payload].reduce(
      (before, part) => sumWords(part, before),
      0,
    );
    tcp.writeUInt16BE(~sum & 0xffff, 16);
  }
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
function buildIPv4(from: Uint8Array, to: Uint8Array, length: number): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + length > 0xffff ? 0 : 20 + length, 2);
  header.writeUInt16BE(0x4000, 6);
  header.writeUInt8(TIME_TO_LIVE, 8);
  header.writeUInt8(PROTOCOL_TCP, 9);
  header.set(from, 12);
  header.set(to, 16);
  header.writeUInt16BE(~sumWords(header) & 0xffff, 10);
  return header;
}

/** RFC 8200 3. */
function buildIPv6(from: Uint8Array, to: Uint8Array, length: number): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(length > 0xffff ? 0 : length, 4);
  header.writeUInt8(PROTOCOL_TCP, 6);
  header.writeUInt8(TIME_TO_LIVE, 7);
  header.set(from, 8);
  header.set(to, 24);
  return header;
}

/** What the TCP checksum covers in addition to the segment (RFC 9293 3.1, RFC 8200 8.1). */
function pseudoHeader(from: Uint8Array, to: Uint8Array, length: number): Buffer {
  const tail = Buffer.alloc(from.length === 4 ? 4 : 8);
  tail.writeUInt8(PROTOCOL_TCP, tail.length - (from.length === 4 ? 3 : 1));
  if (from.length === 4) tail.writeUInt16BE(length & 0xffff, 2);
  else tail.writeUInt32BE(length, 0);
  return Buffer.concat([from, to, tail]);
}
