// The process outside reads late: every message of the one inside comes, and what is sent after the end does not cost the
// rest.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";

const sender = join(process.cwd(), "build/test/fixtures/message-sender.js");

test("messages that are read late all come, though one more was sent after the end", async (t) => {
  const child = spawn(process.execPath, [sender], { stdio: ["ignore", "pipe", "inherit", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  await once(child.stdout as Readable, "data");
  const lines = (await text(child.stdio[3] as Readable)).trimEnd().split("\n");
  const numbers = lines.map((line) => (JSON.parse(line) as { number: number }).number);
  assert.deepEqual(
    numbers,
    Array.from({ length: 400 }, (_, number) => number),
  );
});
