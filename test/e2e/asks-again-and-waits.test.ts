// A client that asks once more on a new connection, where the answer takes longer than it is watched for: it still waits.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

async function asked(t: TestContext, limitMs: string): Promise<Verdict> {
  const programs = ["--server", program("answers-late.py"), "--client", program("asks-again-slowly.py")];
  const says = ["--say", "one", "--expect", "got one", "--then", "--say", "two", "--expect", "got two"];
  const client = ["--client-on", "pipes", "--ready", "ready", "--limit-ms", limitMs];
  return (await experiment(t, programs, client, says, AT_ONCE, ["--expect-verdict", "none"])).verdict;
}

test("while it waits there for its answer nobody knows whether it will tell", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { lost, unreported, undecided, summary } = await asked(t, "1000");
  assert.deepEqual([lost, unreported], [1, undefined], summary.join("\n"));
  assert.equal(undecided?.["unreported"], "too-short");
});

test("it is answered there after three seconds", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { lost, unreported, summary } = await asked(t, "8000");
  assert.deepEqual([lost, unreported], [0, 0], summary.join("\n"));
});
