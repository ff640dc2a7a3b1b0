// A client that tells of the first thing that it lost, and says of the next that it is done: nobody was told of that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

// strace: `two` is sent, and recv is 0; nothing is sent of `three`, and "stored three" is written.
test("what it says is done, and was never sent, nobody was told of", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("tells-once.py"), "--client-on", "pipes"];
  const before = ["--say", "one", "--expect", "stored one", "--then"];
  const then = ["--say", "two", "--expect", "stored two", "--say", "three", "--expect", "stored three"];
  const { verdict } = await experiment(t, client, before, then, AT_ONCE);
  assert.deepEqual(
    verdict.ledger?.said.map(({ fate, isLost }) => [fate, isLost]),
    [
      ["shown", false],
      ["refused", true],
      ["swallowed", true],
    ],
  );
  assert.equal(verdict.unreported, 1, verdict.summary.join("\n"));
});
