// A client that says several things at once on its new connection, each of its own words: each was asked and answered.

import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

test("who goes on at once on its new connection, with things that are never the same, has lost nothing", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const programs = ["--server", program("stores.py"), "--client", program("subscribes-and-stores.py")];
  const args = ["--client-on", "pipes", "--server-ready", "up", "--fault", "kill", "--watch-ms", "4000"];
  const after = ["--after", "come-back:100", "--expect-verdict", "none"];
  const { verdict } = await experiment(t, programs, args, after, AT_ONCE);
  neverSays(verdict, { lost: 1, unreported: 1 });
});
