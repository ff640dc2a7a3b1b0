// A client to which nothing is said, and that does not end by itself: what it had asked when its server died is lost if the control shows its
// answer, and unknown if that was watched for too short a time.

import assert from "node:assert/strict";
import { test } from "node:test";

import { anyUser, run } from "./harness.ts";
import { program } from "./own.ts";

const alone = (lateMs: number, watchMs: number): readonly string[] => [
  "--server",
  `${program("answers-late.mjs")} ${lateMs}`,
  "--client",
  program("asks-and-stays.mjs"),
  "--watch-ms",
  String(watchMs),
];

test(anyUser("what its server never came to answer is lost, and nobody was told"), async (t) => {
  const { code, runs, stdout } = await run(t, alone(1500, 3000));
  const [verdict] = runs.map((each) => each.verdict);
  assert.deepEqual([code, verdict?.lost, verdict?.unreported], [1, 1, 1], stdout);
  assert.equal(verdict?.ledger?.said[0]?.text, "what it had asked last");
});

test("what is not answered in the control either while that is watched does not pass", async (t) => {
  const { code, runs, stdout } = await run(t, alone(60_000, 300));
  const [verdict] = runs.map((each) => each.verdict);
  assert.deepEqual([code, verdict?.lost, verdict?.unreported], [3, undefined, undefined], stdout);
  assert.match(verdict?.missing ?? "", /unreported=0 holds is unknown: it was watched for too short a time/);
});
