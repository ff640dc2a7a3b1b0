// Whether a line is what is left of an answer: where the gap may be, and which values may be less.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createIncomplete } from "../../../src/verdict/lines/incomplete.ts";

const isLeft = (text: string, ...answers: readonly string[]): boolean =>
  createIncomplete(answers, () => false)(text);

test("nothing is left of no answer; a blank line is left of any", () => {
  assert.equal(isLeft(" "), false);
  assert.equal(isLeft("None"), false);
  assert.equal(isLeft(" ", "got two"), true);
  assert.equal(isLeft("None", "got two"), true);
});

test("where a language printed nothing, that is where the answer's text is missing", () => {
  assert.equal(isLeft("got None words !", "got two words !"), true);
  assert.equal(isLeft("got words None!", "got two words !"), false, "behind it");
  assert.equal(isLeft("go(nil)t words !", "got two words !"), false, "before it");
  assert.equal(isLeft("ick brown None", "see the quick brown fox"), false, "not out of its middle, too");
});

test("values before and behind the gap are held against their own, and only the last one before it may be cut", () => {
  assert.equal(isLeft("got 17 of 9", "got 17 two of 9"), true);
  assert.equal(isLeft("got 17 of 9", "got 17 two 5 of 9"), true);
  assert.equal(isLeft("got 1 of 9", "got 17 two of 9"), false);
  assert.equal(isLeft("got 1 of 9", "got 17 of 99 x"), false);
  assert.equal(isLeft("got 17 of 9", "got 17 of 99 x"), true);
  assert.equal(isLeft("code 1", "code 17"), true);
  assert.equal(isLeft("code 7", "code 17"), false);
  assert.equal(isLeft("bc 17 brow", "see abc 17 brown fox"), false, "cut out, it has no values");
});

test("a value that varies by itself may vary here; one that is counted may be less", () => {
  const varies = createIncomplete(["got 17 two"], (form, place, value) => {
    assert.match(form, /^got \S two$/);
    return place === 0 && value === "18";
  });
  assert.equal(varies("got 18"), true);
  assert.equal(varies("got 19"), false);
  assert.equal(isLeft("got 0 bytes", "got 17 bytes"), true);
  assert.equal(isLeft("got 18 bytes", "got 17 bytes"), false);
  assert.equal(isLeft("got 17 bytes", "got 17 bytes"), false, "nothing is missing");
});

test("of answers of one kind the first is the one that is held against", () => {
  assert.equal(isLeft("complete: 17 bytes", "complete: 280 bytes", "complete: 5 bytes"), true);
  assert.equal(isLeft("complete: 17 bytes", "complete: 5 bytes", "complete: 280 bytes"), false);
});

test("a thousand lines are looked at, and 256 kinds", () => {
  const ask = createIncomplete(["got two"], () => false);
  const asked = Array.from({ length: 1001 }, () => ask("got"));
  assert.deepEqual([asked[0], asked[999], asked[1000]], [true, true, false]);
  const kinds = (before: number): boolean =>
    isLeft("got", ...Array.from({ length: before }, (_, i) => `${"x".repeat(i + 1)}!`), "got two");
  assert.deepEqual([kinds(255), kinds(256)], [true, false]);
});
