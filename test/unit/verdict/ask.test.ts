// What a client asks by itself: which of what it sends begins like an ask, and where the same is asked again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Ask, asksOn, beginsAlike, putsOf } from "../../../src/verdict/asks/ask.ts";
import { type Flow, flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { textOf } from "../../../src/verdict/bytes/sent-again.ts";
import { segment } from "../made-up.ts";
import { START, type Timed, answers, asks, caseOf, onOther } from "../one-run.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** It begins like what the client says first. */
const LONG = "hello, how many visitors today?\n";

test("two asks are alike by their first four letters, or by the last word of their first lines", () => {
  const rows: readonly (readonly [one: string, other: string, isAlike: boolean])[] = [
    ["GET /a HTTP/1.1\r\n\r\n", "POST /b HTTP/1.1\r\n\r\nx y", true],
    ["GET /a HTTP/1.1\n\n", "POST /b HTTP/1.1\n\nx y", true],
    ["GET /a HTTP/1.1\r\n\r\n", "POST /b HTTP/1.1", true],
    ["GET /a HTTP/1.1\n", "POST /b HTTP/1.0\n", false],
    ["one word\n", "a word\n", true],
    ["one two\n", "a two\n", false],
    ["SET a 1", "SET b 2", true],
    ["SET a 1", "GET b", false],
    ["", "PING", false],
    ["one\ntwo word", "six\nfive word", false],
  ];
  for (const [one, other, isAlike] of rows) {
    assert.equal(beginsAlike(one, other), isAlike, `${one} ${other}`);
    assert.equal(beginsAlike(other, one), isAlike, `${other} ${one}`);
  }
});

/** Its last ask on the first connection before `endedMs`, and at which times it was sent on which connection. */
function sentAt(facts: readonly Timed[], endedMs: number): string[] {
  const flows = flowsOf(caseOf([START, ...facts]));
  const [flow] = flows;
  assert.ok(flow);
  const ask: Ask | undefined = asksOn(flow, endedMs * 1e6).at(-1);
  assert.ok(ask);
  const nameOf = (each: Flow): string => (each === flow ? "first" : "other");
  return putsOf(ask, textOf(ask.segments), flows).map(
    (put) => `${nameOf(put.flow)} ${put.first.atNs / 1e6} to ${put.end}`,
  );
}

const opens = [onOther([6, segment("> S 0:0(0)")]), onOther([6, segment("< S. 0:0(0) ack 1")])];

test("the same on a connection that was open before is asked again from then on, and not what was asked there at the same time", () => {
  const asked = asks(900, LONG);
  const end = 14 + LONG.length;
  const elsewhere = (ms: number, seq = 1): Timed => onOther(asks(ms, LONG, seq));
  assert.deepEqual(sentAt([...opens, asked], 1000), [`first 900 to ${end}`]);
  assert.deepEqual(sentAt([...opens, elsewhere(800), asked], 1000), [`first 900 to ${end}`]);
  assert.deepEqual(sentAt([...opens, elsewhere(900), asked], 1000), [`first 900 to ${end}`]);
  assert.deepEqual(sentAt([...opens, elsewhere(800), asked, elsewhere(1100, 1 + LONG.length)], 1000), [
    `first 900 to ${end}`,
    `other 1100 to ${1 + 2 * LONG.length}`,
  ]);
});

test("what is asked once more on the connection itself is another ask", () => {
  const end = 14 + LONG.length;
  const facts = [asks(900, LONG), asks(1100, LONG, end)];
  assert.deepEqual(sentAt(facts, 1000), [`first 1100 to ${end + LONG.length}`]);
  assert.deepEqual(sentAt(facts, 1200), [`first 900 to ${end + LONG.length}`]);
});

test("something short is not known to be the same again", () => {
  assert.deepEqual(sentAt([...opens, asks(900, "hell?\n"), onOther(asks(1100, "hell?\n", 1))], 1000), [
    "first 900 to 20",
  ]);
});

test("where the client speaks first only what begins like the first is an ask; where it is greeted each may be one", () => {
  const texts = (facts: readonly Timed[]): string[] =>
    flowsOf(caseOf([START, ...facts])).flatMap((flow) =>
      asksOn(flow, NEVER).map(({ segments }) => textOf(segments)),
    );
  const other = (ms: number, text: string, seq: number): Timed => onOther(asks(ms, text, seq));
  const come = (ms: number, ack: number, seq: number): Timed => onOther(answers(ms, "+OK\r\n", ack, seq));
  const speaks = [other(100, "PUT a\r\n", 1), come(110, 8, 1), other(200, "ACK 1\r\n", 8)];
  assert.deepEqual(texts([...opens, ...speaks]).slice(1), ["PUT a\r\n"]);
  const greeted = [come(50, 1, 1), other(100, "PUT a\r\n", 1), come(110, 8, 6), other(200, "ACK 1\r\n", 8)];
  assert.deepEqual(texts([...opens, ...greeted]).slice(1), ["PUT a\r\n", "ACK 1\r\n"]);
  assert.deepEqual(texts(opens).slice(1), []);
});
