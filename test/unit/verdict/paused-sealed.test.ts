// A client of a compressed WebSocket, of which nobody can read what it asks: whether it has asked nothing for so long that
// it may have left something out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasPausedSealed } from "../../../src/verdict/asks/of-a-kind.ts";
import { type Exchange, exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { OTHER, type Timed, onPort } from "../one-run.ts";
import { HEAD } from "../web-sockets.ts";
import { BEATS, type Row, TLS, anew, control, run, sends } from "../works-on.ts";

const agrees = (extension: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${extension}\r\n`;
const OPEN: Exchange = [HEAD, agrees("Sec-WebSocket-Extensions: permessage-deflate\r\n")];
const PLAIN: Exchange = [HEAD, agrees("")];
const frame: Exchange = ["Asealed", "Bsealed"];
const ping: Exchange = ["\tping", "\npong"];
/** On this connection, each at its time. */
const socketOn = (port: number, ms: readonly number[], ...all: readonly Exchange[]): readonly Timed[] =>
  exchanges(0, ...all).map(([, fact], i) => onPort(port, [(ms[i >> 1] ?? 0) + (i & 1), fact]));
const [FIRST, SECOND, THIRD, FOURTH] = [40_000, 50_001, OTHER, 50_003];
const open = socketOn(FIRST, [500, 502], OPEN, frame);
const since = (ms: number): readonly Timed[] => socketOn(THIRD, [1010, ms], OPEN, frame);

const sealed: readonly Row[] = [
  ["more than 600 ms from one to the next", run(open, since(1103)), true],
  ["600 ms", run(open, since(1102)), false],
  ["it is not compressed", run(socketOn(FIRST, [500, 502], PLAIN, frame), since(1103)), false],
  ["since it is not", run(open, socketOn(THIRD, [1010, 1103], PLAIN, frame)), false],
  ["TLS", run(exchanges(500, TLS, TLS), anew(1103, TLS, TLS)), false],
  ["nothing since, but a new connection", run(open, socketOn(THIRD, [1103], OPEN)), false],
  ["nothing before, but the connection", run(socketOn(FIRST, [500], OPEN), since(1103)), false],
  [
    "asked as the end came",
    run([...open, ...socketOn(SECOND, [600, 1002], OPEN, frame)], since(1603), 2000),
    true,
  ],
  [
    "601 ms from what was asked as the end came",
    run([...open, ...socketOn(SECOND, [600, 1002], OPEN, frame)], since(1602), 2000),
    false,
  ],
  [
    "the last pause counts from the last",
    run(
      [...socketOn(FIRST, [500, 900], OPEN, frame), ...socketOn(SECOND, [501, 503], OPEN, frame)],
      since(1103),
    ),
    false,
  ],
  ["and to the first", run(open, [...since(1103), ...socketOn(FOURTH, [1011, 1050], OPEN, frame)]), false],
  ["there is no control", run(open, since(1103)), false, []],
  ["a ping asks nothing", run(socketOn(FIRST, [500, 502, 900], OPEN, frame, ping), since(1103)), true],
  [
    "another control pauses for longer",
    run(open, since(1103)),
    false,
    [control([], BEATS), control([], sends("sent", 0, 401))],
  ],
];

for (const [why, facts, isSo, controls = [control([], BEATS)]] of sealed)
  test(`sealed, ${why}: ${isSo ? "it may have left one out" : "nothing is seen"}`, () => {
    assert.equal(hasPausedSealed(...judged(facts, controls)), isSo);
  });
