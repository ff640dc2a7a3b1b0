// Of very many usual lines only an example of each shape is asked whether it says anything of trouble.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { createOwnTroubles } from "../../../src/verdict/lines/own-troubles.ts";
import { saysTrouble } from "../../../src/verdict/lines/trouble.ts";
import { createUsualLines } from "../../../src/verdict/lines/usual-lines.ts";

const usualOf = (lines: readonly string[], unfinished: readonly string[] = []) =>
  createUsualLines({ lines: new Map(lines.map((line) => [line, 1])), unfinished }, []);

test("a line of each shape stands for all, with a number that is a status, and is none of nothing", () => {
  const many = Array.from({ length: 50 }, (_, i) => `got ${i} of it`);
  assert.deepEqual(usualOf(many).examples(), ["got 000 of it"]);
  for (const line of [
    "status 200",
    "000",
    "failed: 3",
    "2 errors, 0 warnings",
    "E_FAIL_ACCESS_80070005",
    "disk full: ERROR",
  ])
    assert.ok(
      usualOf([...many, line])
        .examples()
        .some(saysTrouble),
      line,
    );
  assert.ok(usualOf(many, ["retry? "]).examples().some(saysTrouble), "a prompt");
});

test("where none of the examples says anything of trouble, no line does", () => {
  const word = fc.constantFrom(
    "got",
    "7",
    "000",
    "503",
    "status",
    "errors",
    "no",
    "0",
    "failed:",
    "code=",
    "4f",
    "beef",
    "deadbeef",
    "E_FAIL_8007_0005_ABC",
    "lost",
    "=",
    "[fail-fast]",
    "HTTP/1.1",
    "ECONNRESET",
    "a1b2c3d4e5f6a7b8",
    "x9lostx8gone7broken",
    "ok",
  );
  const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const isClean = !usualOf(lines).examples().some(saysTrouble);
      if (isClean) assert.deepEqual(lines.filter(saysTrouble), []);
    }),
    { numRuns: 2000 },
  );
});

test("by examples or by all lines, a new line says the same of trouble", () => {
  const lines = ["[fail-fast] one = 1", "[fail-fast] two = 2", "status 200", "job 7 done"];
  const usual = usualOf(lines);
  const [all, few] = [createOwnTroubles(lines, []), createOwnTroubles(lines, [], () => usual.examples())];
  for (const text of ["[fail-fast] two = 0", "status 503", "status 200 again", "job lost", "job 8 done"])
    assert.deepEqual(few(text), all(text), text);
});
