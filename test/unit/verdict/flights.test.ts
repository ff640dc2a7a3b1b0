// What a client sends between two answers: in however many segments, it is one thing, and what it sends once its server has
// died is another.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { flightsOn } from "../../../src/verdict/bytes/flights.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { evidenceOf, observations, opened } from "../made-up.ts";
import { type Timed, aborts, answers, asks, lostOnTheWay } from "../one-run.ts";

const begun = opened.slice(0, 4);
const ENDED = 1000;

/** `GET /1 100-150`: its text, when it was sent, and when it was answered. */
function flights(...facts: readonly Timed[]): string[] {
  const [flow] = flowsOf(layOut(evidenceOf(observations(...begun, ...facts))));
  assert.ok(flow);
  return flightsOn(flow, ENDED * 1e6).map(({ segments, sentNs, answeredNs }) => {
    const text = segments.map(({ payload }) => atob(payload)).join("");
    return `${text} ${sentNs / 1e6}-${answeredNs === undefined ? "" : answeredNs / 1e6}`;
  });
}

test("a request in pieces is one, until something of the server's has come", () => {
  const request = [asks(100, "POST /1 ", 1), asks(120, "body", 9)];
  assert.deepEqual(flights(...request), ["POST /1 body 100-"]);
  const ok = answers(150, "200 OK", 13, 1);
  assert.deepEqual(flights(...request, ok), ["POST /1 body 100-150"]);
  assert.deepEqual(flights(...request, ok, answers(160, "more", 13, 7)), ["POST /1 body 100-150"]);
  assert.deepEqual(flights(...request, ok, asks(200, "GET /2", 13)), ["POST /1 body 100-150", "GET /2 200-"]);
  assert.deepEqual(flights(...request, lostOnTheWay(ok)), ["POST /1 body 100-"], "it never came");
  const next = [answers(190, "200 OK", 13, 1), asks(200, "GET /2", 13), answers(250, "200 OK", 19, 7)];
  const both = ["POST /1 body 100-190", "GET /2 200-250"];
  assert.deepEqual(flights(...request, lostOnTheWay(ok), ...next), both, "it came when it was sent again");
});

test("what is sent from the server's end on is another one, such as a farewell, in however many pieces", () => {
  const open = asks(100, "GET /1", 1);
  const quits = [asks(ENDED, "QU", 7), asks(1001, "IT", 9)];
  assert.deepEqual(flights(open, ...quits), ["GET /1 100-", "QUIT 1000-"]);
  assert.deepEqual(flights(open, asks(999, "body", 7)), ["GET /1body 100-"], "just before it is of the same");
});

test("a server that speaks first is not asked: what the client sends may need no answer", () => {
  assert.deepEqual(flights(answers(50, "220 ready", 1, 1), asks(100, "HELO", 1)), []);
  assert.deepEqual(flights(aborts(50)), [], "an RST asks for nothing");
  const greets = answers(50, "220 ready", 1, 1);
  assert.deepEqual(flights(lostOnTheWay(greets), asks(100, "HELO", 1)), ["HELO 100-"], "it never came");
});
