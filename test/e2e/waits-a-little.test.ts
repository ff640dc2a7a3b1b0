// A client whose input waits for an answer for half a second, and whose thread prints whatever comes later: it looks, from
// outside, like one that has given up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, SILENCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const CLIENT = ["--client", program("waits-a-little.py"), "--client-on", "pipes", "--ready", "ready"];
const SAYS = ["--say", "one", "--expect", "got one", "--then", "--say", "two", "--expect", "got two"];
const STOP = ["--fault", "stop", ...AT_ONCE];

test("its server goes on after two seconds, and its user sees the answer", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const back = ["--after", "come-back:2000", "--limit-ms", "4000"];
  const { verdict } = await experiment(t, CLIENT, SAYS, STOP, back);
  assert.deepEqual([verdict.lost, verdict.unreported], [0, 0], verdict.summary.join("\n"));
});

test("so while it is watched for less nobody knows whether it will tell", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { verdict } = await experiment(t, CLIENT, SAYS, STOP, SILENCE, ["--expect-verdict", "lost=1"]);
  neverSays(verdict, { unreported: 1 });
});
