// A client that has given up by the time its answer comes, and throws it away.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";

// The control prints "answer: did two", the run nothing. strace: epoll_pwait is 0 after 299 ms, which is its time-out; the
// answer comes 700 ms later, and is read.
test("a late answer that the client does not print, as it does in the control, it may not have borne", async (t) => {
  const client = ["--client", program("gives-up-in-a-loop.mjs"), "--client-on", "pipes", "--ready", "ready"];
  const said = ["--say", "one", "--then", "--say", "two", "--fault", "pause:1000"];
  const { runs } = await run(t, [...client, ...said, ...AT_ONCE]);
  const { verdict } = runs[0] ?? {};
  assert.notEqual(verdict?.patience, "bears", verdict?.summary.join("\n"));
  assert.notEqual(verdict?.grade, "pass");
});
