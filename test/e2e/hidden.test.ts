// A client whose descriptors may not be looked at: it has made itself undumpable, as ssh-agent and gpg-agent do.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { anyUser, deadpeer, hasProgram, temporaryDirectory } from "./harness.ts";
import { ALONE, assertVerdict, experiment, program } from "./own.ts";

const client = (when: string): readonly string[] => ["--client", `${program("undumpable.py")} ${when}`];

test(anyUser("a client that hides once it has read the end of file has not closed its socket"), async (t) => {
  if (!hasProgram(t, "python3")) return;
  const run = await experiment(t, client("at-end"), ALONE);
  assertVerdict(run, { ending: "fin", noticed: "at-once", reaction: "holds-socket", lingers: true });
});

test(anyUser("a client that hides from the beginning is not said never to have connected"), async (t) => {
  if (!hasProgram(t, "python3")) return;
  const out = ["--out", join(temporaryDirectory(t), "report")];
  const { code, stderr } = await deadpeer([
    "run",
    "--start-ms",
    "6000",
    ...client("at-once"),
    ...ALONE,
    ...out,
  ]).outcome;
  // Whoever has the right to look sees it: root, and everybody where /proc allows it.
  if (code === 3)
    assert.match(stderr, /It is unknown whether the client has connected to the server: its process \d+/);
  else assert.equal(code, 1, stderr);
  assert.doesNotMatch(stderr, /never connected/);
});
