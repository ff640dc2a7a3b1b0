// A line of JSON is one line for node:readline, whatever is in it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { jsonLine } from "../../../src/inside/json-line.ts";

test("whatever a program prints, it is one line of JSON", async () => {
  const value = { text: "one\r\ntwo\u2028three\u2029four\u0085five\vsix\fseven" };
  const stream = new PassThrough();
  const lines: string[] = [];
  const reading = createInterface({ input: stream }).on("line", (line) => lines.push(line));
  stream.end(jsonLine(value));
  await once(reading, "close");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    [value],
  );
});
