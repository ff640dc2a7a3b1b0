// The line of a mistake in a configuration, in each language; and reading any text.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { readData } from "../../../src/input-file/read-data.ts";
import { findLine } from "../../../src/input-file/script-lines.ts";
import { assertSentence, loadText, refusal } from "../suite-config.ts";

/** The same mistakes in three languages, each in line 6. */
const placed: readonly (readonly [file: string, text: string])[] = [
  [
    "deadpeer.config.ts",
    "// comand: not here\nexport default {\n  clients: { a: 'comand: x' },\n  // }\n  ...{},\n  clint: /[/}]comand:/,\n};",
  ],
  [
    "deadpeer.config.ts",
    "const psql = {\n  command: 'x',\n  on: 'pipes' as const,\n  env: {},\n\n  exchnge: [],\n};\nexport default { clients: { psql } };",
  ],
  [
    "deadpeer.config.ts",
    "export default {\n  clients: {\n    a: { command: 'x' },\n    b: {\n      'server': 'n', // comand:\n      command: 5,\n    },\n  },\n};",
  ],
  [
    "deadpeer.config.ts",
    "export default {\n  clients: { a: 'x' },\n  exclude: [\n    { client: 'a' },\n    // two\n    { client: 'b' },\n  ],\n};",
  ],
  ["deadpeer.config.yaml", "# comand:\nclients:\n  a: x\n  b:\n    command: x\n    comand: y\n"],
  ["deadpeer.config.yaml", "clients:\n  a: x\nfaults:\n- kill\n- stop\n- kil\n"],
  [
    "deadpeer.config.json",
    '{\n  "clients": {\n    "a": {\n      "command": "x",\n      "exchange": [{ "say": "x" },\n        { "sy": "x" }]\n}}}',
  ],
];

for (const [file, text] of placed)
  test(`${file}: the line of ${JSON.stringify(text.split("\n")[5])}`, async () => {
    assert.match(
      await refusal(() => loadText(file, text)),
      new RegExp(`^${file.replaceAll(".", "\\.")}:6: `),
    );
  });

test("a key that could be meant twice, or is made by code, has no line", async () => {
  const twice = "const a = { comand: 1 };\nconst b = { comand: 1 };\nexport default { clients: { a } };";
  const made = "export default { clients: { a: { ['com' + 'and']: 1 } } };\n/* comand: */ `comand: 1`;";
  const spread = "const b = [];\nexport default { clients: { a: 'x' }, faults: [...b, 'kill', 'kil'] };";
  for (const text of [twice, made, spread])
    assert.match(await refusal(() => loadText("deadpeer.config.ts", text)), /^deadpeer\.config\.ts: /);
});

test("a line is looked for in any text", () => {
  const tokens = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ":",
    "a",
    '"b"',
    "/",
    "`",
    "'",
    "...",
    "\n",
    "//",
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(tokens, { maxLength: 40 }).map((parts) => parts.join(" ")),
  );
  const paths = fc.array(fc.oneof(fc.constantFrom("a", "b"), fc.nat(3)), { maxLength: 4 });
  fc.assert(
    fc.property(texts, paths, (text, path) => {
      const line = findLine(text, path);
      assert.ok(line === undefined || (line >= 1 && line <= text.split("\n").length));
    }),
  );
});

test("JSON is read as JSON.parse would, also with tabs", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("", "  ", "\t"), (value, indent) => {
      const text = JSON.stringify({ value }, undefined, indent);
      assert.deepEqual(readData(text, "x.json").given, JSON.parse(text));
    }),
  );
});

test("any text is data, or a Failure in one sentence", () => {
  const parts = fc.constantFrom(
    "a:",
    " ",
    "\n",
    "- ",
    "[",
    "{",
    "}",
    "&a",
    "*a",
    "<<:",
    "!!int x",
    "'",
    '"',
    "?",
    "|",
    "#",
    "\t",
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(parts, { maxLength: 20 }).map((some) => some.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        readData(text, "x.yaml").lineOf(["a", 0]);
      } catch (error) {
        assertSentence(error);
      }
    }),
    { numRuns: 2000 },
  );
});
