// What the server's program had read when it sent what never got to the client.

import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { saidBack } from "../../../src/verdict/bytes/said-back.ts";
import { HELLO, RST_STREAM, WINDOW_UPDATE, answer, frame, post, talk } from "../http2-runs.ts";
import { begun } from "../http-runs.ts";
import { connection, laidOut, observations, segment } from "../made-up.ts";
import { type Timed, lostOnTheWay } from "../one-run.ts";

/** The number behind what it had read. */
const readTo = (...facts: readonly Timed[]): number | undefined => {
  const [flow] = flowsOf(laidOut(observations(...begun, ...facts)));
  assert.ok(flow);
  return saidBack(flow)?.to;
};
const asks = (ms: number, from: number, ack: number): Timed => [
  ms,
  segment(`> P. ${from}:${from + 4}(4) ack ${ack}`, "get\n"),
];
const says = (ms: number, from: number, ack: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + 5}(5) ack ${ack}`, "done\n"),
];

test("all that it had acknowledged when it said that, if the client had what came before", () => {
  assert.equal(readTo(asks(100, 1, 1), says(101, 1, 5)), undefined, "it came");
  assert.equal(readTo(asks(100, 1, 1), lostOnTheWay(says(101, 1, 5))), 5);
  const two = [asks(100, 1, 1), says(101, 1, 5), asks(200, 5, 6), lostOnTheWay(says(201, 6, 9))];
  assert.equal(readTo(...two), 9);
  const later = [asks(100, 1, 1), lostOnTheWay(says(101, 1, 5)), asks(200, 5, 1)];
  assert.equal(readTo(...later), 5, "what was asked since it had not read");
  const crossed = [says(99, 1, 1), asks(100, 1, 1), lostOnTheWay(says(101, 6, 5))];
  assert.equal(readTo(...crossed), undefined, "it may go on with what it was saying");
});

test("over HTTP/2 frames about the connection answer nothing", () => {
  const of = (text: string): number | undefined => {
    const facts = talk(connection.client.port, [2, ">", HELLO], [3, ">", post(1, "body")], [4, "<", text]);
    return readTo(...facts.slice(0, 2), ...facts.slice(2).map(lostOnTheWay));
  };
  const read = HELLO.length + post(1, "body").length + 1;
  assert.equal(of(answer(1)), read);
  assert.equal(of(frame(RST_STREAM, 0, 1)), read);
  assert.equal(of(frame(WINDOW_UPDATE, 0, 1)), undefined);
  const bytes = frame(WINDOW_UPDATE, 0, 1);
  const other: Timed = [101, { ...segment("< P. 1:14(13) ack 5", bytes), payload: btoa(bytes) }];
  assert.equal(readTo(asks(100, 1, 1), lostOnTheWay(other)), 5, "another protocol");
});
