// What is lacking, beside what else is asked: what may stand for it, what is never the same, what comes last in a control.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { asksAsMany, lackingIn } from "../../../src/verdict/asks/lacks-some.ts";
import { type Exchange, controlOf, runOf } from "../exchanges.ts";
import { A, B, C, DONE, PING, bravo, found, framed, hello, judged, push } from "../lacking.ts";
import { usual } from "../one-run.ts";

const says = (text: string): Exchange => [`${text}\r\n`, "+OK\r\n"];

test("as many things of each shape were asked as in each control", () => {
  const asMany = (since: readonly Exchange[], ...controls: readonly ControlRecord[]): boolean =>
    asksAsMany(...judged(runOf([A], since), controls));
  assert.equal(asMany([bravo("4f-0a"), PING], controlOf(A, B, PING)), true);
  assert.equal(asMany([bravo("4f-0a")], controlOf(A, B, PING)), false, "one of another shape is missing");
  assert.equal(asMany([bravo("4f-0a"), PING], controlOf(A, B, B, PING)), false, "one more of that shape");
  assert.equal(asMany([B, PING, C], controlOf(A, B, PING)), true, "more of others");
  assert.equal(
    asMany([B, PING], controlOf(A, B), controlOf(A, B, PING, C)),
    false,
    "less than in one of two",
  );
  assert.equal(asMany([B, PING], controlOf(A, B, PING), controlOf(A, B)), true);
  assert.equal(asMany([B], usual()), false, "it does not say what it asks");
  assert.equal(asMany([B], { ...usual(), asked: [] }), false, "it asks more than is kept");
});

test("what was asked last was not answered where a part of that was held, whoever spoke first", () => {
  const lacking = (before: readonly Exchange[], since: readonly Exchange[]): string => {
    const [run, flows] = judged(runOf(before, since), [controlOf(A, B, C, DONE)]);
    return lackingIn({ ...run, evidence: { ...run.evidence, moment: "mid-reply:9" } }, flows);
  };
  const cut = ([ask]: Exchange): Exchange => [ask, ":1\r"];
  assert.equal(lacking([A, B, cut(C)], [C, DONE]), "none");
  assert.equal(lacking([A, B, cut(C)], [DONE]), "some");
  const greeting: Exchange = ["", "220 ready\r\n"];
  assert.equal(lacking([greeting, A, cut(B)], [C, DONE]), "some");
});

test("what each connection begins with stands for nothing, be it never the same as in the control", () => {
  const control = controlOf(hello("17f3"), A, B, C);
  assert.equal(found(runOf([hello("9a02"), A], [hello("9a02"), C]), control), "lacks");
  const [names, own] = [says("SET NAMES utf8"), push("d-9")] as const;
  const two = controlOf(names, push("c-17"), A, push("e-5"), DONE);
  assert.equal(found(runOf([names, own, A], [names, push("f-2"), DONE]), two), "otherwise", "each for one");
  assert.equal(
    found(runOf([names, own, A], [names, own, DONE]), two),
    "perhaps",
    "the second one is a beginning",
  );
  assert.equal(
    found(runOf([names, own, A, DONE], [names, own]), two),
    "perhaps",
    "and nothing comes behind it",
  );
});

test("what is never the same is not missed: of its shape some were asked here, and none in the same words", () => {
  const beat = (time: number): Exchange => [`T ${time}\r\n`, ":1\r\n"];
  const control = controlOf(A, beat(17), B, beat(18), C);
  assert.equal(
    found(runOf([A, beat(98)], [beat(99), C]), control),
    "perhaps",
    "B is one, and two beats were asked",
  );
  assert.equal(found(runOf([A], [C]), control), "lacks");
  const set = (i: number): Exchange => says(`SET k${i} v${i}`);
  const sets = controlOf(set(1), set(2), set(3), set(4), DONE);
  assert.equal(found(runOf([set(1)], [set(9), set(4), DONE]), sets), "lacks", "some are the same each time");
});

test("several of its kind in one segment are as many in the place of what is missing", () => {
  const long = (value: string): Exchange => push(value.repeat(20));
  const control = controlOf(A, long("bravo"), long("charly"), DONE);
  const queue = (...values: readonly string[]): Exchange => [
    values.map((value) => push(value)[0]).join(""),
    ":1\r\n:2\r\n",
  ];
  assert.equal(found(runOf([A], [queue("x", "y"), DONE]), control), "perhaps");
  assert.equal(found(runOf([A], [queue("x"), DONE]), control), "lacks");
});

test("what is last in one control may not have been come to, whatever only one of them asks behind it", () => {
  assert.equal(found(runOf([A], [C]), controlOf(A, C, B), controlOf(A, B, C)), "perhaps");
  assert.equal(found(runOf([A], [C]), controlOf(A, B, C), controlOf(A, C, B)), "perhaps");
  assert.equal(found(runOf([A], [A]), controlOf(A, B, PING), controlOf(A, B, DONE)), "perhaps");
});

test("it may be several in one only where it is longer than each of them", () => {
  const control = controlOf(A, says("STORE b"), says("STORE a longer thing"), DONE);
  assert.equal(found(runOf([A], [says("FETCH a longer thing"), DONE]), control), "lacks", "as long");
  assert.equal(found(runOf([A], [says("FETCH a longer thing."), DONE]), control), "perhaps");
});

test("what can be read finds its like first, and what is left may be what cannot be read", () => {
  const first = framed("INSERT 1");
  const set = (i: number): Exchange => says(`SET all of the fields of ${i}`);
  const [short, shorter] = [framed("x".repeat(18)), framed("y".repeat(9))] as const;
  const control = controlOf(first, short, set(1));
  assert.equal(found(runOf([first], [set(2), shorter]), control), "otherwise");
  const [get, other] = [says("GET all of the fields of it"), framed("x".repeat(26))] as const;
  const both = controlOf(first, set(1), other);
  assert.equal(found(runOf([first], [framed("y".repeat(26)), get]), both), "otherwise");
});

test("of what cannot be read half the length is about as long", () => {
  const control = controlOf(framed("INSERT 1"), framed("x".repeat(38)));
  assert.equal(found(runOf([framed("INSERT 1")], [framed("y".repeat(18))]), control), "otherwise");
  assert.equal(found(runOf([framed("INSERT 1")], [framed("y".repeat(17))]), control), "perhaps");
  assert.equal(found(runOf([framed("INSERT 1")], [framed("y".repeat(78))]), control), "otherwise");
  assert.equal(found(runOf([framed("INSERT 1")], [framed("y".repeat(79))]), control), "perhaps");
});
