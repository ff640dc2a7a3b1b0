// What is asked in the place of what is missing: the same in other words, another thing, or one that was to come anyway.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Exchange, controlOf, runOf } from "../exchanges.ts";
import { A, B, C, DONE, PING, bravo, found, framed, push } from "../lacking.ts";

test("of two that are missing one is not made up for by the other, asked twice in other words", () => {
  const alpha = (id: string): Exchange => push(`alpha under ${id}`);
  const control = controlOf(PING, alpha("1a"), bravo("2b"), DONE);
  const since = [alpha("4d"), bravo("5e")];
  assert.equal(found(runOf([PING, alpha("3c")], since), control), "perhaps");
  assert.equal(found(runOf([PING, alpha("3c")], [...since, DONE]), control), "otherwise");
});

test("what the control asks as well, once more, is nothing in the place of another thing", () => {
  const poll = push("status");
  const control = controlOf(A, poll, B, poll, C, poll);
  assert.equal(found(runOf([A, poll], [poll, C, poll]), control), "lacks");
  assert.notEqual(found(runOf([A, poll], [poll, poll, C, poll]), control), "otherwise", "it polls once more");
  assert.notEqual(found(runOf([A], [C, C]), controlOf(A, B, C)), "otherwise", "the next one twice");
});

test("what cannot be read, and is much shorter or longer, is not the same", () => {
  const control = controlOf(framed("INSERT of one"), framed("INSERT of two"), framed("INSERT of three"));
  const skips = (instead: Exchange): string =>
    found(runOf([framed("INSERT of one")], [instead, framed("INSERT of three")]), control);
  assert.equal(skips(framed("REPLACE two")), "otherwise");
  assert.equal(skips(framed("\u0001")), "perhaps", "a ping, which is answered like all");
  assert.equal(skips(framed("PREPARE a statement, and all that it is made of")), "perhaps");
});

test("who works for a fixed time may not have come to the last things", () => {
  const control = controlOf(A, B, C, DONE);
  assert.equal(found(runOf([A], [B]), control), "perhaps");
  assert.equal(found(runOf([A], [B, C]), control), "perhaps");
  assert.equal(found(runOf([A], [C, DONE]), control), "lacks");
  assert.equal(found(runOf([A], [B, DONE]), control), "lacks");
});

test("one that is longer than all that is missing may be several in one", () => {
  const set = (...pairs: readonly string[]): Exchange => [
    `${pairs.length > 1 ? "MSET" : "SET"} ${pairs.join(" ")}\r\n`,
    "+OK\r\n",
  ];
  const control = controlOf(set("k1=a"), set("k2=b"), set("k3=c"), DONE);
  assert.equal(found(runOf([set("k1=a")], [set("k2=b", "k3=c"), DONE]), control), "perhaps");
  assert.equal(found(runOf([set("k1=a")], [["PING\r\n", "+PONG\r\n"], DONE]), control), "lacks");
});
