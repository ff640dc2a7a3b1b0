// Made-up runs: observations written down in a few words, for what no real run has shown yet.

import { type Case, type Evidence, layOut } from "../../src/timeline/case.ts";
import type {
  Fact,
  Observation,
  Observed,
  SegmentFact,
  SocketsFact,
} from "../../src/timeline/observation.ts";
import { observerNames } from "../../src/timeline/words.ts";
import type { TcpState } from "../../src/tcp/states.ts";

/** What was observed, and when. */
export type Timed = readonly [ms: number, fact: Fact];

export const connection = {
  client: { address: "127.0.0.1", port: 40_000 },
  server: { address: "127.0.0.1", port: 9877 },
};
/** Near the end of the numbers, so that they go on across 2^32. */
const INITIAL = { ">": 0xffff_fffe, "<": 5000 };

/** A segment of the connection as `> P. 1:14(13) ack 1`: `>` is from the client. */
export function segment(text: string, payload = ""): SegmentFact {
  const match = /^([<>]) (\S+) (\d+):\d+\((\d+)\)(?: ack (\d+))?$/.exec(text);
  if (match === null) throw new Error(`no segment: ${text}`);
  const [, arrow, flags = "", seq, length, ack] = match;
  const [own, other] = arrow === ">" ? [INITIAL[">"], INITIAL["<"]] : [INITIAL["<"], INITIAL[">"]];
  const { client, server } = connection;
  return {
    kind: "segment",
    ...(arrow === ">" ? { from: client, to: server } : { from: server, to: client }),
    seq: (own + Number(seq)) % 2 ** 32,
    ack: ack === undefined ? 0 : (other + Number(ack)) % 2 ** 32,
    flags,
    window: 64,
    length: Number(length),
    payload: Buffer.from(payload).toString("base64"),
  };
}

/** The socket table: the listening socket, and the ends that have a state. */
export function sockets(client?: TcpState, server?: TcpState, recvQ = 0): SocketsFact {
  const nobody = { address: "0.0.0.0", port: 0 };
  const ends = { recvQ: 0, sendQ: 0, inode: 1 };
  const anywhere = { address: "0.0.0.0", port: connection.server.port };
  return {
    kind: "sockets",
    rows: [
      { local: anywhere, remote: nobody, state: "LISTEN", ...ends },
      ...(server ? [{ local: connection.server, remote: connection.client, state: server, ...ends }] : []),
      ...(client
        ? [{ local: connection.client, remote: connection.server, state: client, ...ends, recvQ }]
        : []),
    ],
  };
}

/** Observations at milliseconds, numbered in the order given. */
export function observations(...facts: readonly Timed[]): Observation[] {
  return numbered(facts);
}

/** The same of more than can be arguments. */
export function numbered(facts: readonly Timed[]): Observation[] {
  return facts.map(([ms, fact], i) => ({ id: i + 1, atNs: ms * 1e6, ...fact }));
}

/** What the client printed, as one observation. */
export function output(text: string, atMs = 1): Observed<"printed"> {
  return { id: atMs, atNs: atMs * 1e6, kind: "printed", role: "client", text };
}

/** Evidence in which everything was observed. */
export function evidenceOf(seen: readonly Observation[], other: Partial<Evidence> = {}): Evidence {
  return {
    name: "terminal",
    waitOn: "terminal",
    fault: "kill",
    moment: "idle",
    limits: { watchMs: 500, limitMs: 3000, noticeMs: 1000 },
    observers: observerNames.map((name) => ({ name, on: true, how: "made up" })),
    drops: 0,
    observations: seen,
    ...other,
  };
}

/** A connection that was made at 0 ms and got one line back. */
export const opened: readonly Timed[] = [
  [0, { kind: "connection", ...connection }],
  [1, segment("> S 0:0(0)")],
  [1, segment("< S. 0:0(0) ack 1")],
  [1, segment("> . 1:1(0) ack 1")],
  [2, { kind: "typed", text: "hello, world" }],
  [3, segment("> P. 1:14(13) ack 1", "hello, world\n")],
  [4, segment("< P. 1:14(13) ack 14", "hello, world\n")],
  [5, { kind: "printed", role: "client", text: "hello, world\r\n" }],
];

export function laidOut(seen: readonly Observation[]): Case {
  return layOut(evidenceOf(seen));
}
