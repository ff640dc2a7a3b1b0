// A client of WebSocket masks each frame with four bytes of its own (RFC 6455 5.3): without them it can be read.

import { type SeenSegment, payloadText } from "./conversation.ts";
import { isWebSocket } from "./http-answers.ts";

const UPGRADE = /^GET [^]*\r\nUpgrade:[ \t]*websocket[ \t]*\r\n/i;
const COMPRESSED = /^HTTP\/1\.1 101 [^]*\r\nSec-WebSocket-Extensions:[^\r\n]*permessage-deflate/i;

/** @param first the client's first data */
export function asksForWebSocket(first: SeenSegment | undefined): boolean {
  return first !== undefined && UPGRADE.test(payloadText(first));
}

/** What is in a frame depends on what was in others before it (RFC 7692). @param answer the server's first data */
export function isCompressed(answer: SeenSegment | undefined): boolean {
  return answer !== undefined && COMPRESSED.test(payloadText(answer));
}

/** So much of one connection is read. */
const MOST_BYTES = 1024 * 1024;

/**
 * The client's segments of a connection of WebSocket as if it masked each frame with zeros, as far as they were kept: so
 * that the same is the same each time. Those of any other connection are as they were. No frame is sent before the server
 * has agreed: what its answer acknowledges is the request, of which not all may be kept.
 *
 * @param segments of one direction, or of both
 */
export function unmasked(segments: readonly SeenSegment[]): readonly SeenSegment[] {
  const answer = segments.find(({ direction, length }) => direction === "server->client" && length > 0);
  const agreed = answer !== undefined && isWebSocket([answer]) ? answer : undefined;
  if (agreed === undefined && !asksForWebSocket(segments.find(isSent))) return segments;
  const bytes = joined(segments.filter(isSent));
  unmask(bytes, headLength(bytes) ?? (agreed ? agreed.relativeAck - 1 : bytes.length));
  return segments.map((segment) => {
    const { direction, payload, relativeSeq } = segment;
    const from = relativeSeq - 1;
    const kept = atob(payload).length;
    if (direction !== "client->server" || kept === 0 || from < 0 || from + kept > MOST_BYTES) return segment;
    return { ...segment, payload: btoa(String.fromCharCode(...bytes.slice(from, from + kept).map(byteOf))) };
  });
}

function isSent({ direction, length }: SeenSegment): boolean {
  return direction === "client->server" && length > 0;
}

/** Each byte in its place; undefined where it was not kept. */
function joined(sent: readonly SeenSegment[]): (number | undefined)[] {
  const bytes: (number | undefined)[] = [];
  for (const { payload, relativeSeq } of sent) {
    const text = atob(payload);
    if (relativeSeq < 1 || relativeSeq - 1 + text.length > MOST_BYTES) continue;
    for (let i = 0; i < text.length; i += 1) bytes[relativeSeq - 1 + i] ??= text.charCodeAt(i);
  }
  return bytes;
}

function byteOf(byte: number | undefined): number {
  return byte ?? 0;
}

const BLANK_LINE = [13, 10, 13, 10];

/** Undefined where its end was not kept. */
function headLength(bytes: readonly (number | undefined)[]): number | undefined {
  const end = bytes.findIndex((_, i) => BLANK_LINE.every((byte, j) => bytes[i + j] === byte));
  return end < 0 ? undefined : end + BLANK_LINE.length;
}

/** In place: each frame from there on, until one whose head was not kept. */
function unmask(bytes: (number | undefined)[], from: number): void {
  let at = from;
  for (let frame = frameAt(bytes, at); frame !== undefined; frame = frameAt(bytes, at)) {
    const { key, begin, length } = frame;
    key.forEach((_, i) => (bytes[begin - key.length + i] = 0));
    for (let i = 0; i < length && begin + i < bytes.length; i += 1) {
      const byte = bytes[begin + i];
      if (byte !== undefined) bytes[begin + i] = byte ^ (key[i % key.length] ?? 0);
    }
    at = begin + length;
  }
}

interface Frame {
  readonly key: readonly number[];
  /** Where its data begin among the bytes of the connection, and how many they are. */
  readonly begin: number;
  readonly length: number;
}

/** How many bytes more its length takes (RFC 6455 5.2). */
const MORE: Readonly<Record<number, number>> = { 126: 2, 127: 8 };

function frameAt(bytes: readonly (number | undefined)[], at: number): Frame | undefined {
  const second = bytes[at + 1];
  if (second === undefined || (second & 0x80) === 0) return undefined;
  const short = second & 0x7f;
  const from = at + 2 + (MORE[short] ?? 0);
  const [more, key] = [bytes.slice(at + 2, from), bytes.slice(from, from + 4)];
  if (key.length < 4 || [...more, ...key].includes(undefined)) return undefined;
  const length = short in MORE ? more.reduce<number>((sum, byte) => sum * 256 + byteOf(byte), 0) : short;
  return { key: key.map(byteOf), begin: from + 4, length };
}
