// Exchanges of HTTP/2 that are made up: frames, and what goes over a connection in which order.

import { segment } from "./made-up.ts";
import { type Timed, onPort } from "./one-run.ts";

export const [DATA, HEADERS, RST_STREAM, WINDOW_UPDATE] = [0, 1, 3, 8];
const SETTINGS = 4;
const END = 1;
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

export const frame = (type: number, flags: number, stream: number, content: string | number = 4): string => {
  const bytes = typeof content === "number" ? "x".repeat(content) : content;
  return String.fromCharCode(0, bytes.length >> 8, bytes.length & 255, type, flags, 0, 0, 0, stream) + bytes;
};
/** A client's first segment. */
export const HELLO = PREFACE + frame(SETTINGS, 0, 0, 0);
/** What is read of a request's headers (RFC 7541): a method by its place in the table, and a path that is written out. */
export const head = (method: "GET" | "POST", path: string): string =>
  `${method === "GET" ? "\u0082" : "\u0083"}\u0004${String.fromCharCode(path.length)}${path}`;
/** A request with a body, and the answer to it. */
export const post = (stream: number, body: string): string =>
  frame(HEADERS, 4, stream, head("POST", "/do")) + frame(DATA, END, stream, body);
export const answer = (stream: number, bytes = 20): string =>
  frame(HEADERS, 4, stream) + frame(DATA, 0, stream, bytes) + frame(HEADERS, END | 4, stream);

type Said = readonly [ms: number, by: ">" | "<", text: string];

/** Each piece in a segment of its own, with its numbers. */
export function talk(port: number, ...said: readonly Said[]): Timed[] {
  const next = { ">": 1, "<": 1 };
  return said.map(([ms, by, text]) => {
    const [from, ack] = [next[by], next[by === ">" ? "<" : ">"]];
    next[by] += text.length;
    const sent = segment(`${by} P. ${from}:${next[by]}(${text.length}) ack ${ack}`, text);
    return onPort(port, [ms, { ...sent, payload: btoa(text) }]); // byte for byte
  });
}
