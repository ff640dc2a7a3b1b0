// Whether what a client asks over TLS on a new connection may be the next thing, and not what it was not answered.

import assert from "node:assert/strict";
import { test } from "node:test";
import { goesOnSealed } from "../../../src/verdict/asks/sealed-next.ts";
import { exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { OTHER, type Timed } from "../one-run.ts";
import { type Asked, session } from "../sealed-runs.ts";
import { polls, run } from "../works-on.ts";

const on = (...all: readonly Asked[]): Timed[] => session(40_000, 500, ...all);
/** Every 100 ms, the last at 990 ms. */
const BEATS: readonly Asked[] = [
  [190, 200],
  [290, 200],
  [390, 200],
];
/** Not answered; it and its like are so long. */
const inVain = (ms: number, bytes = 200): readonly Timed[] => on(...BEATS, [ms - 500, bytes, 0]);
/** On a new connection, which begins at 1005 ms. */
const next = (ms: number, bytes = 200): readonly Timed[] => session(OTHER, 1005, [ms - 1005, bytes]);

const rows: readonly (readonly [string, readonly Timed[], boolean])[] = [
  ["as long after what was not answered as ever", run(inVain(990), next(1090)), true],
  ["by a quarter sooner, and more", run(inVain(990), next(1064.9)), false],
  ["by a quarter sooner", run(inVain(990), next(1065)), true],
  ["what was sent since the end was refused", run(inVain(1010), next(1110)), true],
  ["all was answered", run(on(...BEATS), next(1090)), false],
  ["nothing has come since", run(inVain(990), []), false],
  ["what was not answered is a farewell, or a heartbeat", run(inVain(990, 19), next(1090)), false],
  ["of four bytes more or less it may be its like", run(inVain(990, 204), next(1090)), true],
  ["of five not", run(inVain(990, 205), next(1090)), false],
  [
    "more was answered behind it on its connection",
    run(on(...BEATS, [490, 200, 0], [500, 200]), next(1101)),
    false,
  ],
  [
    "the new connection was not answered either",
    run(on(...BEATS), session(OTHER, 1005, [50, 200, 0])),
    false,
  ],
  ["nothing else shows how long it rests", run(on([490, 200, 0]), next(1090)), true],
  ["it can be read", run(exchanges(500, polls, [polls[0], ""]), exchanges(1090, polls)), false],
];

for (const [why, facts, isSo] of rows)
  test(`it goes on over TLS, ${why}: ${isSo ? "it may be the next thing" : "nothing is seen"}`, () => {
    assert.equal(goesOnSealed(...judged(facts, [])), isSo);
  });
