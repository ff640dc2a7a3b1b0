// A connection that was made since the server's end, and on which nothing was asked: what comes there is a greeting.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isGreeted } from "../../../src/verdict/asks/came-elsewhere.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { segment } from "../made-up.ts";
import { OTHER, START, type Timed, asks, caseOf, connects, died, onPort, types } from "../one-run.ts";

/** On a new connection, from its beginning. */
const sendsAnew = (...texts: readonly string[]): Timed[] => {
  let from = 1;
  return texts.map((text, i) => {
    const [begin, end] = [from, from + text.length];
    from = end;
    return onPort(OTHER, [1200 + i, segment(`> P. ${begin}:${end}(${text.length}) ack 1`, text)]);
  });
};

function isOnlyGreeted(begins: readonly Timed[], anew: readonly Timed[]): boolean {
  const seen = caseOf([
    START,
    ...begins,
    types(10),
    asks(11, "one\n", 100),
    ...died,
    connects(1100, OTHER),
    ...anew,
  ]);
  const flows = flowsOf(seen);
  const last = flows.at(-1);
  assert.ok(last);
  assert.equal(last.connection.client.port, OTHER);
  return isGreeted(seen, last, flows);
}

test("nothing was sent there, or what the first one begins with", () => {
  const hello = [asks(1.5, "hello\n")];
  assert.equal(isOnlyGreeted(hello, sendsAnew("hello\n")), true);
  assert.equal(isOnlyGreeted(hello, sendsAnew("hello\n", "two\n")), false);
  assert.equal(isOnlyGreeted(hello, sendsAnew("hello\ntwo\n")), false);
  assert.equal(isOnlyGreeted([], sendsAnew("two\n")), false);
});

test("a login with a nonce is as long each time, part by part", () => {
  const login = [asks(1.5, "login \u0001\u0002\u0003"), asks(1.6, "proof x", 23)];
  assert.equal(isOnlyGreeted(login, sendsAnew("login \u0004\u0005\u0006", "proof y")), true);
  assert.equal(isOnlyGreeted(login, sendsAnew("login \u0004\u0005\u0006")), true, "it has come no further");
  assert.equal(isOnlyGreeted(login, sendsAnew("login \u0004\u0005\u0006", "proof y", "two")), false);
  assert.equal(isOnlyGreeted(login, sendsAnew("login \u0004\u0005\u0006", "proof yz")), false);
});
