// Which row of the ledger an HTTP answer is held against that is shorter than it says: what was asked last before the end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { lackOn, lacksRest, settlePromised } from "../../../src/verdict/asks/promised.ts";
import { FAULT, GONE } from "../ledger-runs.ts";
import { answers, asks, begun } from "../http-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { NO_CONTROL, type Timed, expects, lostOnTheWay, onOther } from "../one-run.ts";

const HALF = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789";
const GET = "GET / HTTP/1.1\r\n\r\n";
const END = HALF.length + 1;
const fin: Timed = [12, segment(`< F. ${END}:${END}(0) ack 19`)];
const leaves = (ms: number): Timed => [ms, segment(`> F. 19:19(0) ack ${END}`)];
const half: readonly Timed[] = [asks(3, GET), answers(4, HALF)];
const dies: readonly Timed[] = [FAULT, GONE, fin];

function settled(facts: readonly Timed[], said: readonly SaidEntry[] = []): readonly SaidEntry[] {
  const seen = layOut({ ...evidenceOf(observations(...begun, ...facts), {}), control: NO_CONTROL });
  return settlePromised(said, seen, flowsOf(seen));
}

const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const frame = (type: number, length: number, stream: number, flags = 0): string =>
  String.fromCharCode(0, 0, length, type, flags, 0, 0, 0, stream) + "x".repeat(length);
/** A request of HTTP/2, and data in answer to it with these flags: 1 ends its stream. */
const framed = (flags: number): readonly Timed[] => {
  const asked = `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${frame(4, 0, 0)}${frame(1, 30, 1)}`;
  return [asks(3, asked), answers(4, frame(0, 20, 1, flags))];
};

const entry = (ms: number, more: Partial<SaidEntry> = {}): SaidEntry => ({
  text: String(ms),
  atNs: ms * 1e6,
  fate: "read",
  because: [],
  ...more,
});
const fates = (...args: Parameters<typeof settled>): readonly string[] =>
  settled(...args).map(({ fate, isLost }) => (isLost ? `${fate}, lost` : fate));

test("with nothing said it has a row of its own, which names the request and what came of it", () => {
  const [own, ...others] = settled([...half, ...dies]);
  assert.deepEqual([own?.fate, own?.isLost, own?.isOwn, others.length], ["cut", true, true, 0]);
  assert.deepEqual(own?.because, [begun.length + 1, begun.length + 2]);
  assert.deepEqual(fates([...half, expects(8, true), ...dies]), [], "what was expected was printed");
  assert.deepEqual(
    fates([...half, expects(8, true), expects(9, false), ...dies]),
    ["cut, lost"],
    "not all of it",
  );
});

test("the row names the last that came, and not what was lost on its way, nor an RST", () => {
  const lost = lostOnTheWay(answers(5, "01234", END));
  const reset: Timed = [12, segment(`< R. ${END}:${END}(0) ack 19`)];
  const because = [begun.length + 1, begun.length + 2];
  assert.deepEqual(settled([...half, lost, FAULT, GONE, reset])[0]?.because, because);
  const aborts: Timed = [20, segment(`> R. 19:19(0) ack ${END}`)];
  assert.deepEqual(settled([...half, ...dies, aborts])[0]?.because, because);
});

test("of what was typed it is the last before the end, if that had an answer, and not what was expected", () => {
  const facts = [...half, ...dies];
  assert.deepEqual(fates(facts, [entry(1), entry(3), entry(12), entry(50)]), [
    "read",
    "cut, lost",
    "read",
    "read",
  ]);
  assert.deepEqual(fates(facts, [entry(50)]), ["read"], "nothing was typed before");
  assert.deepEqual(fates(facts, [entry(3, { found: true })]), ["read"]);
  assert.deepEqual(fates(facts, [entry(3, { fate: "refused" })]), ["refused"]);
  const [cut] = settled(facts, [entry(3, { fate: "unknown", why: "x" })]);
  assert.deepEqual([cut?.fate, cut?.why], ["cut", undefined]);
});

test("who had closed before the end did not want the rest", () => {
  assert.deepEqual(fates([...half, leaves(6), ...dies]), []);
  assert.deepEqual(fates([...half, ...dies, leaves(13)]), ["cut, lost"]);
});

test("who asks on another connection afterwards may get the rest there", () => {
  const other = (ms: number): readonly Timed[] => [
    onOther([2, segment("> S 0:0(0)")]),
    onOther([2.1, segment("< S. 0:0(0) ack 1")]),
    onOther(asks(ms, GET)),
  ];
  assert.deepEqual(fates([...other(5), ...half, ...dies]), ["cut, lost"], "it had asked before");
  assert.deepEqual(fates([...half, ...dies, ...other(14), onOther(answers(15, HALF))]), []);
  assert.deepEqual(fates([...half, ...dies, ...other(14)]), ["unknown"], "or has not got it yet");
});

test("what did not arrive has not come, and an answer to HEAD has no content", () => {
  const rest = answers(5, "0123456789", END);
  assert.deepEqual(fates([...half, rest, ...dies]), []);
  assert.deepEqual(fates([...half, lostOnTheWay(rest), ...dies]), ["cut, lost"]);
  const asked = [
    asks(3, GET),
    answers(3.5, "HTTP/1.1 204 No\r\n\r\n"),
    asks(4, "HEAD / HTTP/1.1\r\n\r\n", 19),
  ];
  assert.deepEqual(fates([...asked, answers(5, HALF, 20), ...dies]), []);
  assert.deepEqual(fates([asks(3, GET), answers(4, "SSH-2.0 Content-Length: 20\r\n\r\n"), ...dies]), []);
});

test("what is lost already stays so, whatever may have been asked again, or was to come", () => {
  const isLost = { isLost: true, found: false };
  const again = onOther(asks(20, "GET /?again=yes HTTP/1.1\r\n\r\n"));
  const facts = [...half, ...dies, again];
  assert.deepEqual(fates(facts, [entry(3, { isLost: false })]), ["unknown"]);
  assert.deepEqual(fates(facts, [entry(3, isLost)]), ["read, lost"]);
  assert.deepEqual(fates([...half, ...dies], [entry(3, isLost)]), ["cut, lost"], "with nothing asked again");
  const open = [asks(3, GET), answers(4, `${CHUNKED}5\r\nbegun\r\n`), ...dies];
  assert.deepEqual(fates(open, [entry(3, { isLost: false })]), ["unknown"]);
  assert.deepEqual(fates(open, [entry(3, isLost)]), ["read, lost"]);
});

test("without a control nobody knows whether an answer in chunks, or a stream of HTTP/2, has an end", () => {
  assert.deepEqual(fates([asks(3, GET), answers(4, `${CHUNKED}5\r\nbegun\r\n`), ...dies]), []);
  assert.deepEqual(fates([...framed(0), ...dies], [entry(3, { isLost: false })]), ["read"]);
});

test("an event stream has no end, in however many pieces it comes", () => {
  const stream = (line: string): readonly string[] => {
    const head = `HTTP/1.1 200 OK\r\n${line}\r\n\r\n`;
    const events = answers(5, "data: 1\n\n", 1 + head.length);
    return fates([asks(3, GET), answers(4, head), events, ...dies], [entry(3, { isLost: false })]);
  };
  assert.deepEqual(stream("Content-Type: text/event-stream"), ["read"]);
  assert.deepEqual(stream("Content-Type:text/event-stream"), ["read"]);
  assert.deepEqual(stream("X-Content-Type: text/event-stream"), ["unknown"]);
});

test("over HTTP/2 a stream that is open lacks its end", () => {
  const lackIn = (...facts: readonly Timed[]): string | undefined =>
    lackOn(flowsOf(layOut(evidenceOf(observations(...begun, ...facts), {})))[0]);
  assert.equal(lackIn(...framed(0)), "streams");
  assert.equal(lackIn(...framed(1)), "nothing");
  const [request, [ms, fact] = [0, segment("< . 1:1(0)")]] = framed(1);
  assert.equal(
    lackIn(...(request ? [request] : []), [ms, { ...fact, payload: "" } as Fact]),
    undefined,
    "not kept",
  );
});

test("of an answer of HTTP that has only begun to say so the head is lacking", () => {
  const lackIn = (came: string, asked = GET): string | undefined =>
    lackOn(flowsOf(layOut(evidenceOf(observations(...begun, asks(3, asked), answers(4, came)), {})))[0]);
  for (const came of ["H", "HT", "HTTP/1"]) assert.equal(lackIn(came), "head", came);
  assert.equal(lackIn("HELLO"), undefined, "something else");
  assert.equal(lackIn("HT", "HELO all\r\n"), undefined, "it was not asked by HTTP");
});

test("in a silence its server lacks the rest: not where it has ended the connection, or will go on", () => {
  const of = (...facts: readonly Timed[]): boolean =>
    lacksRest(layOut({ ...evidenceOf(observations(...begun, ...half, ...facts), {}), control: NO_CONTROL }));
  const stop: Timed = [10, { ...FAULT[1], fault: "stop" } as Fact];
  assert.equal(of(stop), true);
  assert.equal(of(...dies), false);
  assert.equal(of([10, { ...FAULT[1], fault: "pause", amount: 300 } as Fact]), false);
  assert.equal(of(leaves(6), stop), false, "the client has left");
});
