// Which program printed something, and which piece of its output completed it.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { whoPrinted } from "../../src/inside/printed.ts";
import { placedText, plainText } from "../../src/timeline/output.ts";
import { parsePattern } from "../../src/timeline/pattern.ts";
import { observations } from "./made-up.ts";
import { START, type Timed, ofServer, prints, types } from "./one-run.ts";

const found = (pattern: string, ...facts: readonly Timed[]): string | undefined => {
  const by = whoPrinted(parsePattern(pattern), observations(START, ...facts), 9877);
  return by && `${by.role} at ${by.atNs / 1e6}`;
};

test("plain text, with the place of each of its characters in what was printed", () => {
  const pieces = ["a", "b", "\r", "\n", "\r\n", "\u001b[31m", "\u001b[", "\u001b]0;t\u0007", "\u0007", "é"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (some) => {
      const raw = some.join("");
      const { text, placeOf } = placedText(raw);
      assert.equal(text, plainText(raw));
      for (let end = 1; end <= text.length; end += 1) {
        const char = raw[placeOf(end) - 1];
        assert.equal(char === "\r" ? "\n" : char, text[end - 1]);
        assert.ok(placeOf(end) > placeOf(end - 1), "one after the other");
      }
    }),
  );
});

test("the piece in which it was complete, also where sequences for the terminal stand between", () => {
  assert.equal(found("ready", prints(10, "rea"), prints(20, "dy\n"), prints(30, "ready\n")), "client at 20");
  assert.equal(
    found("ready", prints(10, "\u001b[1mre"), prints(20, "a\u001b[0md"), prints(30, "y")),
    "client at 30",
  );
  assert.equal(found("/\\na/", prints(10, "a"), prints(20, "b\r\na"), prints(30, "b")), "client at 20");
  assert.equal(found("ready", prints(10, "reader")), undefined);
});

test("the first of the two programs, and only what came since the last line was said, and is not that line", () => {
  assert.equal(found("up", prints(20, "up"), ofServer(prints(10, "up"))), "server at 10");
  assert.equal(found("up", prints(10, "up"), types(20, "go"), prints(30, "up")), "client at 30");
  assert.equal(found("go", types(20, "go"), prints(30, "go")), undefined, "it draws what was typed");
});

test("100,000 lines are searched once", () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => prints(10 + i, `\u001b[2mline ${i}\u001b[0m\r\n`));
  const seen = observations(START, ...lines);
  const beganMs = process.cpuUsage().user / 1000;
  assert.equal(whoPrinted(parsePattern("line 99999"), seen, 9877)?.atNs, 100_009e6);
  // Not a time to be held to: what grows with the square of it takes hours.
  assert.ok(process.cpuUsage().user / 1000 - beganMs < 20_000);
});
