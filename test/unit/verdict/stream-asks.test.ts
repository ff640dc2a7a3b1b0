// HTTP/2: what was asked in a stream that was open when its server died, and whether the client has asked it once more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import {
  DATA,
  HEADERS,
  HELLO,
  RST_STREAM,
  WINDOW_UPDATE,
  answer,
  frame,
  head,
  post,
  talk,
} from "../http2-runs.ts";
import { begun } from "../http-runs.ts";
import { FAULT, GONE, NO_FAULT, ends } from "../ledger-runs.ts";
import { connection, evidenceOf, observations, segment } from "../made-up.ts";
import { OTHER, type Timed } from "../one-run.ts";

const MINE = connection.client.port;
const LATER: Timed = [3000, { kind: "sockets", rows: [] }];
const [ONE, TWO, THREE] = ["body of one", "body of two", "body of three"];

const control = (...facts: readonly Timed[]): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...begun, ...facts, NO_FAULT), { fault: "none" })));
const all = talk(
  MINE,
  [2, ">", HELLO],
  [3, ">", post(1, ONE)],
  [4, "<", answer(1)],
  [8, ">", post(3, TWO)],
  [9, "<", answer(3)],
  [13, ">", post(5, THREE)],
  [14, "<", answer(5)],
);
const RUNS_ON = control(...all, LATER);
const ENDS = control(...all, ends(20, 0));

/** The second was not answered to its end. */
const begins = talk(
  MINE,
  [2, ">", HELLO],
  [3, ">", post(1, ONE)],
  [4, "<", answer(1)],
  [8, ">", post(3, TWO)],
);
const sent = HELLO.length + post(1, ONE).length + post(3, TWO).length + 1;
const came = answer(1).length + 1;
const dies: readonly Timed[] = [FAULT, GONE, [12, segment(`< F. ${came}:${came}(0) ack ${sent}`)]];
const again = (...bodies: readonly string[]): readonly Timed[] =>
  talk(
    OTHER,
    [20, ">", HELLO],
    ...bodies.flatMap((body, i) => [
      [21 + 4 * i, ">", post(2 * i + 1, body)] as const,
      [22 + 4 * i, "<", answer(2 * i + 1)] as const,
    ]),
  );

function judged(usual: ControlRecord, ...facts: readonly Timed[]): readonly unknown[] {
  const evidence = evidenceOf(observations(...begun, ...facts), { control: usual });
  const shows = { endings: ["fin", "rst", "silence"] } as const;
  const { lost, unreported, belief, ledger }: Verdict = judgeClient(layOut(evidence), shows);
  return [lost, ledger?.said[0]?.fate, unreported, ...(belief === undefined ? [] : [belief])];
}

test("what is asked on another connection since, and is something else, is no answer to it", () => {
  assert.deepEqual(judged(RUNS_ON, ...begins, ...dies, ...again(THREE), LATER), [1, "taken", 0]);
  assert.deepEqual(judged(ENDS, ...begins, ...dies, ...again(THREE), ends(50, 0)), [1, "cut", 1]);
  const half = talk(MINE, [2, ">", HELLO], [3, ">", post(1, ONE)]);
  assert.equal(judged(RUNS_ON, ...half, ...dies, ...again(TWO, THREE), LATER)[0], 1);
});

test("what was asked again, and answered there, is not lost, whatever the client sent as it was told", () => {
  const breaks: Timed = [
    12.2,
    segment(`> P. ${sent}:${sent + 13}(13) ack ${came + 1}`, frame(RST_STREAM, 0, 3)),
  ];
  for (const facts of [dies, [...dies, breaks]]) {
    assert.equal(judged(RUNS_ON, ...begins, ...facts, ...again(TWO, THREE), LATER)[0], 0);
    const retried = judged(ENDS, ...begins, ...facts, ...again(TWO, THREE), ends(50, 0));
    assert.deepEqual(retried, [0, "answered", 0, "silent-retry"]);
    assert.deepEqual(judged(ENDS, ...begins, ...facts, ends(50, 0)), [1, "taken", 1]);
  }
});

test("what is asked otherwise there, and never without the fault, may be the same", () => {
  const other = again("body of two, tried again", THREE);
  assert.deepEqual(judged(RUNS_ON, ...begins, ...dies, ...other, LATER)[0], undefined);
});

test("what has no body is the same where its method and its path are", () => {
  // The second time its path stands in the table.
  const first = "\u0082\u0044\u0004/one";
  const gets = (port: number, ms: number, ...heads: readonly string[]): Timed[] =>
    talk(
      port,
      [ms, ">", HELLO],
      ...heads.flatMap((block, i) => [
        [ms + 1 + 2 * i, ">", frame(HEADERS, 5, 2 * i + 1, block)] as const,
        [ms + 2 + 2 * i, "<", answer(2 * i + 1)] as const,
      ]),
    );
  const usual = control(
    ...gets(MINE, 2, first, head("GET", "/two"), "\u0082\u00be", head("GET", "/six")),
    LATER,
  );
  const asks = [first, head("GET", "/two"), "\u0082\u00be"].map((block, i) =>
    frame(HEADERS, 5, 2 * i + 1, block),
  );
  const cut = talk(
    MINE,
    [2, ">", HELLO],
    ...asks.flatMap((ask, i) => [
      [3 + 2 * i, ">", ask] as const,
      [4 + 2 * i, "<", i < 2 ? answer(2 * i + 1) : answer(5).slice(0, -20)] as const,
    ]),
  );
  const [to, ack] = [3 * answer(1).length - 20 + 1, HELLO.length + asks.join("").length + 1];
  const fin: Timed = [12, segment(`< F. ${to}:${to}(0) ack ${ack}`)];
  const run = (...heads: readonly string[]): unknown =>
    judged(usual, ...cut, FAULT, GONE, fin, ...gets(OTHER, 20, ...heads), LATER)[0];
  assert.equal(run(head("GET", "/six"), "\u0082\u0004\u0004/one"), undefined, "it may be the next one");
  assert.equal(run(head("GET", "/six")), 1);
  assert.equal(run(head("GET", "/six?2")), undefined);
});

test("frames about the connection ask nothing, and nobody waits for an answer to them", () => {
  const updates = frame(WINDOW_UPDATE, 0, 0) + frame(WINDOW_UPDATE, 0, 3);
  const from = HELLO.length + post(1, ONE).length + post(3, TWO).length + post(5, THREE).length + 1;
  const last: Timed = [
    15,
    segment(`> P. ${from}:${from + updates.length}(${updates.length}) ack 200`, updates),
  ];
  assert.equal(control(...all, last, ends(20, 0)).said?.[0]?.fate, "answered");
  const preface = talk(MINE, [2, ">", HELLO]);
  const fin: Timed = [12, segment(`< F. 1:1(0) ack ${HELLO.length + 1}`)];
  const evidence = evidenceOf(
    observations(...begun, ...preface, FAULT, GONE, fin, ...again(ONE, TWO, THREE), ends(50, 0)),
    { control: ENDS },
  );
  const { belief, lost } = judgeClient(layOut(evidence), { endings: ["fin"] });
  assert.deepEqual([belief, lost], [undefined, 0], "what a connection begins with is not sent again");
});

test("of what the client breaks off in a silence, once it has waited for long enough, nothing came", () => {
  const stop: Timed = [10, { ...FAULT[1], fault: "stop" } as Timed[1]];
  const gaveUp: Timed = [900, segment(`> P. ${sent}:${sent + 13}(13) ack ${came}`, frame(RST_STREAM, 0, 3))];
  assert.deepEqual(
    judged(RUNS_ON, ...begins, stop, gaveUp, LATER),
    [1, "unacknowledged", 1],
    "it told nobody",
  );
  assert.deepEqual(judged(RUNS_ON, ...begins, stop, LATER).slice(2), [0], "it waits, and may yet tell");
  const asksSince = (body: string, kept = Number.POSITIVE_INFINITY): unknown => {
    const ask = frame(HEADERS, 4, 5, head("POST", "/do")) + frame(DATA, 1, 5, body);
    const [from, to] = [sent + 13, sent + 13 + ask.length];
    const payload = btoa(ask.slice(0, kept));
    const since: Timed = [901, { ...segment(`> P. ${from}:${to}(${ask.length}) ack ${came}`), payload }];
    return judged(RUNS_ON, ...begins, stop, gaveUp, since, LATER)[2];
  };
  assert.equal(asksSince(TWO), 0, "it waits for another try");
  assert.equal(asksSince("something else"), 1);
  assert.equal(asksSince("x".repeat(600), 512), undefined, "it may be the same");
});

test("of two that ask the same at once, each that is broken off is asked again by one of its own", () => {
  const stop: Timed = [10, { ...FAULT[1], fault: "stop" } as Timed[1]];
  const asks = (stream: number): string =>
    frame(HEADERS, 4, stream, head("POST", "/do")) + frame(DATA, 1, stream, TWO);
  const after = (...turns: readonly (readonly [ms: number, payload: string])[]): unknown => {
    let from = sent;
    const said = turns.map(([ms, payload]): Timed => {
      const to = from + payload.length;
      const flight = {
        ...segment(`> P. ${from}:${to}(${payload.length}) ack ${came}`),
        payload: btoa(payload),
      };
      from = to;
      return [ms, flight];
    });
    return judged(RUNS_ON, ...begins, said[0] as Timed, stop, ...said.slice(1), LATER)[2];
  };
  const [breaks, breaksOther] = [frame(RST_STREAM, 0, 3), frame(RST_STREAM, 0, 5)];
  assert.equal(after([9, asks(5)], [900, breaks]), undefined, "the other one may be another try of the same");
  assert.equal(after([9, asks(5)], [900, breaks], [901, asks(7)]), 0);
  assert.equal(after([9, asks(5)], [900, breaks], [901, asks(7)], [902, breaksOther]), 1);
  assert.equal(after([9, asks(5)], [900, breaks], [901, asks(7)], [902, breaksOther], [903, asks(9)]), 0);
});

test("what was typed is looked for in the body of what was asked for it", () => {
  const typed = (ms: number, text: string): Timed => [
    ms,
    { kind: "typed", role: "client", text } as Timed[1],
  ];
  const says = [typed(2.5, "one"), typed(7, "two")];
  const usual = control(...says, ...all, LATER, typed(12.5, "three"));
  const partly = talk(
    MINE,
    [2, ">", HELLO],
    [3, ">", post(1, ONE)],
    [4, "<", answer(1)],
    [8, ">", post(3, TWO)],
    [9, "<", frame(HEADERS, 4, 3) + frame(DATA, 0, 3, 20)],
  );
  const to = came + 42;
  const end: Timed = [12, segment(`< F. ${to}:${to}(0) ack ${sent}`)];
  const run = (body: string): unknown =>
    judged(usual, ...says, ...partly, FAULT, GONE, end, typed(19, "three"), ...again(body), LATER)[0];
  assert.equal(run(THREE), 1);
});

// grpc-js's forceShutdown, grpc-java's shutdownNow: CANCEL for each stream, and the end of the connection.
test("what the server breaks off as it ends was not answered", () => {
  const stop: Timed = [10, { ...FAULT[1], fault: "terminate" } as Timed[1]];
  const breaks: Timed = [11, segment(`< P. ${came}:${came + 13}(13) ack ${sent}`, frame(RST_STREAM, 0, 3))];
  const fin: Timed = [12, segment(`< F. ${came + 13}:${came + 13}(0) ack ${sent}`)];
  assert.notEqual(judged(RUNS_ON, ...begins, stop, breaks, fin, ...again(THREE), LATER)[0], 0);
  const leaves: Timed = [11.5, segment(`> F. ${sent}:${sent}(0) ack ${came + 13}`)];
  assert.notEqual(
    judged(RUNS_ON, ...begins, stop, breaks, leaves, fin, ...again(THREE), LATER)[0],
    0,
    "it closes first",
  );
});
