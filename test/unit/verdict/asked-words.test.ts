// What a run keeps of the words in which a client asks, and of how it is answered, to be known again beside another run.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnsweredStep, AskedThing } from "../../../src/timeline/asked-thing.ts";
import { answeredOn } from "../../../src/verdict/asks/asked-words.ts";
import { kindOf, shapeOf } from "../../../src/verdict/asks/kinds.ts";
import { stepsOf } from "../../../src/verdict/asks/steps.ts";
import { numberOf } from "../../../src/verdict/bytes/number-of.ts";
import { type Exchange, exchanges, flowOf, keptOf } from "../exchanges.ts";
import { segment } from "../made-up.ts";
import type { Timed } from "../one-run.ts";

const said = (...all: readonly Exchange[]): Timed[] => exchanges(1200, ...all);
const asked = (...all: readonly Exchange[]): readonly AskedThing[] => answeredOn(flowOf(...said(...all)));
const steps = (facts: readonly Timed[]): readonly AnsweredStep[] =>
  stepsOf(flowOf(...facts), Number.POSITIVE_INFINITY);
const begins = (answer: string): number | undefined => asked(["ask\n", answer])[0]?.[1];
const ends = (answer: string): number | undefined => steps(said(["ask\n", answer]))[0]?.[5];

test("of what kind a thing is, its first word says, and in HTTP its method and path", () => {
  for (const [text, kind] of [
    ["STORE one\r\n", "STORE"],
    ["STORE\r\n", "STORE"],
    ["\r\nSTORE one\r\n", "\r\nSTORE"],
    ["\u0000\u0003STORE one", ""],
    ["GET /jobs HTTP/1.1\r\n\r\n", "GET /jobs"],
    ["POST /jobs/17/runs/3 HTTP/1.1\r\n\r\n", "POST /jobs/0/runs/0"],
    ["GET /jobs?page=2 HTTP/1.1\r\n\r\n", "GET /jobs"],
    ["ECHO GET /jobs HTTP/1.1\r\n", "ECHO"],
    ["get /jobs HTTP/1.1\r\n", "get"],
    ["GET /jobs\r\n", "GET"],
  ] as const)
    assert.equal(kindOf(text), kind, text);
});

test("its shape is all of it without ids, times and numbers, however long it is", () => {
  assert.equal(shapeOf("SET k:2 v-17 bravo\r\n"), "SET k:0 0 bravo\r\n");
  const post = (id: string, field: string): string =>
    `POST /jobs/${id} HTTP/1.1\r\n${field}\r\n\r\n{"at":${id}}`;
  assert.equal(
    shapeOf(post("17", "X-Try: one")),
    shapeOf(post("9c", "X-Try: two")),
    "whatever its fields are",
  );
  assert.notEqual(shapeOf("SET k:2 v2"), shapeOf("SET worker back"));
  const long = "x".repeat(1_000_000);
  assert.equal(shapeOf(long), long);
});

test("it is known by its first segment, however many follow, and whoever speaks first", () => {
  const kept = (text: string): unknown => [numberOf(text), numberOf(kindOf(text)), text.length];
  const known = (all: readonly AskedThing[]): unknown =>
    all.map(([words, , kind, length]) => [words, kind, length]);
  assert.deepEqual(known(asked(["STORE one\r\n", "+OK\r\n"])), [kept("STORE one\r\n")]);
  const inTwo: Exchange[] = [
    ["STORE one\r\n", ""],
    ["and more\r\n", "+OK\r\n"],
  ];
  assert.deepEqual(known(asked(...inTwo)), [kept("STORE one\r\n")]);
  assert.deepEqual(known(asked(["", "220 ready\r\n"], ["STORE one\r\n", "+OK\r\n"])), [
    kept("STORE one\r\n"),
  ]);
  assert.deepEqual(known(asked(["STO", ""], ["RE one\r\n", "+OK\r\n"])), [kept("STO")]);
  assert.deepEqual(steps(said(...inTwo))[0]?.[3], numberOf("STORE one\r\n"));
});

test("what cannot be read is of no kind", () => {
  assert.equal(asked(["\u0000\u0003STORE one", "+OK\r\n"])[0]?.[2], 0);
});

test("an answer is known by how its first segment begins, but for a number", () => {
  assert.equal(begins("+OK 17\r\n"), begins("+OK 3\r\n"));
  assert.notEqual(begins("+OK\r\n"), begins("-ERR\r\n"));
  assert.notEqual(begins("200 ok\r\n"), begins("503 busy\r\n"), "a status is no such number");
  const inTwo = exchanges(1200, ["ask\n", "+OK\r\n"], ["", "and more\r\n"]);
  assert.equal(steps(inTwo)[0]?.[4], begins("+OK\r\n"));
});

test("and by how its last one ends, of whatever length that is, unless not all of it is kept", () => {
  for (const answer of [
    "one\n",
    "+one\n",
    "++one\n",
    "a longer one\n",
    "a longer, one\n",
    "a longer:: one\n",
  ])
    assert.equal(ends(answer), numberOf("one\n"), answer);
  assert.equal(ends("\n"), numberOf("\n"));
  const long = said(["ask\n", `${"x".repeat(600)}one\n`]);
  assert.equal(steps(long)[0]?.[5], numberOf("one\n"));
  assert.equal(steps(keptOf(long))[0]?.[5], 0);
});

test("an RST behind an answer is no part of it", () => {
  const answered = said(["ask\n", "+one\n"]);
  const rst: Timed = [1300, segment("< R. 6:6(0) ack 5")];
  assert.deepEqual(steps([...answered, rst]), steps(answered));
  assert.deepEqual(
    steps([...said(["ask\n", ""]), [1300, segment("< R. 1:1(0) ack 5")]]).map(([, , came, , first, last]) => [
      came,
      first,
      last,
    ]),
    [[0, 0, 0]],
  );
});
