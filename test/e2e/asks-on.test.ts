// A client that polls with a time limit, and asks for the next thing although the last was not answered.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// strace: sendto "reading 7\n", poll is 0 after 300 ms (a time-out), sendto "reading 8\n", and so on. Nothing is printed.
test("who asks for the next thing has given up the last one, whatever it sleeps in when it is looked at", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("asks-on-without-answers.py"), "--client-on", "pipes"];
  const { runs } = await run(t, [...client, "--fault", "stop", "--watch-ms", "1500", ...AT_ONCE]);
  const { verdict } = runs[0] ?? {};
  neverSays(verdict, { lost: 0, unreported: 0 });
  assert.notEqual(verdict?.grade, "pass");
});
