// What the client draws of the line that was typed, as redis-cli's linenoise does at each key, is told from an answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findAnswer, isPartOf } from "../../src/custom/answer.ts";

const at = (output: string, text: string, from = 0): Parameters<typeof isPartOf>[1] => ({
  text,
  end: output.indexOf(text, from) + text.length,
  output,
});

test("a piece of the line as it was typed is a piece of the drawing", () => {
  const drawn = "127.0.0.1:9877> EC\n127.0.0.1:9877> ECHO hello\n";
  assert.ok(isPartOf("ECHO hello", at(drawn, "hello")));
  assert.ok(isPartOf("ECHO hello", at(drawn, "EC")));
  assert.ok(isPartOf("hello", at("hello\n", "hello")));
});

test("the same word in another place is none", () => {
  assert.ok(!isPartOf("ECHO hello", at('"hello"\n', "hello")));
  assert.ok(!isPartOf("ECHO hello", at("Error: closed\n", "closed")));
});

test("an answer is looked for behind what is drawn", () => {
  const output = '> ECHO hello\n"hello"\n';
  const found = findAnswer({ text: "hello" }, output, 0, (match) => isPartOf("ECHO hello", match));
  assert.equal(found?.end, output.lastIndexOf("hello") + "hello".length);
  const nothing = findAnswer({ text: "hello" }, "> ECHO hello\n", 0, (match) =>
    isPartOf("ECHO hello", match),
  );
  assert.equal(nothing, undefined);
  assert.equal(findAnswer({ regexp: "he(l+)o", flags: "" }, output, 0, () => false)?.text, "hello");
});
