// What a client of WebSocket sends, made up: its request, and frames with a mask.

import { type SeenSegment, segmentsOf } from "../../src/timeline/conversation.ts";
import { type Timed, connection, numbered, segment } from "./made-up.ts";

export const HEAD = "GET /chat HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
/** What one end sent from a number on, and how many bytes of that were kept. */
export interface Sent {
  readonly from: number;
  readonly bytes: Buffer;
  readonly kept: number;
}

export const whole = (bytes: Buffer, from = 1): Sent => ({ from, bytes, kept: bytes.length });

function seenOf(to: ">" | "<", { from, bytes, kept }: Sent): Timed {
  const end = from + bytes.length;
  const fact = segment(`${to} P. ${from}:${end}(${bytes.length}) ack 1`);
  return [2, { ...fact, payload: bytes.subarray(0, kept).toString("base64") }];
}

export function seen(own: readonly Sent[], answers: readonly Sent[] = []): readonly SeenSegment[] {
  const syns: Timed[] = [
    [0, segment("> S 0:0(0)")],
    [1, segment("< S. 0:0(0) ack 1")],
  ];
  const [first, ...others] = own.map((each) => seenOf(">", each));
  const back = answers.map((each) => seenOf("<", each));
  const all = first === undefined ? back : [first, ...back, ...others];
  return segmentsOf(numbered([...syns, ...all]), connection);
}

export interface Frame {
  readonly first: number;
  readonly key: readonly number[];
  readonly length: number;
}

const BIG = 0xffff;

/** Its two bytes, and those of its length (RFC 6455 5.2). */
function headOf({ first, length }: Frame, isLongest: boolean): Buffer {
  if (length < 126) return Buffer.of(first, 0x80 | length);
  const isLong = length > BIG || isLongest;
  const more = Buffer.alloc(isLong ? 8 : 2);
  more.writeUInt16BE(length & BIG, more.length - 2);
  if (isLong) more.writeUInt32BE(Math.floor(length / 2 ** 16), 2);
  return Buffer.concat([Buffer.of(first, 0x80 | (isLong ? 127 : 126)), more]);
}

/** What it says differs from byte to byte, and has in it whatever a head may have. */
export function frameOf(frame: Frame, key: readonly number[], isLongest = false): Buffer {
  const data = Buffer.alloc(frame.length);
  for (let i = 0; i < data.length; i += 1) data[i] = (i * 167 + (i >> 8) + frame.length) ^ (key[i % 4] ?? 0);
  return Buffer.concat([headOf(frame, isLongest), Buffer.from(key), data]);
}

export const ZEROS = [0, 0, 0, 0];
export const payloads = (segments: readonly SeenSegment[]): string[] =>
  segments.map(({ payload }) => payload);
export const texts = (segments: readonly SeenSegment[]): string[] =>
  payloads(segments)
    .map((payload) => Buffer.from(payload, "base64").toString("latin1"))
    .filter((text) => text !== "");
