// A TCP segment, decoded from a captured Ethernet frame (RFC 9293 3.1, RFC 791, RFC 8200).

import { type Endpoint, formatAddress } from "./endpoint.ts";

export interface Segment {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** Absolute sequence number, 0 to 2^32-1. */
  readonly seq: number;
  /** Absolute acknowledgment number; meaningless without the ACK flag. */
  readonly ack: number;
  readonly flags: Flags;
  /** The window field as sent, not scaled. */
  readonly window: number;
  /** The header's options as they were sent (RFC 9293 3.2): a view of the frame. */
  readonly options: Uint8Array;
  /** Payload length in bytes as the IP header says, which may exceed the bytes kept. */
  readonly length: number;
  /** The payload's first bytes, as many as the capture kept: a view of the frame. */
  readonly payload: Uint8Array;
}

export interface Flags {
  readonly syn: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly psh: boolean;
  readonly ack: boolean;
  readonly urg: boolean;
}

const ETHERNET_HEADER = 14;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const PROTOCOL_TCP = 6;

/**
 * Decodes an Ethernet frame that carries TCP; undefined for anything else (and for a frame cut before the TCP
 * header ends). IPv6 extension headers are not followed: Linux puts none on ordinary TCP.
 *
 * @param wireLength the frame's length on the wire in bytes, at least `frame.length`
 */
export function decodeFrame(frame: Uint8Array, wireLength: number = frame.length): Segment | undefined {
  if (frame.length < ETHERNET_HEADER) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const etherType = view.getUint16(12);
  const available = wireLength - ETHERNET_HEADER;
  if (etherType === ETHERTYPE_IPV4) return decodeIPv4(frame, view, available);
  if (etherType === ETHERTYPE_IPV6) return decodeIPv6(frame, view, available);
  return undefined;
}

function decodeIPv4(frame: Uint8Array, view: DataView, available: number): Segment | undefined {
  const at = ETHERNET_HEADER;
  if (frame.length < at + 20 || view.getUint8(at + 9) !== PROTOCOL_TCP) return undefined;
  const headerLength = (view.getUint8(at) & 0x0f) * 4;
  // A super-segment of 64 KiB or more carries 0 here (BIG TCP): the frame's own length tells then.
  const totalLength = view.getUint16(at + 2) || available;
  const source = formatAddress(frame.subarray(at + 12, at + 16));
  const destination = formatAddress(frame.subarray(at + 16, at + 20));
  return decodeTcp(frame, view, {
    at: at + headerLength,
    length: totalLength - headerLength,
    source,
    destination,
  });
}

function decodeIPv6(frame: Uint8Array, view: DataView, available: number): Segment | undefined {
  const at = ETHERNET_HEADER;
  if (frame.length < at + 40 || view.getUint8(at + 6) !== PROTOCOL_TCP) return undefined;
  const payloadLength = view.getUint16(at + 4) || available - 40;
  const source = formatAddress(frame.subarray(at + 8, at + 24));
  const destination = formatAddress(frame.subarray(at + 24, at + 40));
  return decodeTcp(frame, view, { at: at + 40, length: payloadLength, source, destination });
}

interface TcpPart {
  readonly at: number;
  readonly length: number;
  readonly source: string;
  readonly destination: string;
}

function decodeTcp(frame: Uint8Array, view: DataView, ip: TcpPart): Segment | undefined {
  const { at } = ip;
  if (frame.length < at + 20) return undefined;
  const headerLength = (view.getUint8(at + 12) >> 4) * 4;
  const length = ip.length - headerLength;
  if (headerLength < 20 || length < 0) return undefined;
  return {
    source: { address: ip.source, port: view.getUint16(at) },
    destination: { address: ip.destination, port: view.getUint16(at + 2) },
    seq: view.getUint32(at + 4),
    ack: view.getUint32(at + 8),
    flags: decodeFlags(view.getUint8(at + 13)),
    window: view.getUint16(at + 14),
    options: frame.subarray(at + 20, at + headerLength),
    length,
    payload: frame.subarray(at + headerLength, at + headerLength + length),
  };
}

function decodeFlags(byte: number): Flags {
  return {
    fin: (byte & 0x01) !== 0,
    syn: (byte & 0x02) !== 0,
    rst: (byte & 0x04) !== 0,
    psh: (byte & 0x08) !== 0,
    ack: (byte & 0x10) !== 0,
    urg: (byte & 0x20) !== 0,
  };
}
