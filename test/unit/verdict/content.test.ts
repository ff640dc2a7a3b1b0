// Of what words, signs and statuses a line may be made that is made of a part of an answer, or of a stream.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createMadeOfPart } from "../../../src/verdict/lines/made-of-part.ts";
import { troublesIn } from "../../../src/verdict/lines/trouble.ts";

const madeOfPart = (
  usualLines: readonly string[],
  answers: readonly string[],
): ReturnType<typeof createMadeOfPart> => createMadeOfPart(usualLines, answers, () => [], troublesIn);

test("of a stream less always comes: only what has no words of its own, or stands in the usual frame, may be of it", () => {
  const isOfPart = madeOfPart(["item one of many", "ready"], ["item one of many"]);
  const cases: readonly (readonly [text: string, ofStream: boolean, ofAnswer: boolean])[] = [
    ["bye", false, true],
    ["item many", true, true],
    ["item seven of many", true, true],
    ["ite", true, true],
    ["connection lost", false, false],
    ["item one of many: lost", false, false],
    ["12 - 34", true, true],
    ["seven ready", false, true], // not all of its words are known
    ["moody fan", false, true], // only its letters are
    ["\u0001 lost", true, true], // binary
  ];
  for (const [text, ofStream, ofAnswer] of cases) {
    assert.deepEqual([isOfPart(text, true), isOfPart(text, false)], [ofStream, ofAnswer], text);
  }
});

test("a frame is three letters, in whole words, at the beginning or at the end", () => {
  const isOfPart = madeOfPart([], ["other", "go on  until elf", "zwei to be"]);
  const cases: readonly (readonly [text: string, isFramed: boolean])[] = [
    ["go on until zehn", true],
    ["go  on until elf", true], // no word is another
    ["go off", false],
    ["drei to  be", true],
    ["drei or be", false],
    ["gone", false],
  ];
  for (const [text, isFramed] of cases) assert.equal(isOfPart(text, true), isFramed, text);
});

test("a thousand lines are looked at, and five thousand words", () => {
  const letters = (i: number): string => [...String(i)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  const words = Array.from({ length: 5001 }, (_, i) => letters(10_000 + i));
  const isOfPart = madeOfPart([words.join(" ")], []);
  assert.deepEqual([isOfPart(words[4999] ?? "", true), isOfPart(words[5000] ?? "", true)], [true, false]);
  for (let asked = 2; asked < 999; asked += 1) isOfPart("bye", true);
  const last = [isOfPart("bye", true), isOfPart("bye", true), isOfPart("connection lost", false)];
  assert.deepEqual(last, [false, true, true], "behind them a line may be anything");
});

test("what says of trouble only what other lines say may be made of them: in all its words, signs and statuses", () => {
  const lines = ["5 ERROR timeout", "GET /x 404 2", "✗ one", "fail safe"];
  const isOfPart = createMadeOfPart(lines, [], () => ["WARN slow disk"], troublesIn);
  const cases: readonly (readonly [text: string, isOfPart: boolean])[] = [
    ["4 ERROR timeout", true],
    ["ERROR tim", true], // cut
    ["tim ERROR", false], // it is the last word that may be cut
    ["2 WARN slow", true], // of what its server had sent
    ["status code 404 timeout", false],
    ["error status404", false],
    ["✗ two", false],
    ["✗ error one", true],
    ["✘ error one", false], // another sign
    ["❌", false], // no word at all
    ["http2 error: code 5", false],
  ];
  for (const [text, expected] of cases) assert.equal(isOfPart(text, false), expected, text);
});
