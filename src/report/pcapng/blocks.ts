// The blocks of a pcapng file (draft-ietf-opsawg-pcapng): little-endian, each padded to 32 bits.

import { sanitize } from "../sanitize.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const JOURNAL_ENTRY = 9;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Frames are IP packets without a link layer's header. */
const LINKTYPE_RAW = 101;

/** A type and its value. Options of 0 length are of no use here. */
export type Option = readonly [code: number, value: Uint8Array | string];

export const option = {
  comment: (text: string): Option => [1, text],
  os: (text: string): Option => [3, text],
  application: (text: string): Option => [4, text],
  interfaceName: (text: string): Option => [2, text],
  interfaceDescription: (text: string): Option => [3, text],
  /** Times count nanoseconds. */
  nanoseconds: [9, Uint8Array.of(9)] as Option,
  /** 1: inbound, 2: outbound. */
  direction: (direction: 1 | 2): Option => [2, Uint8Array.of(direction, 0, 0, 0)],
} as const;

/** Begins a section; its length is not given. */
export function sectionHeader(options: readonly Option[]): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
  body.writeUInt16LE(1, 4);
  body.writeBigInt64LE(-1n, 8);
  return block(SECTION_HEADER, [body, encodeOptions(options)]);
}

/** Interfaces are numbered from 0 in their order in the section. */
export function interfaceDescription(options: readonly Option[]): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(LINKTYPE_RAW, 0);
  return block(INTERFACE_DESCRIPTION, [body, encodeOptions(options)]);
}

export interface PacketBlock {
  readonly interfaceId: number;
  /** Nanoseconds since 1970. */
  readonly timeNs: bigint;
  /** What was kept. */
  readonly bytes: Uint8Array;
  readonly wireLength: number;
  readonly options: readonly Option[];
}

export function enhancedPacket({ interfaceId, timeNs, bytes, wireLength, options }: PacketBlock): Buffer {
  const body = Buffer.alloc(20);
  body.writeUInt32LE(interfaceId, 0);
  body.writeUInt32LE(Number(timeNs >> 32n), 4);
  body.writeUInt32LE(Number(timeNs & 0xffffffffn), 8);
  body.writeUInt32LE(bytes.length, 12);
  body.writeUInt32LE(wireLength, 16);
  return block(ENHANCED_PACKET, [body, pad(bytes), encodeOptions(options)]);
}

/**
 * An entry in systemd's Journal Export Format, which Wireshark lists among the packets.
 *
 * @param timeUs microseconds since 1970
 * @param message made into one line
 */
export function journalEntry(
  timeUs: bigint,
  message: string,
  fields: Readonly<Record<string, string>>,
): Buffer {
  const others = Object.entries({ MESSAGE: message, ...fields });
  const lines = others.map(([name, value]) => `${name}=${sanitize(value, MAX_TEXT)}\n`);
  const text = `__REALTIME_TIMESTAMP=${timeUs}\n${lines.join("")}`;
  return block(JOURNAL_ENTRY, [pad(Buffer.from(text))]);
}

/** Type, length, body, and the length again. */
function block(type: number, parts: readonly Uint8Array[]): Buffer {
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, ...parts, head.subarray(4)]);
}

/** A value's length is 16 bits, and UTF-8 has at most 3 bytes for each of a string's units. */
const MAX_TEXT = 20_000;

function encodeOptions(options: readonly Option[]): Buffer {
  const encoded = options.map(([code, value]) => {
    const bytes = typeof value === "string" ? Buffer.from(sanitize(value, MAX_TEXT)) : value;
    const head = Buffer.alloc(4);
    head.writeUInt16LE(code, 0);
    head.writeUInt16LE(bytes.length, 2);
    return Buffer.concat([head, pad(bytes)]);
  });
  return Buffer.concat(encoded.length === 0 ? [] : [...encoded, Buffer.alloc(4)]);
}

function pad(bytes: Uint8Array): Uint8Array {
  const missing = -bytes.length & 3;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}
