// Trying whether namespaces can be made: it comes to an end, whatever unshare(1) does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { canRun } from "../../../src/network/users.ts";

test("what ends well, what ends badly, and what does not exist", () => {
  assert.equal(canRun("true", []), true);
  assert.equal(canRun("false", []), false);
  assert.equal(canRun("/nowhere/unshare", []), false);
});

test("one that waits for ever is ended after a limit, and does not work", { timeout: 60_000 }, () => {
  assert.equal(canRun("sh", ["-c", "sleep 3600 & wait"], 50), false);
});
