// What comes on another connection may be the answer, as an FTP client's: but for what its server says to a greeting.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, layOut } from "../../../src/timeline/case.ts";
import { cameElsewhere, isGreeted } from "../../../src/verdict/asks/came-elsewhere.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { KILL, type Timed, onOther, types } from "../one-run.ts";
import { begun } from "../talks.ts";

const GREETING = "USER me\n";
const text = (ms: number, arrow: ">" | "<", payload: string, from = 1): Timed => [
  ms,
  segment(`${arrow} P. ${from}:${from + payload.length}(${payload.length}) ack 1`, payload),
];
const connects = (ms: number): Timed[] => [
  onOther([ms, segment("> S 0:0(0)")]),
  onOther([ms, segment("< S. 0:0(0) ack 1")]),
];
const greets = text(100, ">", GREETING);
const asks = text(501, ">", "get x\n", 1 + GREETING.length);
const ENDS: Timed = [1002, segment("< F. 1:1(0) ack 15")];
const caseOf = (...facts: readonly Timed[]): Case => layOut(evidenceOf(observations(...begun, ...facts)));

/** Its second connection has sent only what it begins with. */
function greeted(...facts: readonly Timed[]): boolean {
  const seen = caseOf(...facts);
  const [first, second] = flowsOf(seen);
  assert.ok(first && second);
  return isGreeted(seen, second, [first, second]);
}

test("a greeting is what the first one begins with, before anything is said", () => {
  const since = (...sent: readonly Timed[]): boolean =>
    greeted(greets, types(500, "get x"), asks, KILL, ENDS, ...connects(1100), ...sent);
  assert.equal(since(onOther(text(1101, ">", GREETING))), true);
  assert.equal(since(), true, "the server speaks first");
  assert.equal(since(onOther(text(1101, ">", `${GREETING}get x\n`))), false);
  assert.equal(since(onOther(text(1101, ">", "me\n"))), false, "a part of it");
  const untyped = [greets, KILL, ENDS, ...connects(1100)];
  assert.equal(greeted(...untyped), true);
  assert.equal(
    greeted(...untyped, onOther(text(1101, ">", GREETING))),
    false,
    "nothing is typed: that is what it asks",
  );
});

test("a login is one though the client aborts behind it", () => {
  const since = [onOther(text(1101, ">", "USER it\n")), onOther([1102, segment("> R. 9:9(0) ack 1")])];
  assert.equal(greeted(greets, types(500, "get x"), asks, KILL, ENDS, ...connects(1100), ...since), true);
});

test("not on a connection of before the server's end, or where it has none", () => {
  const other = [...connects(600), onOther(text(601, ">", GREETING))];
  assert.equal(greeted(greets, types(500, "get x"), asks, ...other, KILL, ENDS), false);
  const later = [...connects(1100), onOther(text(1101, ">", GREETING))];
  assert.equal(greeted(greets, types(500, "get x"), asks, KILL, ...later), false, "a silence");
});

test("what cannot be read is a greeting where it is no more bytes than that", () => {
  const sealed = (bytes: number, of = "x"): string => `\u0016\u0003\u0001${of.repeat(bytes - 3)}`;
  const since = (bytes: number): boolean =>
    greeted(
      text(100, ">", sealed(20)),
      types(500, "get x"),
      text(501, ">", sealed(9), 21),
      KILL,
      ENDS,
      ...connects(1100),
      onOther(text(1101, ">", sealed(bytes, "y"))),
    );
  assert.deepEqual([19, 20, 21, 29].map(since), [true, true, false, false]);
});

const comes = (ms: number, payload = "file x\n"): Timed => text(ms, "<", payload);
const PRINTED = { isPrinted: true, isPushed: false, printedNs: 700e6 };

/** What is asked at 500 ms is asked on the first connection. */
function elsewhere(
  facts: readonly Timed[],
  context: Partial<typeof PRINTED> = {},
  isOnBoth = false,
): boolean {
  const seen = caseOf(greets, types(500, "get x"), asks, ...facts);
  const flows = flowsOf(seen);
  const [flow] = flows;
  assert.ok(flow);
  const [first] = flow.toServer.segments.slice(-1);
  assert.ok(first);
  const said = { text: "get x", atNs: 500e6 };
  const put = { flow, first, end: 15 };
  const puts = isOnBoth ? flows.map((each) => ({ ...put, flow: each })) : [put];
  return cameElsewhere(seen, puts, { flows, said, ...PRINTED, ...context });
}

test("what was expected was printed, and something came on another connection than the one it was asked on", () => {
  const other = [...connects(510), onOther(comes(600))];
  assert.equal(elsewhere(other), true);
  assert.equal(elsewhere([comes(600)]), false, "on that one");
  assert.equal(elsewhere(other, {}, true), false, "it was asked on both");
  assert.equal(elsewhere(connects(510)), false);
  assert.equal(elsewhere(other, { isPrinted: false }), false);
  assert.equal(elsewhere(other, { isPushed: true }), false);
});

test("from when it was said to when it was printed", () => {
  const at = (ms: number): boolean => elsewhere([...connects(510), onOther(comes(ms))]);
  assert.deepEqual([600, 700, 701].map(at), [true, true, false]);
});

test("what it polls on another connection, in the same words but for a number, is no answer", () => {
  const polls = (first: string, since: string): boolean =>
    elsewhere([
      ...connects(300),
      ...[text(310, ">", first), comes(320, "ok\n"), text(550, ">", since, 20)].map((each) => onOther(each)),
      onOther(text(600, "<", "ok\n", 4)),
    ]);
  assert.equal(polls("PING 1\n", "PING 2\n"), false);
  assert.equal(polls("PING 1\n", "get x\n"), true, "it asks something else");
  assert.equal(polls("\u0016\u0003\u0001PING", "\u0016\u0003\u0001PING"), true, "nobody can read it");
  const pushed = [...connects(300), onOther(text(310, ">", "PING 1\n")), onOther(comes(600))];
  assert.equal(elsewhere(pushed), true, "it asks for nothing");
});

test("what comes to a greeting, on a connection that was made since, is none", () => {
  const since = (payload: string): Timed[] => [
    KILL,
    ENDS,
    ...connects(1100),
    onOther(text(1101, ">", payload)),
    onOther(comes(1102)),
  ];
  assert.equal(elsewhere(since(GREETING), { printedNs: 1200e6 }), false);
  assert.equal(elsewhere(since("get x\n"), { printedNs: 1200e6 }), true);
});

test("it polls where each of its questions is one that it had asked before", () => {
  const polls = (before: readonly string[], since: readonly string[]): boolean => {
    let from = 1;
    const asked = [...before, ...since].map((question, i): Timed => {
      from += question.length;
      return text(i < before.length ? 310 + i : 550 + i, ">", question, from - question.length);
    });
    return !elsewhere([...connects(300), ...[...asked, comes(600)].map((each) => onOther(each))]);
  };
  assert.equal(polls(["STAT a\n", "STAT b\n"], ["STAT b\n", "STAT a\n"]), true);
  assert.equal(polls(["STAT a\n"], ["STAT a\n", "GET x\n"]), false, "one is another");
  assert.equal(polls(["STAT a1b of it\n"], ["STAT c22d of it\n"]), true, "a word with a number in it");
  assert.equal(polls(["STAT 1 of it\n"], ["STAT of it\n"]), false, "it had a number");
  assert.equal(polls(["STAT a1 of it\n"], ["STAT b of it\n"]), false, "and has none");
});
