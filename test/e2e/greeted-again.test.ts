// A client that connects again where its connection is gone, is greeted there, and sends nothing: a greeting is no answer.

import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// strace: `two` is sent once, to a connection that answers with an RST; "stored two" is written, and nothing is sent anew.
test("a greeting on a new connection is no answer to what was refused on the old one", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = ["--server", program("greets-and-stores.py"), "--server-ready", "up"];
  const client = ["--client", program("stores-nothing-again.py"), "--client-on", "pipes", "--ready", "ready"];
  const says = ["--say", "one", "--expect", "stored one", "--then", "--say", "two", "--expect", "stored two"];
  const { verdict } = await experiment(t, server, client, says, ["--after", "come-back:100"], AT_ONCE);
  neverSays(verdict, { lost: 0, unreported: 0 });
});
