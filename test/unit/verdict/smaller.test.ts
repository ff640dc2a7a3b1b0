// What a client makes of an answer of which less came is the beginning of what it makes of the whole, or has smaller numbers
// in it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSmaller } from "../../../src/verdict/lines/smaller.ts";

test("smaller is: the same line with an amount in it that is smaller, and none that is not", () => {
  const cases: readonly (readonly [text: string, whole: string, isSmaller: boolean])[] = [
    ["5 rows", "7 rows", true],
    ["7 rows", "5 rows", false],
    ["5 rows", "5 rows", false],
    ["5 rows, 9 bytes", "7 rows, 8 bytes", false],
    ["5 rows, 8 bytes", "7 rows, 8 bytes", true],
    ["server 1", "server 2", false],
    ["received 5", "received 7", true],
    ["progress: 40%", "progress: 100%", true],
    ["0.4 kB", "1.2 kB", true],
    ["10.0.0.1", "10.0.0.2", true],
    ["via 10.0.0.1", "via 10.0.0.2", false],
    ["", "", false],
    ["rows", "rows", false],
    ["+-----+", "+---------+", true],
    ["  5 rows", "7 rows", true],
    ["105 rows", "205 rows", true],
    ["007 rows", "9 rows", false],
    ["5.0 rows", "5 rows", false],
    ["a--b 5 rows", "ab 7 rows", false],
  ];
  for (const [text, whole, expected] of cases)
    assert.equal(createSmaller(["other", whole])(text), expected, text);
});

test("a beginning is cut within a word", () => {
  assert.ok(createSmaller(["abc"])("ab"));
  assert.ok(!createSmaller(["ab c"])("ab"));
  assert.ok(!createSmaller(["abc"])("abc"));
  assert.ok(!createSmaller(["abc"])("b"));
  assert.ok(createSmaller(["other", "abc"])("ab"));
});

test("base64 is filled up at its end, and nothing else is", () => {
  const isOfPart = createSmaller(["ZXMKaXRlbS0x"]);
  const cases: readonly (readonly [text: string, isBeginning: boolean])[] = [
    ["ZXMKaXQ=", true],
    ["ZXMKaA==", true],
    ["ZXMKaA===", false],
    ["-ZXMKaXQ=", false],
    ["ZXMKaXQ=!", false],
    ["ZXNKaXQ=", false],
  ];
  for (const [text, isBeginning] of cases) assert.equal(isOfPart(text), isBeginning, text);
});
