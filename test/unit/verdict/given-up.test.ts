// A client whose server came back and serves nobody: it asks for one thing after the other, each on a new connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asksNoMoreEntry } from "../../../src/verdict/asks/asks-no-more.ts";
import { GIVEN_UP } from "../../../src/verdict/asks/why-unsure.ts";
import { exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { segment } from "../made-up.ts";
import { type Timed, connects, onPort } from "../one-run.ts";
import { BEATS, control, run, stores } from "../works-on.ts";

/** In turn, so that how often each was asked tells nothing. */
const items = (...all: readonly number[]): ReturnType<typeof stores>[] =>
  all.map((i) => stores(`the ${["lemon", "melon", "grape"][i % 3]}`));
const usual = control(items(0, 1, 2, 0, 1, 2), BEATS);

/** A connection that is accepted; what is asked there is not answered. */
const asks = (port: number, ms: number, item: number): readonly Timed[] => [
  connects(ms, port),
  onPort(port, [ms + 0.1, segment("< S. 0:0(0) ack 1")]),
  ...exchanges(ms + 1, [items(item)[0]?.[0] ?? "", ""]).map((each) => onPort(port, each)),
];
const why = (...since: readonly (readonly Timed[])[]): string | undefined =>
  asksNoMoreEntry(...judged(run(exchanges(500, ...items(0, 1)), since.flat(), 2000), [usual]))?.why;

test("it asks for the next thing: what it asked before that may be lost", () => {
  assert.equal(why(asks(50_001, 1100, 2), asks(50_002, 1500, 0)), GIVEN_UP);
});

test("not as long as it asks for the same again, or waits", () => {
  assert.equal(why(asks(50_001, 1100, 2), asks(50_002, 1500, 2)), undefined);
  assert.equal(why(asks(50_001, 1100, 2)), undefined);
  assert.equal(
    why(asks(50_001, 1100, 2), asks(50_002, 1300, 2), asks(50_003, 1700, 0)),
    GIVEN_UP,
    "in the end",
  );
});
