// Which lines say that something went wrong; and which are no text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isBinary, saysTrouble } from "../../src/verdict/trouble.ts";

test("what is no text says nothing, whatever stands in it", () => {
  assert.deepEqual([isBinary("error"), isBinary("error\u0000"), isBinary("\ufffd")], [false, true, true]);
  assert.deepEqual([saysTrouble("error"), saysTrouble("error\u0000")], [true, false]);
});

test("none of what is counted is no trouble, and one of it is", () => {
  const cases: readonly (readonly [line: string, isTrouble: boolean])[] = [
    ["0 errors", false],
    ["no warnings", false],
    ["failed: 0", false],
    ['"errors":0,', false],
    ["failures: none", false],
    ["0 errors, 1 failed", true],
    ["errors: 0.5", true],
    ["10 errors", true],
    ["20 rows", false],
  ];
  for (const [line, isTrouble] of cases) assert.equal(saysTrouble(line), isTrouble, line);
});
