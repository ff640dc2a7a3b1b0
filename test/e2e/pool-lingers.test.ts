// A client that closes the one of its connections that it has used, and leaves the others in CLOSE_WAIT.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ofKind } from "../../src/timeline/queries.ts";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

// ss: CLOSE-WAIT 1 0 of two connections, to the end.
test("lingers is of each connection that the fault has hit", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("pool-of-three.py"), "--client-on", "pipes", "--ready", "ready"];
  const said = [
    "--say",
    "one",
    "--expect",
    "answer: one",
    "--then",
    "--say",
    "two",
    "--expect",
    "answer: two",
  ];
  const { verdict, runs } = await experiment(t, client, said, ["--connection", "all"], AT_ONCE);
  const left = ofKind(runs[0]?.observations ?? [], "sockets")
    .at(-1)
    ?.rows.filter(({ state }) => state === "CLOSE_WAIT");
  assert.equal(left?.length, 2);
  assert.equal(verdict.lingers, true, verdict.summary.join("\n"));
  assert.equal(verdict.grade, "fail");
});
