// Which of the things that a client sends it has begun by itself, and may have asked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import {
  areBegunAsks,
  beginsAnything,
  begunBesidePushes,
  begunOn,
  isBehind,
} from "../../../src/verdict/asks/begun-asks.ts";
import { type Flow, flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { textOf } from "../../../src/verdict/bytes/sent-again.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import type { Timed } from "../one-run.ts";
import { type Saying, begun, talk } from "../talks.ts";

function flowOf(all: readonly Saying[], before: readonly Timed[] = [], start = 1): Flow {
  const [flow] = flowsOf(layOut(evidenceOf(observations(...begun, ...before, ...talk(all, start).facts))));
  assert.ok(flow !== undefined);
  return flow;
}
const begunIn = (flow: Flow, endedMs = Number.POSITIVE_INFINITY): string[] =>
  begunOn(flow, endedMs * 1e6).map(({ segments }) => textOf(segments));

const HELLO: Saying = [3, "HELLO from me\n", "OK\n"];
const says = (ms: number, answer = "OK\n"): Saying => [ms, `SET the key to ${ms}\n`, answer];

test("what it says first is none, nor what follows an answer, or the end, within 20 ms", () => {
  const flow = flowOf([HELLO, [10, "AUTH as somebody\n", "OK\n"], says(50), says(70), says(120)]);
  assert.deepEqual(begunIn(flow), ["SET the key to 50\n", "SET the key to 120\n"]);
  assert.deepEqual(begunIn(flow, 110), ["SET the key to 50\n"], "a farewell");
  assert.deepEqual(begunIn(flow, 100).length, 2, "exactly 20 ms later it is none");
  assert.deepEqual(begunIn(flowOf([HELLO])), []);
});

test("none is where the server speaks first, or it cannot be read", () => {
  const hello: Timed = [2, segment("< P. 1:4(3) ack 1", "hi\n")];
  assert.deepEqual(begunIn(flowOf([says(50), says(100)], [hello], 4)), []);
  const record = (ms: number): Saying => [
    ms,
    `\u0017\u0003\u0003\u0000\u0020the record of ${ms} ms`,
    "\u0017\u0003\u0003",
  ];
  assert.deepEqual(
    begunIn(
      flowOf([[3, "\u0016\u0003\u0001\u0000\u0020hello", "\u0016\u0003\u0003"], record(50), record(100)]),
    ),
    [],
  );
  const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  assert.deepEqual(begunIn(flowOf([[3, preface, "settings"], says(50), says(100)])), []);
});

test("of 16 bytes it is a heartbeat where it is sent again, and none beside pushes in any case; of 17 it is not", () => {
  const short: Saying[] = [50, 100, 150].map((ms) => [ms, "PING, says he, \n", "PONG\n"]);
  assert.deepEqual(begunIn(flowOf([HELLO, ...short])), []);
  assert.equal(begunIn(flowOf([HELLO, ...short.slice(0, 1)])).length, 1, "once");
  const longer: Saying[] = [50, 100].map((ms) => [ms, "PING, says she, \n", "PONG\n"]);
  assert.equal(begunIn(flowOf([HELLO, ...longer])).length, 2);
  const ticks: Saying[] = [200, 310, 420, 530].map((ms) => [ms, "", "tick\n"]);
  const beside = (said: Saying): number =>
    begunBesidePushes(flowOf([HELLO, ...ticks, said]), Infinity).length;
  assert.equal(beside([600, "PING, says he, \n"]), 0);
  assert.equal(beside([600, "PING, says she, \n"]), 1);
  assert.deepEqual(begunIn(flowOf([HELLO, ...ticks, [600, "PING, says she, \n"]])), []);
  assert.deepEqual(begunBesidePushes(flowOf([HELLO, ...longer]), Infinity), [], "nothing is pushed");
});

test("it begins nothing where all that it says follows within 100 ms", () => {
  assert.equal(beginsAnything(flowOf([HELLO, says(60)])), false);
  assert.equal(beginsAnything(flowOf([HELLO, says(104)])), true);
});

test("it is behind where it sends on before it is answered, and less has come than it had sent", () => {
  const late = (ms: number): Saying => [ms, "", "OK\n"];
  const all = [HELLO, says(50, ""), says(200, ""), late(220), says(350, "")];
  const isIt = (said: readonly Saying[], endedMs = 400): boolean => isBehind(flowOf(said), endedMs * 1e6);
  assert.equal(isIt(all), true);
  assert.equal(isIt([...all, late(360), late(370)]), false, "as much has come");
  assert.equal(isIt([...all, late(360)]), true);
  assert.equal(
    isIt([...all.slice(0, 4), late(230), says(350, "")], 300),
    false,
    "what it said then is not counted",
  );
  assert.equal(isIt([HELLO, says(50), [100, "one and\n"], [101, "two\n", "OK\n"]]), false, "in two pieces");
});

test("they are asks where they are in each control", () => {
  const usual = { lines: [], signs: [], answered: [] };
  const isIn = (...all: readonly (true | undefined)[]): boolean => {
    const [first, ...more] = all.map((each): ControlRecord => ({
      ...usual,
      ...(each && { begunAnswered: each }),
    }));
    return areBegunAsks(
      layOut(evidenceOf(observations(...begun), { control: { ...usual, ...first, more } })),
    );
  };
  assert.equal(isIn(true), true);
  assert.equal(isIn(true, true), true);
  assert.equal(isIn(true, undefined), false);
  assert.equal(areBegunAsks(layOut(evidenceOf(observations(...begun)))), false);
});
