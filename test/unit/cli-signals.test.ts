// A command that is stopped by a signal says what it could not end, and has the exit code of the signal all the same.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const COMMANDS = "src/cli";

test("each command that catches what a stopped run rejected with leaves it to exitCodeFor", () => {
  const files = readdirSync(COMMANDS, { recursive: true }).map(String);
  const stopped = files.filter((file) => {
    const text = file.endsWith(".ts") ? readFileSync(join(COMMANDS, file), "utf8") : "";
    return text.includes("abortOnSignals(process.stdout)") && text.includes("catch (error)");
  });
  assert.ok(stopped.length >= 6, stopped.join(" "));
  for (const file of stopped)
    assert.match(readFileSync(join(COMMANDS, file), "utf8"), /exitCodeFor\(error\)/, file);
});
