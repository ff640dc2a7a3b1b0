// An answer of HTTP that lacks a few bytes of its Content-Length, of a server whose answers come in two pieces.

import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// strace: recv is 0 in the middle of the body, http.client raises IncompleteRead.
test("what was typed, and lacks three bytes of its answer's length, is cut, whatever the server sends by itself", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = ["--server", program("begins-at-once.mjs")];
  const client = ["--client", program("calls.py"), "--client-on", "pipes", "--ready", "ready"];
  const says = ["--say", "one", "--then", "--say", "two"];
  const { verdict } = await experiment(t, server, client, says, ["--fault", "kill@request:/two/"], AT_ONCE);
  neverSays(verdict, { lost: 0, unreported: 0 });
});
