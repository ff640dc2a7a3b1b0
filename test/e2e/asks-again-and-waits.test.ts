// A client that asks once more on a new connection, where the answer takes longer than it is watched for: it still waits.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

const PROGRAMS = ["--server", program("answers-late.py"), "--client", program("asks-again-slowly.py")];
const CHECKS = [
  "--server",
  program("answers-late.py").replace("exec ", "exec env ONCE=1 "),
  "--client",
  program("asks-and-checks.py"),
];

async function asked(t: TestContext, limitMs: string, programs = PROGRAMS): Promise<Verdict> {
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

// strace: it sleeps in read(2) of the second connection; on the third one it was answered.
test("nor where it has checked on a third connection whether its server is well", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { lost, unreported, summary } = await asked(t, "1000", CHECKS);
  assert.deepEqual([lost, unreported], [1, undefined], summary.join("\n"));
  const later = await asked(t, "8000", CHECKS);
  assert.deepEqual([later.lost, later.unreported], [0, 0], later.summary.join("\n"));
});
