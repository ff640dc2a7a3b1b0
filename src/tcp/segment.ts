// A TCP segment, decoded from a captured Ethernet frame (RFC 9293 3.1, RFC 791, RFC 8200).

import { type Endpoint, endpointAt } from "./endpoint.ts";
import {
  ETHERNET_HEADER,
  ETHERTYPE_AT,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  IPV6_HEADER,
  PROTOCOL_TCP,
} from "./headers.ts";

/** A segment's header, and where in memory the rest of it is. */
export interface SegmentHeader {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** Absolute sequence number, 0 to 2^32-1. */
  readonly seq: number;
  /** Absolute acknowledgment number; meaningless without the ACK flag. */
  readonly ack: number;
  readonly flags: Flags;
  /** The window field as sent, not scaled. */
  readonly window: number;
  /** Payload length in bytes as the IP header says, which may exceed the bytes kept. */
  readonly length: number;
  /** Where the header's options begin (RFC 9293 3.2); they end where the payload begins. */
  readonly optionsAt: number;
  readonly payloadAt: number;
  /** Where what was kept of the payload ends. */
  readonly keptTo: number;
}

export interface Segment extends Omit<SegmentHeader, "optionsAt" | "payloadAt" | "keptTo"> {
  /** The header's options as they were sent: a view of the frame. */
  readonly options: Uint8Array;
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

/**
 * A frame as it was captured: where it lies in memory, how much of it is there, and how long it is on the wire, in
 * bytes.
 */
export interface FrameAt {
  readonly at: number;
  readonly captured: number;
  readonly wireLength: number;
}

/**
 * Decodes an Ethernet frame that carries TCP; undefined for anything else (and for a frame cut before the TCP
 * header ends). IPv6 extension headers are not followed: Linux puts none on ordinary TCP.
 *
 * @param wireLength the frame's length on the wire in bytes, at least `frame.length`
 */
export function decodeFrame(frame: Uint8Array, wireLength: number = frame.length): Segment | undefined {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const decoded = decodeHeader(view, { at: 0, captured: frame.length, wireLength });
  if (decoded === undefined) return undefined;
  const { optionsAt, payloadAt, keptTo, ...header } = decoded;
  const options = frame.subarray(optionsAt, payloadAt);
  return { ...header, options, payload: frame.subarray(payloadAt, keptTo) };
}

/** As `decodeFrame`, where each frame's views of its parts would cost more than all the rest: in a flood. */
export function decodeHeader(memory: DataView, frame: FrameAt): SegmentHeader | undefined {
  if (frame.captured < ETHERNET_HEADER) return undefined;
  const etherType = memory.getUint16(frame.at + ETHERTYPE_AT);
  if (etherType === ETHERTYPE_IPV4) return decodeIPv4(memory, frame);
  if (etherType === ETHERTYPE_IPV6) return decodeIPv6(memory, frame);
  return undefined;
}

/** Of a frame that carries TCP: whether it begins or ends a connection (SYN, FIN, RST). */
export function isTurningPoint(memory: DataView, { at, captured }: FrameAt): boolean {
  const ipAt = at + ETHERNET_HEADER;
  const isIPv4 = memory.getUint16(at + ETHERTYPE_AT) === ETHERTYPE_IPV4;
  const flagsAt = ipAt + 13 + (isIPv4 ? (memory.getUint8(ipAt) & 0x0f) * 4 : IPV6_HEADER);
  return flagsAt >= at + captured || (memory.getUint8(flagsAt) & 0x07) !== 0;
}

function decodeIPv4(memory: DataView, frame: FrameAt): SegmentHeader | undefined {
  const at = frame.at + ETHERNET_HEADER;
  if (frame.captured < ETHERNET_HEADER + 20 || memory.getUint8(at + 9) !== PROTOCOL_TCP) return undefined;
  const headerLength = (memory.getUint8(at) & 0x0f) * 4;
  // A super-segment of 64 KiB or more carries 0 here (BIG TCP): then only the frame's own length is left.
  const length = (memory.getUint16(at + 2) || frame.wireLength - ETHERNET_HEADER) - headerLength;
  return decodeTcp(memory, { frame, at: at + headerLength, length, addressesAt: at + 12, addressLength: 4 });
}

function decodeIPv6(memory: DataView, frame: FrameAt): SegmentHeader | undefined {
  const at = frame.at + ETHERNET_HEADER;
  if (frame.captured < ETHERNET_HEADER + IPV6_HEADER || memory.getUint8(at + 6) !== PROTOCOL_TCP)
    return undefined;
  const length = memory.getUint16(at + 4) || frame.wireLength - ETHERNET_HEADER - IPV6_HEADER;
  return decodeTcp(memory, { frame, at: at + IPV6_HEADER, length, addressesAt: at + 8, addressLength: 16 });
}

/** Where TCP begins, how long it is on the wire, and where the two addresses are, source first. */
interface TcpPart {
  readonly frame: FrameAt;
  readonly at: number;
  readonly length: number;
  readonly addressesAt: number;
  readonly addressLength: 4 | 16;
}

function decodeTcp(memory: DataView, tcp: TcpPart): SegmentHeader | undefined {
  const { frame, at, addressesAt, addressLength } = tcp;
  const end = frame.at + frame.captured;
  if (end < at + 20) return undefined;
  const payloadAt = at + (memory.getUint8(at + 12) >> 4) * 4;
  const length = tcp.length - (payloadAt - at);
  if (payloadAt < at + 20 || length < 0) return undefined;
  return {
    source: endpointAt(memory, addressesAt, addressLength, memory.getUint16(at)),
    destination: endpointAt(memory, addressesAt + addressLength, addressLength, memory.getUint16(at + 2)),
    seq: memory.getUint32(at + 4),
    ack: memory.getUint32(at + 8),
    flags: flagSets[memory.getUint8(at + 13) & 0x3f] ?? decodeFlags(0),
    window: memory.getUint16(at + 14),
    length,
    optionsAt: at + 20,
    payloadAt: Math.min(payloadAt, end),
    keptTo: Math.min(payloadAt + length, end),
  };
}

/** One object for each set of flags, and not one for each segment: what a flood leaves to be collected is kept small. */
const flagSets: readonly Flags[] = Array.from({ length: 64 }, (_, bits) => decodeFlags(bits));

function decodeFlags(bits: number): Flags {
  return {
    fin: (bits & 0x01) !== 0,
    syn: (bits & 0x02) !== 0,
    rst: (bits & 0x04) !== 0,
    psh: (bits & 0x08) !== 0,
    ack: (bits & 0x10) !== 0,
    urg: (bits & 0x20) !== 0,
  };
}
