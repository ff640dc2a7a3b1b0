// The client's connections as flows of bytes: which are its own, what arrived, was acknowledged, refused, and read.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import { stretchesOf } from "../../../src/verdict/bytes/byte-stretches.ts";
import { type Flow, bytesBetween, findRefusal, flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { connection, segment, sockets } from "../made-up.ts";
import {
  type Timed,
  aborts,
  acks,
  answersRst,
  caseOf,
  closes,
  fin,
  lostOnTheWay,
  madeOnTheWire,
  sends,
  serves,
  START,
  onPort,
} from "../one-run.ts";

const SERVER: Timed = [0, { kind: "program-started", role: "server", pid: 7, command: "s", on: "pipes" }];

const opens = (port: number): Timed[] =>
  (["> S 0:0(0)", "< S. 0:0(0) ack 1"] as const).map((text) => onPort(port, [1010, segment(text)]));
const more = (port: number): Timed[] => [
  ...opens(port),
  onPort(port, sends(1020, 1)),
  onPort(port, serves(1021, 1, 7)),
];

const flows = (...facts: readonly Timed[]): readonly Flow[] => flowsOf(caseOf(facts));
const first = (...facts: readonly Timed[]): Flow => {
  const [flow] = flows(...facts);
  assert.ok(flow);
  return flow;
};

test("the client's flows: each of its connections to that server, and nobody else's", () => {
  const ports = (...facts: readonly Timed[]): number[] =>
    flows(...facts).map((flow) => flow.connection.client.port);
  const both = [...more(41_000), ...more(42_000)];
  assert.deepEqual(ports(START, SERVER, ...both), [40_000, 41_000, 42_000]);
  assert.deepEqual(ports(SERVER, ...both), [40_000], "of programs that ran before, others may have clients");
  const probe: Timed = [
    1005,
    {
      kind: "probe",
      connection: { ...connection, client: { ...connection.client, port: 41_000 } },
      text: "",
    },
  ];
  assert.deepEqual(ports(START, probe, ...both), [40_000, 42_000], "deadpeer's own");
  const web = { ...connection.server, port: 80 };
  assert.deepEqual(ports(START, onPort(43_000, sends(1020, 1), web)), [40_000]);
  const again = { ...connection.server, address: "127.0.0.9" };
  const [, other] = flows(START, ...more(41_000), onPort(41_000, sends(1030, 7), again));
  assert.deepEqual(
    other?.toServer.segments.map(({ text }) => text),
    ["P. 1:7(6) ack 14"],
    "another server's address",
  );
  assert.deepEqual([other?.toServer.ackedTo, other?.toClient.sentTo], [7, 7]);
  const own = first(START, ...more(41_000), sends(1040));
  assert.equal(own.toServer.segments.length, 2, "each segment once");
});

test("what was held on the wire has arrived when it was passed on", () => {
  const held = (frame: number, [ms, fact]: Timed): Timed => [
    ms,
    { ...fact, wire: { frame, fate: "held" } } as Fact,
  ];
  const [, other] = flows(
    START,
    ...opens(41_000),
    onPort(41_000, held(5, sends(1020, 1))),
    onPort(41_000, held(6, sends(1021, 7))),
    [1500, { kind: "delivered", frame: 5 } as Fact],
  );
  assert.deepEqual(
    other?.toServer.segments.map(({ arrivedAtNs }) => arrivedAtNs),
    [1500e6, undefined],
  );
  assert.deepEqual([other?.toServer.arrivedTo, other?.toServer.sentTo], [7, 13]);
});

test("sent, arrived without a gap, and acknowledged by what arrived", () => {
  const way = (...facts: readonly Timed[]): (number | string)[] => {
    const { sentTo, arrivedTo, ackedTo, segments } = first(...facts).toServer;
    return [
      sentTo,
      arrivedTo,
      ackedTo,
      segments.map(({ text }) => text.split(" ").slice(0, 2).join(" ")).join(", "),
    ];
  };
  const ack = (to: number): Timed => [1200, segment(`< . 14:14(0) ack ${to}`)];
  assert.deepEqual(way(), [14, 14, 14, "P. 1:14(13)"]);
  assert.deepEqual(way(sends(1100), ack(20)), [20, 20, 20, "P. 1:14(13), P. 14:20(6)"]);
  assert.deepEqual(way(sends(1100), lostOnTheWay(ack(20))).slice(0, 3), [20, 20, 14]);
  assert.deepEqual(way(lostOnTheWay(sends(1100)), sends(1101, 20)).slice(0, 3), [26, 14, 14]);
  assert.deepEqual(way(lostOnTheWay(sends(1100)), sends(1101)).slice(0, 3), [20, 20, 14]);
  assert.deepEqual(way(closes(1100), ack(15)).slice(0, 3), [14, 14, 14], "a FIN is no byte");
  assert.equal(way(acks(1100), closes(1101), aborts(1102))[3], "P. 1:14(13), R. 14:14(0)", "data, and RSTs");
});

test("a refusal is the first RST that arrived after the bytes had been sent", () => {
  const refusal = (...facts: readonly Timed[]): number | undefined =>
    findRefusal(1100e6, first(...facts).toClient)?.atNs;
  assert.equal(refusal(answersRst(1050), serves(1110), answersRst(1200), answersRst(1300)), 1200e6);
  assert.equal(refusal(answersRst(1100)), undefined);
  assert.equal(refusal(lostOnTheWay(answersRst(1200))), undefined);
  assert.equal(refusal(serves(1110), fin(1120)), undefined);
});

test("new bytes of the server that reached the client's host meanwhile, each once", () => {
  const bytes = (...facts: readonly Timed[]): number => bytesBetween(flows(...facts), 1000e6, 2000e6);
  assert.equal(bytes(), 0, "they came before");
  assert.equal(bytes(serves(1100), serves(1200)), 6, "the second is the same again");
  assert.equal(bytes(serves(1100), serves(1200, 17)), 9, "or in part");
  assert.equal(bytes(serves(1100), [1200, segment("< . 20:20(0) ack 14")], serves(1300, 20)), 12);
  assert.equal(
    bytes([1050, segment("< . 20:20(0) ack 14")], serves(1100)),
    6,
    "an acknowledgment came first",
  );
  assert.equal(
    bytes(serves(1100), [1200, segment("< P. 1:14(13) ack 14", "hello, world\n")]),
    6,
    "older ones again",
  );
  assert.equal(bytes(serves(1000), serves(2000, 20)), 0, "not at the very beginning and end");
  assert.equal(bytes(lostOnTheWay(serves(1100)), serves(1200)), 6);
  assert.equal(bytes(START, serves(1100), ...more(41_000)), 12, "of all its connections");
});

test("each range of bytes has the furthest place it was seen to get to", () => {
  const ranges = (...facts: readonly Timed[]): string[] =>
    stretchesOf(flows(...facts)).bytes.map(
      ({ direction, from, bytes, fate }) =>
        `${direction === "client->server" ? ">" : "<"} ${from}+${bytes} ${fate}`,
    );
  const ack: Timed = [1200, segment("< . 14:14(0) ack 20")];
  const table = (ms: number, ofServer: number, ofClient = 0): Timed => {
    const { rows, kind } = sockets("ESTABLISHED", "ESTABLISHED", ofClient);
    const isServer = (port: number, state: string): boolean => port === 9877 && state !== "LISTEN";
    return [
      ms,
      {
        kind,
        rows: rows.map((row) => (isServer(row.local.port, row.state) ? { ...row, recvQ: ofServer } : row)),
      },
    ];
  };
  assert.deepEqual(ranges(), ["> 1+13 answered", "< 1+13 arrived"]);
  assert.deepEqual(ranges(table(900, 0)), ["> 1+13 answered", "< 1+13 read"]);
  assert.deepEqual(ranges(sends(1100), table(1150, 0, 3)), [
    "> 1+13 answered",
    "> 14+6 unacknowledged",
    "< 1+10 read",
    "< 11+3 unread",
  ]);
  assert.deepEqual(ranges(sends(1100), ack)[1], "> 14+6 acknowledged");
  assert.deepEqual(ranges(sends(1100), ack, table(1300, 6))[1], "> 14+6 unread");
  assert.deepEqual(ranges(sends(1100), ack, table(1300, 0))[1], "> 14+6 taken");
  assert.deepEqual(ranges(sends(1100), serves(1200, 14, 20)).slice(0, 1), ["> 1+19 answered"]);
  assert.deepEqual(ranges(sends(1100), lostOnTheWay(serves(1200, 14, 20))).slice(0, 2), [
    "> 1+13 answered",
    "> 14+6 unacknowledged",
  ]);
  const lost = flows(sends(1100), lostOnTheWay(serves(1200, 14, 20)));
  const answer = lost[0]?.toClient.segments.at(-1)?.id ?? 0;
  const known = (fate: "taken" | "unknown"): string | undefined =>
    stretchesOf(lost, [{ fate, because: [answer] }]).bytes[1]?.fate;
  assert.equal(known("taken"), "taken", "it was the answer to something that was said");
  assert.equal(known("unknown"), "unacknowledged");
  const resets: Timed = [1200, segment("< R. 14:14(0) ack 20")];
  assert.deepEqual(ranges(sends(1100), resets)[1], "> 14+6 acknowledged", "an RST is no answer");
  assert.deepEqual(ranges(sends(1100), answersRst(1200))[1], "> 14+6 refused");
  assert.deepEqual(ranges(answersRst(1050), sends(1100))[1], "> 14+6 unacknowledged");
  assert.deepEqual(ranges(sends(1100), ack, sends(1300, 20), answersRst(1250)).slice(1, 3), [
    "> 14+6 acknowledged",
    "> 20+6 unacknowledged",
  ]);
  const ports = (count: number): Timed[] => Array.from({ length: count }, (_, i) => more(41_000 + i)).flat();
  const kept = (count: number): (number | undefined)[] => {
    const { bytes, more: left } = stretchesOf(flows(START, ...ports(count)));
    return [bytes.length, left];
  };
  assert.deepEqual(
    [kept(29), kept(30)],
    [
      [60, undefined],
      [60, 2],
    ],
    "sixty are kept",
  );
});

test("what comes behind an RST that came too soon is counted all the same", () => {
  const early: Timed = [1100, segment("< R. 20:20(0) ack 14")];
  assert.equal(bytesBetween(flows(early, serves(1200, 14)), 1000e6, 2000e6), 6);
});

test("data that a closed socket answers with an RST has reached nobody", () => {
  const rst = (ms: number): Timed => [ms, segment("> R 20:20(0)")];
  const leaves: Timed = [1020, segment("> F. 20:20(0) ack 14")];
  const asked = [START, SERVER, sends(1010, 14)];
  const fates = (...facts: readonly Timed[]): string[] =>
    stretchesOf([first(...asked, ...facts)])
      .bytes.filter(({ direction }) => direction === "server->client")
      .map(({ fate, bytes }) => `${bytes} ${fate}`);
  const came = (...facts: readonly Timed[]): number =>
    bytesBetween([first(...asked, ...facts)], 1005e6, Infinity);
  const late = [leaves, serves(1500), rst(1501)];
  assert.equal(came(...late), 0);
  assert.deepEqual(fates(...late).at(-1), "6 refused");
  assert.equal(
    came(serves(1015), ...late.slice(0, 1), serves(1500, 6, 20), rst(1501)),
    6,
    "what came before is there",
  );
  assert.equal(came(leaves, serves(1500)), 6, "only half is closed, and it is read");
  assert.equal(came(leaves, serves(1500), rst(1600)), 6, "it gave up later");
  assert.equal(came(serves(1500), rst(1501)), 0, "its FIN was never seen");
  const beside = [sends(1500.5, 20), [1500.6, segment("< F. 20:20(0) ack 26")] as Timed];
  assert.equal(came(serves(1500), ...beside, rst(1501)), 0, "whatever else went by between the two");
  const again = serves(1700);
  assert.equal(came(...late, again), 0, "and though TCP sends it again");
  assert.equal(came(serves(1500), madeOnTheWire(rst(1501))), 6, "the wire's own RST says nothing of it");
  assert.equal(
    came(serves(1500), [1501, segment("> R. 20:20(0) ack 14")]),
    6,
    "an abort: it may have been read",
  );
});

test("a connection of which no SYN is seen was there before: a later death of a story", () => {
  assert.deepEqual(
    flows(START, ...more(41_000), onPort(42_000, sends(1500, 1))).map(({ beganNs }) => beganNs / 1e6),
    [1, 1010, 0],
  );
});
