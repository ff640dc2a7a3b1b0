// Whether answers of HTTP came whole: each says itself where it ends, by its length or by its last chunk (RFC 9112 6.3,
// 7.1).

import type { SeenSegment } from "./conversation.ts";
import { greatest } from "./extremes.ts";
import { methodsOf } from "./http-requests.ts";

/**
 * What an answer lacks: the rest of its head, of the length that it had promised, of its chunks, or the end of the
 * connection, where it ends with that.
 */
export type Lack = "nothing" | "head" | "length" | "chunks" | "close";

/** To another protocol, such as that of WebSocket (RFC 9110 15.2.2). `segments` are those of the server. */
export function hasSwitched([first]: readonly SeenSegment[]): boolean {
  return first !== undefined && atob(first.payload).startsWith("HTTP/1.1 101");
}

/** The server has switched to it, and to no other protocol (RFC 6455 4.2.2). `segments` are those of the server. */
export function isWebSocket([first]: readonly SeenSegment[]): boolean {
  return first !== undefined && /^HTTP\/1\.1 101 [^]*^upgrade: *websocket *\r?$/im.test(atob(first.payload));
}

/**
 * How many bytes the body of an answer has that succeeds (2xx), came whole, and is all that came; without the marks of its
 * chunks. Undefined where it is not so, is empty, or was not kept as far as that needs it. `segments` as of `lackOf`.
 */
export function onlyBodyIn(segments: readonly SeenSegment[]): number | undefined {
  const reader = { segments, at: 0, to: greatest(segments.map(endOf), 0) };
  const head = headAt(reader, 1);
  if (head?.end !== "there" || statusOf(head.text)?.startsWith("2") !== true) return undefined;
  const chunks: number[] = [];
  const from = 1 + head.text.length;
  if (endOfAnswer(reader, from, head.text, undefined, chunks) !== reader.to) return undefined;
  const bytes = chunks.length > 0 ? chunks.reduce((sum, each) => sum + each) : reader.to - from;
  return bytes > 0 ? bytes : undefined;
}

interface Reader {
  readonly segments: readonly SeenSegment[];
  /** The segment that was read last. */
  at: number;
  /** The number behind the last byte that came. */
  readonly to: number;
}

/**
 * Of the last answer on a connection. `segments` are those of the server with new bytes that arrived. Undefined where it is
 * none of HTTP, or was not kept as a whole.
 *
 * @param requests the client's segments with new bytes
 */
export function lackOf(
  segments: readonly SeenSegment[],
  requests: readonly SeenSegment[] = [],
): Lack | undefined {
  const to = greatest(segments.map(endOf), 0);
  const methods = methodsOf(requests);
  const lack = lackFrom({ segments, at: 0, to }, 1, methods);
  const last = requests.at(-1);
  if (lack !== undefined || last === undefined || methods?.length !== 0) return lack;
  // One before it could not be read: the answer to what was asked last begins a segment.
  const at = segments.findIndex(({ relativeAck, atNs }) => relativeAck >= endOf(last) && atNs > last.atNs);
  const first = segments[at];
  return first && at > 0 ? lackFrom({ segments, at, to }, first.relativeSeq, []) : undefined;
}

/** The status of an answer, and the number of its first byte. */
interface Status {
  readonly status: string | undefined;
  readonly begin: number;
}

/** The status of each answer, but for interim ones, as far as they can be read: `200`; and when that reached its client. */
export function statusesIn(
  segments: readonly SeenSegment[],
  requests: readonly SeenSegment[],
): readonly { readonly status: string; readonly arrivedAtNs: number }[] {
  const [statuses, to]: [Status[], number] = [[], greatest(segments.map(endOf), 0)];
  lackFrom({ segments, at: 0, to }, 1, methodsOf(requests), statuses);
  let at = 0;
  return statuses.flatMap(({ status, begin }) => {
    while (endOf(segments[at]) <= begin) at += 1; // both are in their order
    const arrivedAtNs = segments[at]?.arrivedAtNs;
    return status === undefined || arrivedAtNs === undefined ? [] : { status, arrivedAtNs };
  });
}

function lackFrom(
  reader: Reader,
  begin: number,
  methods: readonly string[] | undefined,
  statuses: Status[] = [],
): Lack | undefined {
  if (methods === undefined) return undefined;
  let [from, isInterim] = [begin, true];
  while (from < reader.to) {
    const head = headAt(reader, from);
    if (head === undefined) return undefined;
    if (head.end === "to come") return "head";
    const status = statusOf(head.text);
    const end = endOfAnswer(reader, from + head.text.length, head.text, methods[statuses.length]);
    isInterim = status?.startsWith("1") === true;
    if (!isInterim) statuses.push({ status, begin: from });
    // Such a head is longer yet, and may say something else.
    if (head.end === "not kept") return typeof end === "number" && end > reader.to ? "length" : undefined;
    if (typeof end !== "number") return end;
    from = end;
  }
  return from > reader.to ? "length" : isInterim ? "head" : "nothing";
}

const HEAD_END = /\n\r?\n/;
const LINE_END = /\n/;
const CHUNK_END = 2;

/** As much of it as came. */
function headAt(reader: Reader, from: number): Text | undefined {
  const head = readTo(reader, from, HEAD_END);
  const isHttp = head !== undefined && "HTTP/1.".startsWith(head.text.slice(0, "HTTP/1.".length));
  return isHttp && head.text !== "" ? head : undefined;
}

function statusOf(head: string): string | undefined {
  return /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
}

/** Where an answer ends whose head is over at `from`: the number behind its last byte. */
function endOfAnswer(
  reader: Reader,
  from: number,
  head: string,
  method: string | undefined,
  chunks: number[] = [],
): number | "chunks" | "close" | undefined {
  const status = statusOf(head);
  if (status === undefined || status === "101") return undefined;
  if (method === "CONNECT" && status.startsWith("2")) return undefined; // a tunnel begins
  if (method === "HEAD" || status.startsWith("1") || status === "204" || status === "304") return from;
  const coding = /^transfer-encoding:(.*?)\r?$/im.exec(head)?.[1];
  if (coding !== undefined)
    return /\bchunked[ \t]*$/i.test(coding) ? endOfChunks(reader, from, chunks) : "close";
  const bytes = lengthIn(head);
  if (bytes === undefined) return /^content-length:/im.test(head) ? undefined : "close";
  return from + bytes;
}

/** Given twice, it is one if both are the same (RFC 9110 8.6). */
function lengthIn(head: string): number | undefined {
  const lines = [...head.matchAll(/^content-length:(.*?)\r?$/gim)];
  const values = new Set(lines.flatMap(([, value = ""]) => value.split(",").map((each) => each.trim())));
  const [only = "", ...others] = values;
  return others.length === 0 && /^\d{1,15}$/.test(only) ? Number(only) : undefined;
}

/** @param chunks how long each is, as they are read */
function endOfChunks(reader: Reader, from: number, chunks: number[]): number | "chunks" | undefined {
  let [at, isLast] = [from, false];
  while (at < reader.to) {
    const line = readTo(reader, at, LINE_END);
    if (line === undefined || line.end === "not kept") return undefined;
    if (line.end === "to come") return "chunks";
    at += line.text.length;
    if (isLast) {
      if (line.text.trim() === "") return at; // behind the trailers
      continue;
    }
    const size = /^[0-9a-f]{1,8}(?=[ \t]*(;.*)?\r?\n$)/i.exec(line.text)?.[0];
    if (size === undefined) return undefined;
    const bytes = Number.parseInt(size, 16);
    chunks.push(bytes);
    isLast = bytes === 0;
    if (!isLast) at += bytes + CHUNK_END;
  }
  return "chunks";
}

interface Text {
  readonly text: string;
  /** Whether its end is there, has not come, or was not kept. */
  readonly end: "there" | "to come" | "not kept";
}

/** No head, and no line, is as long. */
const MOST_BYTES = 65_536;

/** Up to the mark, or as much as came and was kept. Undefined where nothing was. */
function readTo(reader: Reader, from: number, mark: RegExp): Text | undefined {
  const { segments } = reader;
  while (reader.at < segments.length - 1 && endOf(segments[reader.at]) <= from) reader.at += 1;
  let [text, to] = ["", from];
  for (let i = reader.at; i < segments.length && text.length < MOST_BYTES; i += 1) {
    const { relativeSeq, payload, length } = segments[i] as SeenSegment;
    if (relativeSeq > to) return { text, end: "not kept" };
    const kept = atob(payload);
    const seen = Math.max(0, text.length - 2); // a mark may stand in two segments
    text += kept.slice(to - relativeSeq);
    const found = mark.exec(text.slice(seen));
    if (found !== null) return { text: text.slice(0, seen + found.index + found[0].length), end: "there" };
    if (kept.length < length) return { text, end: "not kept" };
    to = relativeSeq + length;
  }
  return { text, end: to < reader.to ? "not kept" : "to come" };
}

function endOf(segment: SeenSegment | undefined): number {
  return segment === undefined ? Number.POSITIVE_INFINITY : segment.relativeSeq + segment.length;
}
