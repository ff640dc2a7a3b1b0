// A client that tells of the first thing that it lost, and says of the next that it is done: nobody was told of that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
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

// strace: as above; what it prints beside "stored three" names no trouble.
test("nor is it known to tell of that by a line that says nothing of it", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", `${program("tells-once.py")} queues`, "--client-on", "pipes"];
  const before = ["--say", "one", "--expect", "stored one", "--then"];
  const then = ["--say", "two", "--expect", "stored two", "--say", "three", "--expect", "stored three"];
  const all = [...client, ...before, ...then, ...AT_ONCE];
  const { lost, undecided } = (await run(t, [...all, "--watch-ms", "300"])).runs[0]?.verdict ?? {};
  assert.deepEqual([lost, undecided?.["unreported"]], [2, "says-nothing-wrong"]);
  const { verdict } = await experiment(t, all, ["--means-failed", "error"]);
  assert.deepEqual([verdict.lost, verdict.unreported], [2, 1], verdict.summary.join("\n"));
});

test("what it queued, and later names as not delivered, its user was told of", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("delivers-later.py"), "--client-on", "pipes", "--ready", "ready"];
  const before = ["--say", "one", "--expect", "queued one", "--then"];
  const then = ["--say", "two", "--expect", "queued two", "--say", "three", "--expect", "three failed"];
  const { verdict } = await experiment(t, client, before, then, ["--fault", "stop"], AT_ONCE);
  assert.match(verdict.told ?? "", /delivery of two failed[^]*delivery of three failed/);
  assert.equal(verdict.unreported, 0, verdict.summary.join("\n"));
});

// It prints `stored three`, as it does in the control, where the server had it.
test("nor is it known to tell of what it prints as without the fault, where nothing is expected of it", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("tells-once.py"), "--client-on", "pipes"];
  const says = ["--say", "one", "--expect", "stored one", "--then", "--say", "two", "--say", "three"];
  const { lost, undecided } = (await run(t, [...client, ...says, ...AT_ONCE])).runs[0]?.verdict ?? {};
  assert.deepEqual([lost, undecided?.["unreported"]], [2, "says-nothing-wrong"]);
});
