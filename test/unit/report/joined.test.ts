// Joiners without width: kept where they are part of what is shown, and nowhere else. JSON on standard output escapes all.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import * as fc from "fast-check";
import { printable, sanitize, visible } from "../../../src/report/sanitize.ts";
import { writeJson } from "../../../src/report/write.ts";

const joined = {
  "a family": "👩‍👩‍👧‍👦",
  "with a colour of skin": "👩🏽‍💻",
  "a heart, which has a selector": "❤️‍🔥",
  "Persian, with a non-joiner": "می‌خواهم",
  "Hindi, with a joiner": "क्‍ष",
  "Hindi, with a non-joiner": "क्‌ष",
  Sinhala: "ශ්‍රී",
};

for (const [what, text] of Object.entries(joined)) {
  test(`shown as it is written: ${what}`, () => {
    assert.match(text, /[\u200c\u200d]/);
    assert.equal(visible(text), text);
    assert.equal(sanitize(text), text);
    assert.equal(printable(text), text);
  });
}

for (const text of [
  "a\u200db",
  "\u200d👩",
  "👩\u200d",
  "👩\u200d\u200d👧",
  "👩\u200da",
  "1\u200d👩",
  "👩\u200c👧",
  "می\u200c\u200cخواهم",
  "م\u200ca",
  "م\u202e\u200cخ",
  "م\u061c\u200cخ",
]) {
  test(`a joiner that joins nothing is not shown: ${JSON.stringify(text)}`, () => {
    assert.doesNotMatch(visible(text), /\p{Cf}/u);
  });
}

/** Text in which joiners, what they join, and what must never be shown are likely. */
const pieces = fc.array(
  fc.constantFrom(
    "👩",
    "🏽",
    "\ufe0f",
    "م",
    "क",
    "्",
    "a",
    " ",
    "\u200c",
    "\u200d",
    "\u202e",
    "\u2066",
    "\u061c",
    "\u001b",
    "\u009b",
    "\u2028",
    "\u200b",
    "\ufeff",
  ),
  { maxLength: 12 },
);

test("of the characters without width only a joiner is ever shown, alone, and between two that it joins", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        pieces.map((each) => each.join("")),
        fc.string({ unit: "binary" }),
      ),
      (text) => {
        const shown = visible(text);
        assert.doesNotMatch(shown.replace(/[\u200c\u200d]/g, ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.doesNotMatch(shown, /[\u200c\u200d]{2}|^[\u200c\u200d]|[\u200c\u200d]$/u);
        assert.doesNotMatch(shown, /[\u200c\u200d][\0-\u05ff]|[\0-\u05ff][\u200c\u200d]/u);
        assert.equal(
          shown.length,
          [...text].reduce((sum, char, i) => sum + ([...shown][i] === "?" ? 1 : char.length), 0),
        );
      },
    ),
    { numRuns: 2000 },
  );
});

test("JSON on standard output: every control character of either set, line separators and bidi are escaped, and it parses to the same", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        pieces.map((each) => each.join("")),
        fc.string({ unit: "binary" }),
      ),
      (text) => {
        const output = new PassThrough();
        writeJson(output, { [text]: text });
        const written = String(output.read());
        assert.doesNotMatch(written.slice(0, -1), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.deepEqual(JSON.parse(written), { [text]: text });
      },
    ),
  );
});

test("no command writes JSON in any other way", () => {
  const sources = readdirSync("src/cli", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const raw = sources.filter((file) =>
    /write\([^)]*JSON\.stringify/.test(readFileSync(join("src/cli", file), "utf8")),
  );
  assert.deepEqual(raw, []);
});
