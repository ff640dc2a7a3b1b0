// What consists of several descriptors is opened whole or not at all: a step that fails leaves none of the others open.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { insidePrivateNetwork } from "../../src/network/private-network.ts";
import { anyUser, start } from "./harness.ts";

interface Result {
  readonly failures: number;
  readonly succeeded: boolean;
  readonly leftOpen: number;
  readonly leftMapped: number;
}

test(anyUser("whichever step fails, nothing that was opened before it stays open"), async () => {
  const program = join(import.meta.dirname, "../fixtures/descriptor-leaks.js");
  const shell = ["sh", "-c", 'ulimit -n 128; exec "$@"', "sh", process.execPath, program];
  const [file, ...args] = insidePrivateNetwork(shell);
  const { code, stdout, stderr } = await start(file, args).outcome;
  assert.equal(code, 0, stderr);
  const results = JSON.parse(stdout) as Record<string, Result>;
  assert.ok(Object.keys(results).length > 10);
  for (const [name, { failures, leftOpen, leftMapped }] of Object.entries(results)) {
    assert.ok(failures > 0, `${name} fails at all`);
    assert.deepEqual({ leftOpen, leftMapped }, { leftOpen: 0, leftMapped: 0 }, name);
  }
  // Its sender and five rings, twice.
  assert.ok((results["a switch"]?.failures ?? 0) >= 11, JSON.stringify(results["a switch"]));
  assert.ok(results["a switch"]?.succeeded);
});
