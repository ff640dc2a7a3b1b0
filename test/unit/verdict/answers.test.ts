// Which lines are for an answer of the server: those after the first thing was said, or after the server's first data.

import assert from "node:assert/strict";
import { test } from "node:test";
import { printedBy } from "../../../src/timeline/queries.ts";
import { answersIn } from "../../../src/verdict/lines/answers.ts";
import { linesOf } from "../../../src/verdict/lines/lines-printed.ts";
import { connection, observations, segment } from "../made-up.ts";
import { type Timed, onPort, prints, types } from "../one-run.ts";

const CONNECTED: Timed = [0, { kind: "connection", ...connection }];
const answers = (...facts: readonly Timed[]): string[] => {
  const all = observations(CONNECTED, ...facts);
  return [...answersIn(all, linesOf(printedBy(all, "client")))];
};
const serves = (ms: number): Timed => [ms, segment("< P. 1:3(2) ack 1", "ok")];

test("what it printed once something had been said", () => {
  assert.deepEqual(answers(prints(1, "hello\n"), types(2), prints(3, "one\ntwo\n"), prints(4, "one\n")), [
    "one",
    "two",
  ]);
  assert.deepEqual(answers(prints(1, "hel"), types(2), prints(3, "lo\n")), [], "it had begun before");
  assert.deepEqual(answers(types(2), prints(2, "one\n")), [], "at the same time: an echo");
  assert.deepEqual(
    answers(prints(1, "x\n"), serves(2), prints(3, "greeting\n"), types(4), prints(5, "one\n")),
    ["one"],
  );
});

test("where nothing was said, what it printed once its server had sent something", () => {
  assert.deepEqual(answers(prints(1, "hello\n"), serves(2), prints(3, "one\n")), ["one"]);
  assert.deepEqual(answers(prints(3, "one\n")), [], "nothing came");
  const empty: Timed = [2, segment("< . 1:1(0) ack 1")];
  assert.deepEqual(answers(empty, prints(3, "one\n")), [], "no data");
  const asks: Timed = [2, segment("> P. 1:3(2) ack 1", "hi")];
  assert.deepEqual(answers(asks, prints(3, "one\n")), [], "its own");
  assert.deepEqual(answers(onPort(50_000, serves(2)), prints(3, "one\n")), ["one"], "on any connection");
});
