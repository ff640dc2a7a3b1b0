// Whether answers of HTTP came whole: each says itself where it ends, by its length or by its last chunk (RFC 9112 6.3, 7.1).

import type { SeenSegment } from "./conversation.ts";

/** What an answer lacks: the rest of its head, of the length that it had promised, of its chunks, or the end of the connection, where it ends with that. */
export type Lack = "nothing" | "head" | "length" | "chunks" | "close";

interface Reader {
  readonly segments: readonly SeenSegment[];
  /** The segment that was read last. */
  at: number;
  /** The number behind the last byte that came. */
  readonly to: number;
}

/**
 * Of the last answer on a connection. `segments` are those of the server with new bytes that arrived. Undefined where it is none of HTTP, or
 * was not kept as a whole.
 */
export function lackOf(segments: readonly SeenSegment[]): Lack | undefined {
  const to = segments.reduce(
    (reached, { relativeSeq, length }) => Math.max(reached, relativeSeq + length),
    0,
  );
  const reader: Reader = { segments, at: 0, to };
  let [from, isInterim] = [1, true];
  while (from < to) {
    const head = headAt(reader, from);
    if (head === undefined) return undefined;
    if (!head.endsWith(HEAD_END)) return "head";
    const end = endOfAnswer(reader, from + head.length, head);
    if (typeof end !== "number") return end;
    isInterim = statusOf(head)?.startsWith("1") === true;
    from = end;
  }
  return from > to ? "length" : isInterim ? "head" : "nothing";
}

const HEAD_END = "\r\n\r\n";
const LINE_END = "\r\n";

/** As much of it as came. */
function headAt(reader: Reader, from: number): string | undefined {
  const text = readTo(reader, from, HEAD_END);
  const isHttp = text !== undefined && "HTTP/1.".startsWith(text.slice(0, "HTTP/1.".length));
  return isHttp ? text : undefined;
}

function statusOf(head: string): string | undefined {
  return /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
}

/** Where an answer ends whose head is over at `from`: the number behind its last byte. */
function endOfAnswer(reader: Reader, from: number, head: string): number | "chunks" | "close" | undefined {
  const status = statusOf(head);
  if (status === undefined || status === "101") return undefined;
  if (status.startsWith("1") || status === "204" || status === "304") return from;
  const coding = /^transfer-encoding:(.*)\r$/im.exec(head)?.[1];
  if (coding !== undefined) return /\bchunked[ \t]*$/i.test(coding) ? endOfChunks(reader, from) : "close";
  const bytes = /^content-length:[ \t]*(\d{1,15})[ \t]*\r$/im.exec(head)?.[1];
  return bytes === undefined ? "close" : from + Number(bytes);
}

function endOfChunks(reader: Reader, from: number): number | "chunks" | undefined {
  let [at, isLast] = [from, false];
  while (at < reader.to) {
    const line = readTo(reader, at, LINE_END);
    if (line === undefined) return undefined;
    if (!line.endsWith(LINE_END)) return "chunks";
    at += line.length;
    if (isLast) {
      if (line === LINE_END) return at; // behind the trailers
      continue;
    }
    const size = /^[0-9a-f]{1,8}(?=[ \t]*(;.*)?\r\n$)/i.exec(line)?.[0];
    if (size === undefined) return undefined;
    isLast = Number.parseInt(size, 16) === 0;
    if (!isLast) at += Number.parseInt(size, 16) + LINE_END.length;
  }
  return "chunks";
}

/** A head, or a line, is at the beginning of so many segments. */
const MOST_SEGMENTS = 16;

/** Up to the mark, or as much as came. Undefined where it was not kept. */
function readTo(reader: Reader, from: number, mark: string): string | undefined {
  const { segments } = reader;
  while (reader.at < segments.length - 1 && endOf(segments[reader.at]) <= from) reader.at += 1;
  let [text, to] = ["", from];
  for (const { relativeSeq, payload, length } of segments.slice(reader.at, reader.at + MOST_SEGMENTS)) {
    if (relativeSeq > to) return undefined;
    const kept = atob(payload);
    text += kept.slice(to - relativeSeq);
    const end = text.indexOf(mark);
    if (end >= 0) return text.slice(0, end + mark.length);
    if (kept.length < length) return undefined;
    to = relativeSeq + length;
  }
  return to < reader.to ? undefined : text;
}

function endOf(segment: SeenSegment | undefined): number {
  return segment === undefined ? Number.POSITIVE_INFINITY : segment.relativeSeq + segment.length;
}
