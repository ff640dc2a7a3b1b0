// What a program is expected to print.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findMatch, parsePattern, showPattern, unlessSlow } from "../../../src/timeline/pattern.ts";
import * as fc from "fast-check";

test("text is found as it stands, whatever it contains", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, wanted, behind) => {
      fc.pre(!wanted.startsWith("/"));
      const match = findMatch(parsePattern(wanted), before + wanted + behind);
      assert.equal(match?.text, wanted);
      assert.ok((match?.end ?? 0) <= before.length + wanted.length);
    }),
  );
});

test("a regular expression with its flags, looked for from a place on", () => {
  const pattern = parsePattern("/lost (\\d+)/i");
  assert.equal(showPattern(pattern), "/lost (\\d+)/i");
  assert.deepEqual(findMatch(pattern, "Lost 1, lost 22"), { text: "Lost 1", end: 6 });
  assert.deepEqual(findMatch(pattern, "Lost 1, lost 22", 6), { text: "lost 22", end: 15 });
  assert.equal(findMatch(pattern, "found"), undefined);
});

test("with the flags g and y it is looked for in the same way", () => {
  assert.equal(findMatch(parsePattern("/b/gy"), "abab", 2)?.end, 4);
});

test("one slash is text; a regular expression that is none throws", () => {
  assert.deepEqual(parsePattern("/"), { text: "/" });
  assert.deepEqual(parsePattern("//"), { text: "//" });
  assert.throws(() => parsePattern("/(/"), SyntaxError);
});

test("what takes too long has another answer; what cannot be a pattern has none", () => {
  const slow = parsePattern("/(l|l|ll)+$/");
  const isIn = (text: string) => () => findMatch(slow, text) !== undefined;
  assert.equal(unlessSlow(isIn("l".repeat(60)), false), true);
  assert.equal(unlessSlow(isIn(`${"l".repeat(60)}!`), false), false);
  const wrong = { regexp: "(", flags: "" };
  assert.throws(() => unlessSlow(() => findMatch(wrong, "l"), undefined), { name: "SyntaxError" });
});
