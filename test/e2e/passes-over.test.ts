// A client whose thread reads, and whose main thread waits for an answer for some time, and then for its input again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, SILENCE, experiment, program } from "./own.ts";

// strace: futex ends with ETIMEDOUT, and read(0) follows; nothing is written.
test("whose main thread goes back to its input with nothing come may have given up, whatever its other thread sleeps on", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("passes-over.py"), "--client-on", "pipes", "--ready", "ready"];
  const says = ["--say", "one", "--expect", "got one", "--then", "--say", "two", "--expect", "got two"];
  const { verdict } = await experiment(
    t,
    client,
    says,
    ["--fault", "stop", "--expect-verdict", "lost=1"],
    AT_ONCE,
    SILENCE,
  );
  assert.deepEqual([verdict.reaction, verdict.unreported], ["none", undefined], verdict.summary.join("\n"));
});
