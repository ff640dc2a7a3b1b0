// Lines with the same words in another order: usual where the order varies, perhaps chance where it was one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lettersIn } from "../../../src/verdict/lines/shape.ts";
import { createBags } from "../../../src/verdict/lines/word-orders.ts";

/** Of runs that printed these lines. */
const kindOf = (text: string, ...runs: readonly (readonly string[])[]): string | undefined =>
  createBags(runs.map((lines) => ({ lines: new Map(lines.map((line) => [line, 1])), unfinished: [] })))(text);

test("in two orders before, in one run or in several, it is usual in any; in one, it may be chance", () => {
  assert.equal(kindOf("c a b", ["a b c", "b c a"]), "usual");
  assert.equal(kindOf("c a b", ["a b c"], ["b c a"]), "usual");
  assert.equal(kindOf("c a b", ["a b c"]), "doubtful");
  assert.equal(kindOf("c a b", ["a b c"], ["a b c"]), "doubtful", "the same order twice is one");
});

test("other words are none of it, of the same letters either", () => {
  assert.equal(kindOf("on way", ["no way"]), undefined);
  assert.equal(kindOf("lost connection", ["the connection lost"]), undefined);
  assert.equal(kindOf("a a b", ["a b b", "a b"]), undefined, "each counts as often as it stands there");
  assert.equal(kindOf("lost connection"), undefined);
});

test("each is asked for by itself, in whatever order they are asked for", () => {
  const bags = createBags([{ lines: new Map([["no way up", 1]]), unfinished: [] }]);
  assert.deepEqual(["on way up", "up no way", "way up no"].map(bags), [undefined, "doubtful", "doubtful"]);
});

test("any space is one, and as good as several", () => {
  for (const space of ["  ", "\t", "\u00a0", "\u2003", "\u3000"]) {
    assert.equal(kindOf("lost connection", [`connection${space}lost`]), "doubtful");
    assert.equal(kindOf(`lost${space}connection`, ["connection lost"]), "doubtful");
  }
});

test("only lines with its letters are compared with a line: the order, and the spaces, make no other", () => {
  assert.equal(lettersIn("no way"), lettersIn("way \u00a0no"));
  assert.notEqual(lettersIn("no way"), lettersIn("no day"));
  assert.notEqual(lettersIn("no way"), lettersIn("no ways"));
});
