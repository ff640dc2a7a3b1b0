// What a server of HTTP answers as it ends: a status that no answer has without the fault may refuse what was asked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { settlePromised } from "../../../src/verdict/asks/promised.ts";
import { statusNumbers } from "../../../src/verdict/asks/refused.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { HEADERS, HELLO, answer, frame, post, talk as streams } from "../http2-runs.ts";
import { NO_FAULT, ends, saidEntry } from "../ledger-runs.ts";
import { type Timed, connection, evidenceOf, observations, segment } from "../made-up.ts";
import { lostOnTheWay, onOther } from "../one-run.ts";
import {
  FAULT,
  GONE,
  STOPPED,
  type Saying,
  begun,
  died,
  judge,
  known,
  talk,
  usual,
  watched,
} from "../talks.ts";

const get = (path: string): string => `GET /${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const status = (code: number): string => `HTTP/1.1 ${code} Is\r\nContent-Length: 5\r\n\r\ndone\n`;
const ONE: Saying = [3, get("one"), status(200)];
const CONTROL = usual(ONE, [200, get("two"), status(200)]);
const UNKNOWN = [undefined, undefined, "unknown"];
const NOTHING = [0, 0, undefined];

/** The second was asked before the fault, and this came between the fault and the end. */
const comes = (words: string, control = CONTROL, ...more: readonly Timed[]): unknown[] =>
  known(died(control, [ONE, [399, get("two")], [404, "", words]], ...more, ends(700, 0)));

test("a status that no answer has without the fault may refuse what was asked", () => {
  assert.deepEqual(comes(status(503)), UNKNOWN);
  assert.deepEqual(comes(status(200)), NOTHING);
  const { ledger } = died(CONTROL, [ONE, [399, get("two")], [404, "", status(503)]], ends(700, 0));
  assert.match(ledger?.said[0]?.why ?? "", /it may be what the server says as it ends/);
});

test("not where any control has that status, and not where none has any", () => {
  const refuses = usual(ONE, [200, get("two"), status(503)]);
  const { statuses: _, ...older } = CONTROL;
  assert.deepEqual(comes(status(503), refuses), NOTHING);
  assert.deepEqual(comes(status(503), { ...CONTROL, more: [refuses] }), NOTHING);
  assert.deepEqual(comes(status(503), older), NOTHING, "an older document");
  assert.deepEqual(comes(status(503), { ...CONTROL, more: [older] }), UNKNOWN, "one of two shows it");
});

test("it may come with the end; in a silence nothing is refused", () => {
  const { facts: before, sent, came } = talk([ONE, [399, get("two")]]);
  const words = status(503);
  const flags = (each: string): string =>
    `< ${each} ${came}:${came + words.length}(${words.length}) ack ${sent}`;
  const of = (...more: readonly Timed[]): unknown[] =>
    known(judge(CONTROL, ...before, ...more, ends(700, 0)));
  assert.deepEqual(of(FAULT, GONE, [405, segment(flags("FP."), words)]), UNKNOWN);
  assert.deepEqual(of(STOPPED, [400.5, segment(flags("P."), words)]), NOTHING);
});

test("it is what was typed last before the end, or what it asked where nothing was", () => {
  const { facts: before, sent, came } = talk([ONE, [399, get("two")]]);
  const words = status(503);
  const end = came + words.length;
  const all = [
    ...before,
    FAULT,
    [404, segment(`< P. ${came}:${end}(${words.length}) ack ${sent}`, words)],
    [405, segment(`< F. ${end}:${end}(0) ack ${sent}`)],
  ] as const;
  const seen = layOut(evidenceOf(observations(...begun, ...all), { control: CONTROL }));
  const of = (...ms: readonly number[]): string => {
    const said = ms.map((at) => saidEntry("answered", { text: `${at}`, atNs: at * 1e6, isLost: false }));
    return settlePromised(said, seen, flowsOf(seen))
      .map(({ fate }) => fate)
      .join(" ");
  };
  assert.equal(of(2, 398, 500), "answered unknown answered");
  assert.equal(of(2, 398, 405), "answered unknown answered");
  assert.equal(of(500), "answered");
  assert.equal(of(), "unknown");
});

test("what came before the fault is an answer; of several, the last may be the refusal", () => {
  const both: Saying = [399, get("two") + get("three")];
  const of = (words: string): unknown[] => known(died(CONTROL, [ONE, both, [404, "", words]], ends(700, 0)));
  assert.deepEqual(of(status(200) + status(503)), UNKNOWN);
  assert.deepEqual(of(status(503) + status(200)), NOTHING);
  assert.deepEqual(known(died(CONTROL, [ONE, [398, get("two"), status(503)]], ends(700, 0))), NOTHING);
});

test("asked once more on another connection since, it may be answered there", () => {
  const again = talk([[500, get("two"), status(200)]]).facts.map(onOther);
  assert.deepEqual(comes(status(503), CONTROL, ...again), NOTHING);
  const another = talk([[500, get("six"), status(200)]]).facts.map(onOther);
  assert.deepEqual(comes(status(503), CONTROL, ...another), UNKNOWN);
});

/** An answer of HTTP/2, with the status 200, and that of gRPC behind it. */
const grpc = (stream: number, code: string): string =>
  frame(HEADERS, 4, stream, "\u0088") +
  frame(HEADERS, 5, stream, `\u0000\u000bgrpc-status${String.fromCharCode(code.length)}${code}`);
const asked = [
  [2, ">", HELLO],
  [3, ">", post(1, "body of one")],
  [4, "<", grpc(1, "0")],
  [200, ">", post(3, "body of two")],
] as const;
const sent = HELLO.length + post(1, "body of one").length + post(3, "body of two").length + 1;
const facts = (ms: number, code: string, ...between: readonly Timed[]): Timed[] => {
  const told = streams(connection.client.port, ...asked, [ms, "<", grpc(3, code)]);
  const end = 1 + grpc(1, "0").length + grpc(3, code).length;
  const fin: Timed = [405, segment(`< F. ${end}:${end}(0) ack ${sent}`)];
  return [...told, ...between, fin].sort(([one], [other]) => one - other);
};
const GRPC = controlOf(
  layOut(
    evidenceOf(
      observations(
        ...begun,
        ...streams(connection.client.port, ...asked, [201, "<", grpc(3, "0")]),
        NO_FAULT,
        watched,
      ),
      { fault: "none" },
    ),
  ),
);

test("over HTTP/2 gRPC's UNAVAILABLE is such a status, where it came between the fault and the end", () => {
  const of = (ms: number, code: string): unknown[] =>
    known(judge(GRPC, ...facts(ms, code, FAULT, GONE), ends(700, 0)));
  assert.deepEqual(of(404, "14"), UNKNOWN);
  assert.deepEqual(of(404, "0"), NOTHING);
  assert.deepEqual(of(399, "14"), NOTHING);
});

test("for a control: the status of each answer that came, once", () => {
  const of = (all: readonly Timed[]): number =>
    statusNumbers(flowsOf(layOut(evidenceOf(observations(...begun, ...all))))).length;
  const { facts: all } = talk([ONE, [200, get("two"), status(200)], [300, get("six"), status(404)]]);
  assert.equal(of(all), 2);
  assert.equal(of(all.map((each) => (each[0] === 301 ? lostOnTheWay(each) : each))), 1, "one never came");
  const mine = connection.client.port;
  assert.equal(of(streams(mine, ...asked, [201, "<", grpc(3, "14")])), 2);
  assert.equal(of(streams(mine, ...asked, [201, "<", answer(3)])), 1, "one cannot be read");
  const hole: Timed = [1, segment("> P. 900:920(20) ack 1", "x".repeat(20))];
  assert.equal(of([...streams(mine, asked[0]), hole]), 0, "nothing of it can");
});
