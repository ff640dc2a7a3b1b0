// HTTP/2: whether a client whose server is silent has broken off what was not answered, and does not ask it again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { askedInStreams, hasBrokenOff } from "../../../src/verdict/asks/stream-asks.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { HELLO, RST_STREAM, answer, frame, post, talk } from "../http2-runs.ts";
import { begun } from "../http-runs.ts";
import { connection, evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, fault, onOther } from "../one-run.ts";

const [ONE, TWO, THREE] = ["body of one", "body of two", "body of three"];
const STOP = fault("stop", 7, 10);

type Said = Parameters<typeof talk>[1];
const breaks = (ms: number, stream: number, by: ">" | "<" = ">"): Said => [
  ms,
  by,
  frame(RST_STREAM, 0, stream),
];
const says = (ms: number, stream: number, body: string): Said => [ms, ">", post(stream, body)];

/** The first is answered before the stop at 10 ms. */
const run = (...more: readonly Said[]): Timed[] =>
  [
    ...talk(connection.client.port, [2, ">", HELLO], says(3, 1, ONE), [4, "<", answer(1)], ...more),
    STOP,
  ].sort(([one], [other]) => one - other);
const isOff = (...facts: readonly Timed[]): boolean | "perhaps" =>
  hasBrokenOff(layOut(evidenceOf(observations(...begun, ...facts))));
/** The last bytes of what was sent at that time were not kept. */
const cutOff = (at: number, facts: readonly Timed[]): Timed[] =>
  facts.map(([ms, fact]) => {
    if (ms !== at || fact.kind !== "segment") return [ms, fact];
    return [ms, { ...fact, payload: btoa(atob(fact.payload).slice(0, -4)) }];
  });

test("what it breaks off itself, in the silence", () => {
  assert.equal(isOff(...run(says(8, 3, TWO), breaks(900, 3))), true);
  assert.equal(isOff(...run(says(8, 3, TWO), breaks(10, 3))), true, "as it was stopped");
  assert.equal(isOff(...run(says(8, 3, TWO))), false);
  assert.equal(isOff(...run(says(8, 3, TWO), breaks(9, 3))), false, "before it");
  assert.equal(isOff(...run(says(8, 3, TWO), breaks(11, 3, "<"))), false, "its server, just before");
  const asked = talk(connection.client.port, [2, ">", HELLO], says(3, 1, ONE), breaks(900, 1));
  assert.equal(isOff(...asked), false, "its server lives");
  const fin: Timed = [12, segment("< F. 100:100(0) ack 200")];
  assert.equal(isOff(...run(says(8, 3, TWO)), fin, ...run(says(8, 3, TWO), breaks(900, 3)).slice(-1)), false);
  const other: Timed = onOther([950, segment("> P. 1:13(12) ack 1", "GET / HTTP/1")]);
  assert.equal(isOff(...run(says(8, 3, TWO), breaks(900, 3)), other), true);
});

test("each that was broken off takes a try of its own", () => {
  const two = [says(8, 3, TWO), says(9, 5, THREE), breaks(900, 3), breaks(901, 5)];
  assert.equal(isOff(...run(...two, says(902, 7, TWO), says(903, 9, THREE))), false);
  assert.equal(isOff(...run(...two, says(902, 7, TWO))), true);
  assert.equal(isOff(...run(says(8, 3, ONE), breaks(900, 3))), true, "the same was answered before");
});

test("what was not kept may be another try, or may have had one", () => {
  const once = run(says(8, 3, TWO), breaks(900, 3), says(901, 5, TWO));
  assert.equal(isOff(...cutOff(901, once)), "perhaps");
  assert.equal(isOff(...cutOff(8, once)), "perhaps");
  assert.equal(isOff(...cutOff(8, cutOff(901, once))), "perhaps");
  assert.equal(isOff(...cutOff(8, run(says(8, 3, TWO), breaks(900, 3)))), true, "nothing is asked since");
  const both = run(says(8, 3, TWO), breaks(900, 3), says(901, 5, TWO), breaks(902, 5));
  assert.equal(isOff(...cutOff(8, both)), true, "the other try was broken off as well");
});

test("a control keeps what was asked, as far as that is known, and the first 64", () => {
  const asked = (facts: readonly Timed[]): number =>
    askedInStreams(flowsOf(layOut(evidenceOf(observations(...begun, ...facts))))).length;
  const all = run(says(8, 3, TWO));
  assert.deepEqual([asked(all), asked(cutOff(8, all)), asked([])], [2, 1, 0]);
  const many = Array.from({ length: 65 }, (_, i) => says(20 + i, 2 * i + 3, `body ${i}`));
  assert.equal(asked(run(...many)), 64);
});
