// A client to which nothing is said, and that does not end by itself: what it had asked when its server died is lost if the
// control shows its answer, and unknown if that was watched for too short a time.

import assert from "node:assert/strict";
import { test } from "node:test";

import { anyUser, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";

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

const polls = (how: "skip" | "retry"): readonly string[] => {
  const programs = ["--server", program("http-hello.mjs"), "--client", `${program("polls.mjs")} ${how}`];
  const expected = ["--expect-verdict", "lost=0,unreported=0"];
  const fault = ["--fault", "reset@request:/GET /", "--watch-ms", "1000"];
  return [...programs, "--client-on", "pipes", ...fault, ...expected, ...AT_ONCE];
};

test("a poll that was refused, and not asked once more, does not pass because the next one is answered", async (t) => {
  const { code, runs, stdout } = await run(t, polls("skip"));
  const [verdict] = runs.map((each) => each.verdict);
  assert.deepEqual([code, verdict?.lost, verdict?.unreported], [3, undefined, undefined], stdout);
  assert.match(verdict?.ledger?.said[0]?.why ?? "", /asks the same again and again/);
});

test("asked once more at once, it is answered", async (t) => {
  const { code, runs, stdout } = await run(t, polls("retry"));
  const [verdict] = runs.map((each) => each.verdict);
  assert.deepEqual([code, verdict?.lost, verdict?.unreported], [0, 0, 0], stdout);
});
