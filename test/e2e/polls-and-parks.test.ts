// A client that polls, swallows that its server is gone, and from then on sleeps on its input alone: it will tell nobody.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// strace: recv(2) is 0, or ECONNRESET; then read(0), and nothing more.
test("one that waits for input alone has not told of what it had asked last", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = ["--server", program("answers-lists.py"), "--server-ready", "up"];
  const client = ["--client", program("polls-and-parks.py"), "--client-on", "pipes", "--watch-ms", "1500"];
  const { verdict } = await experiment(t, server, client, AT_ONCE, ["--expect-verdict", "none"]);
  assert.equal(verdict.lost, 1, verdict.summary.join("\n"));
  neverSays(verdict, { unreported: 0 });
});
