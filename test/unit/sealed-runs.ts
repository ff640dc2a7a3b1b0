// Made-up sessions of TLS: its records, and what is asked in them, each thing sealed, at its time.

import { talk } from "./http2-runs.ts";
import type { Timed } from "./one-run.ts";

export const ALERT = 21;
const [HANDSHAKE, SEALED] = [22, 23];

/** What is in it, of any kind, and so long. */
export const record = (bytes: number, type: number = SEALED): string =>
  String.fromCharCode(type, 3, 3, bytes >> 8, bytes & 255) + "x".repeat(bytes);

/** A ClientHello that offers this in its ALPN. */
const hello = (alpn = "\u0008http/1.1"): string => `${record(200, HANDSHAKE).slice(0, -alpn.length)}${alpn}`;

export type Piece = readonly [ms: number, by: ">" | "<", text: string];
/** At once after its last one, or so long after the session began; the answer comes a millisecond later, unless it is 0. */
export type Asked = readonly [ms: number, bytes: number, came?: number];

const [FINISHED, ANSWER] = [53, 60];

/** The first three milliseconds of TLS 1.3: the client's hello and the server's, its Finished, and a ticket. */
export const begins = (ms: number, finished = FINISHED): readonly Piece[] => [
  [ms, ">", hello()],
  [ms + 1, "<", record(90, HANDSHAKE) + record(900)],
  [ms + 2, ">", record(1, 20) + record(finished)],
  [ms + 3, "<", record(200)],
];

export const asked = ([ms, bytes, came = ANSWER]: Asked): readonly Piece[] => [
  [ms, ">", record(bytes)],
  ...(came > 0 ? ([[ms + 1, "<", record(came)]] as const) : []),
];

/** Of a connection that begins then, each thing so many milliseconds later. */
export const session = (port: number, ms: number, ...all: readonly Asked[]): Timed[] =>
  talk(port, ...begins(ms), ...all.flatMap(([at, ...rest]) => asked([ms + at, ...rest])));

/** So many things of 200 bytes, one every three milliseconds, the first one so long after the session began. */
export const things = (count: number, fromMs = 50): readonly Asked[] =>
  Array.from({ length: count }, (_, i): Asked => [fromMs + 3 * i, 200]);
