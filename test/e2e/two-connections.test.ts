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
  assertVerdict(both, { lost: 1, grade: "fail" });
  // Kept from a processor it does so at other times than usual, just after an RST: then it may be more than a habit.
  assert.match(both.verdict.noticed, /^(never|unknown)$/);
});

test("a process that lets go of the socket has noticed, though another keeps a copy", async (t) => {
  const forks = ["--client", program("forks-reader.py")];
  const seen = await experiment(t, forks, TALK, ["--fault", "reset", "--limit-ms", "800"], AT_ONCE);
  assertVerdict(seen, { noticed: "on-use" });
  assert.equal(seen.verdict.by, "one of its processes letting go of the socket");
});

test("a client that SIGKILL ends has noticed nothing by that", async (t) => {
  const killed = `(until grep -q ' 08 00' /proc/net/tcp; do sleep 0.05; done; kill -9 $$) & ${program("two-connections.py")} silent`;
  const seen = await experiment(t, ["--client", killed], TALK, ["--fault", "kill"], AT_ONCE);
  assertVerdict(seen, { noticed: "unknown", reaction: "crashes", grade: "fail" });
  assert.equal(seen.verdict.undecided?.["noticed"], "was-killed");
});
