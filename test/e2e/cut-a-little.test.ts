// An answer of HTTP that lacks a few bytes of its Content-Length, of a server whose answers come in two pieces.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

// strace: recv is 0 in the middle of the body, http.client raises IncompleteRead.
test("what was typed, and lacks three bytes of its answer's length, is cut, whatever the server sends by itself", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = ["--server", program("begins-at-once.mjs")];
  const client = ["--client", program("calls.py"), "--client-on", "pipes", "--ready", "ready"];
  const says = ["--say", "one", "--then", "--say", "two"];
  const { verdict } = await experiment(t, server, client, says, ["--fault", "kill@request:/two/"], AT_ONCE);
  assert.notEqual(verdict.lost, 0, verdict.summary.join("\n"));
  assert.notEqual(verdict.unreported, 0);
});
