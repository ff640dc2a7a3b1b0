// A client that has lost its session, and begins it again from the start.

import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { hasBegunAgain } from "../../../src/verdict/bytes/begun-again.ts";
import { START, type Timed, answers, caseOf, died, onOther, prints } from "../one-run.ts";
import { segment } from "../made-up.ts";

/** Lines that a client sends one after the other. */
function says(ms: number, from: number, ...lines: readonly string[]): Timed[] {
  const text = lines.map((line) => `${line}\n`).join("");
  return [[ms, segment(`> P. ${from}:${from + text.length}(${text.length}) ack 14`, text)]];
}

const session = says(900, 14, "KJ1 LOGIN u p", "KJ2 SELECT x", "KJ3 FETCH 1", "KJ4 FETCH 2");
const opens: readonly Timed[] = [
  [1390, segment("> S 0:0(0)")],
  [1391, segment("< S. 0:0(0) ack 1")],
];
const again = (...lines: readonly string[]): Timed[] =>
  [...opens, ...says(1400, 1, ...lines), answers(1450, "KJ OK", 1, 1)].map(onOther);

function begun(facts: readonly Timed[], overMs = 1500): boolean {
  const seen = caseOf([START, ...session, ...died, ...facts, prints(overMs, "x\n")]);
  const flows = flowsOf(seen);
  const [flow] = flows;
  if (flow === undefined) throw new Error("no connection");
  return hasBegunAgain(seen, flow, flows, 1002e6);
}

test("it says the same under other tags, and has not come as far", () => {
  assert.equal(begun(again("hello, world", "AB1 LOGIN u p", "AB2 SELECT x")), true);
  assert.equal(begun(again("hello, world", "AB1 LOGIN u p", "AB2 SELECT x", "AB3 FETCH 1")), true);
});

test("it goes on with the next, has come as far, or does nothing more", () => {
  assert.equal(begun(again("hello, world", "AB1 LOGIN u p", "AB2 SELECT x", "AB3 FETCH 3")), false);
  assert.equal(
    begun(again("hello, world", "AB1 LOGIN u p", "AB2 SELECT x", "AB3 FETCH 1", "AB4 FETCH 2")),
    false,
  );
  assert.equal(begun(again("hello, world", "AB1 LOGIN u p"), 4000), false);
  assert.equal(begun([]), false);
});
