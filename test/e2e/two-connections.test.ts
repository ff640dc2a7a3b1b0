// A client with two connections that are both open, of which the fault hits one: what it then sends on the other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_ONCE, assertVerdict, experiment, program } from "./own.ts";

const client = (mode: string): string[] => ["--client", `${program("two-connections.py")} ${mode}`];
const TALK = ["--client-on", "pipes", "--say", "one", "--expect", "one"];
const THEN = ["--then", "--say", "two", "--expect", "two", ...AT_ONCE];

test("who asks again on its other connection, and keeps the dead one open, has noticed", async (t) => {
  const seen = await experiment(t, client("retries"), TALK, ["--fault", "kill"], THEN);
  assertVerdict(seen, { noticed: "on-use", reaction: "switches", lost: 0, grade: "pass" });
  assert.equal(seen.verdict.by, "sending the same again on another connection");
});

test("after an RST nothing goes out on the dead one: two controls show that it would have", async (t) => {
  const two = ["--fault", "reset", "--controls", "2"];
  const seen = await experiment(t, client("retries"), TALK, two, THEN);
  assertVerdict(seen, { noticed: "on-use", reaction: "switches", lost: 0, grade: "pass" });
  assert.equal(seen.verdict.by, "sending on another connection");
});

test("who does not ask again has not, nor who sends the same on both all the time", async (t) => {
  const silence = ["--fault", "kill", "--limit-ms", "800"];
  const silent = await experiment(t, client("silent"), TALK, silence, THEN);
  assertVerdict(silent, { noticed: "never", lost: 1, grade: "fail" });
  const both = await experiment(t, client("both"), TALK, silence, THEN);
  assertVerdict(both, { noticed: "never", lost: 1, grade: "fail" });
});
