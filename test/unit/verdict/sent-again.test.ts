// On how many connections a thing was sent: by its words, by the time, and by what was sent last on another one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { type Put, createPutFinder } from "../../../src/verdict/bytes/puts.ts";
import { connectionsOf, ownConnections } from "../../../src/verdict/bytes/sent-again.ts";
import { segment } from "../made-up.ts";
import { START, type Timed, aborts, acks, asks, caseOf, onPort } from "../one-run.ts";

const elsewhere = (ms: number, text: string, from = 1): Timed => onPort(50_000, asks(ms, text, from));

test("a line whose words are found was sent on the connections that they are on", () => {
  const on = (...facts: readonly Timed[]): number | undefined => {
    const flows = flowsOf(caseOf([START, ...facts]));
    const found = createPutFinder(flows, undefined).find(
      { text: "order seventeen", atNs: 1100e6 },
      1e12,
      1e12,
    );
    return connectionsOf(found, flows, 1100e6, 1e12);
  };
  assert.equal(on(asks(1101, "order seventeen\n")), 1);
  assert.equal(on(asks(1101, "order seventeen\n"), elsewhere(1200, "order seventeen\n")), 2);
  assert.equal(on(asks(1101, "order seventeen\n"), elsewhere(1200, "hello\n")), 1, "something else");
});

test("what cannot be found was sent on the one connection that was used meanwhile, if it is one", () => {
  const on = (...facts: readonly Timed[]): number | undefined =>
    connectionsOf({ unclear: "why" }, flowsOf(caseOf([START, ...facts])), 1100e6, 1300e6);
  assert.equal(on(), 0);
  assert.equal(on(asks(1101, "x")), 1);
  assert.equal(on(asks(1101, "x"), elsewhere(1200, "y")), undefined, "what the other was cannot be read");
  assert.equal(on(asks(1101, "x"), elsewhere(1300, "y")), 1, "the next thing was said by then");
  assert.equal(on(asks(1100, "x"), elsewhere(1200, "y")), 1, "before it was said");
  assert.equal(on(asks(1101, "x"), onPort(50_000, acks(1200))), 1, "no data");
  assert.equal(
    on(asks(900, "beat"), asks(1150, "beat"), elsewhere(1200, "y")),
    1,
    "TCP sends again what came before",
  );
  assert.equal(on(asks(1101, "x"), onPort(50_000, aborts(1200))), 1, "an RST is no data");
});

test("a client that asks by itself has asked again where another connection has what it sent last", () => {
  const on = (usual: number | undefined, ...facts: readonly Timed[]): number | undefined =>
    ownConnections(flowsOf(caseOf([START, ...facts])), usual, 1e12);
  const first = asks(1101, "GET /page HTTP/1.1\r\n");
  assert.equal(on(1, first), 1);
  assert.equal(on(1, first, elsewhere(1200, "GET /page HTTP/1.1\r\n")), 2);
  assert.equal(
    on(1, first, elsewhere(1200, "GET /other HTTP/1.1\r\n")),
    undefined,
    "it may be the next thing",
  );
  assert.equal(on(2, first, elsewhere(1200, "GET /other HTTP/1.1\r\n")), 2, "so many as without the fault");
  assert.equal(
    on(undefined, first, elsewhere(1200, "GET /other HTTP/1.1\r\n")),
    2,
    "nothing to compare with",
  );
  assert.equal(on(1, first, onPort(50_000, acks(1200))), 1, "a connection without data is none of them");
  assert.equal(on(1, first, onPort(50_000, aborts(1200))), 1, "nor is one that was given up");
  assert.equal(
    on(1, first, aborts(1150), elsewhere(1200, "GET /page HTTP/1.1\r\n")),
    2,
    "an RST is not what it sent last",
  );
  assert.equal(on(1, asks(1101, "PING 7\n"), elsewhere(1200, "PING 7\n")), undefined, "too short to be sure");
  assert.equal(on(1, asks(1101, "PING 77\n"), elsewhere(1200, "PING 77\n")), 2, "eight bytes");
});

test("found by its place, and not by its words, a thing may be on any connection that was used", () => {
  const flows = flowsOf(caseOf([START, asks(1101, "x"), elsewhere(1200, "y")]));
  const puts = flows.slice(0, 1).map((flow) => ({ flow }) as unknown as Put);
  assert.equal(connectionsOf({ puts, by: "time" }, flows, 1100e6, 1e12), undefined);
  assert.equal(connectionsOf({ puts, by: "words" }, flows, 1100e6, 1e12), 1);
});

test("of MQTT a CONNECT alone is nothing that it has asked", () => {
  const on = (...facts: readonly Timed[]): number | undefined =>
    ownConnections(flowsOf(caseOf([START, ...facts])), 1, 1e12);
  const [connect, publish] = [
    "\u0010\u000e\u0000\u0004MQTT\u0004\u0002\u0000\u003c\u0000\u0002ab",
    "0\u0008\u0000\u0001tlemon",
  ];
  const [first, again] = [asks(1101, connect), elsewhere(1200, connect)];
  assert.equal(on(first, again), 1);
  assert.equal(on(first, again, elsewhere(1201, publish, 1 + connect.length)), 1);
  const both = asks(1102, publish, 14 + connect.length);
  assert.equal(on(first, both, again, elsewhere(1201, publish, 1 + connect.length)), 2);
});

test("what was sent again by TCP is there once, and a request may come in pieces", () => {
  const on = (...facts: readonly Timed[]): number | undefined =>
    ownConnections(flowsOf(caseOf([START, ...facts])), 1, 1e12);
  const first = asks(1101, "GET /page HTTP/1.1\r\n");
  const [one, two] = [elsewhere(1200, "GET "), elsewhere(1201, "/page ", 5)];
  const three = elsewhere(1203, "HTTP/1.1\r\n", 11);
  assert.equal(on(first, one, two, three), 2);
  assert.equal(on(first, one, two, elsewhere(1202, "GET "), three), 2, "the first piece was sent twice");
  const answered: Timed = [1102, segment("> . 34:34(0) ack 20")];
  assert.equal(on(first, answered, one, two, three), 2, "an acknowledgment is not what it sent last");
});

test("a segment that the wire has cut in two is one: it asks for another page where only the rest is the same", () => {
  const on = (...facts: readonly Timed[]): number | undefined =>
    ownConnections(flowsOf(caseOf([START, ...facts])), 1, 1e12);
  const cut = [asks(1101, "GET /page-1"), asks(1101, " HTTP/1.1\r\nHost: x\r\n", 25)];
  const again: Timed = [1150, segment("> P. 25:45(20) ack 14", " HTTP/1.1\r\nHost: x\r\n")];
  assert.equal(on(...cut, elsewhere(1200, "GET /page-2 HTTP/1.1\r\nHost: x\r\n")), undefined);
  assert.equal(on(...cut, again, elsewhere(1200, "GET /page-2 HTTP/1.1\r\nHost: x\r\n")), undefined);
  assert.equal(on(...cut, again, elsewhere(1200, "GET /page-1 HTTP/1.1\r\nHost: x\r\n")), 2);
});
