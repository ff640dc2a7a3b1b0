// A client whose other program has inherited its socket, and reads a pipe: who waits for the rest of the answer is the
// client.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";

// strace, and /proc/PID/syscall: the client sleeps in recv on its connection, sort in read on a pipe.
test("what sleeps on a pipe of the client's own is not its user's input", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = ["--server", program("big-answer.py"), "--server-ready", "up"];
  const client = ["--client", program("hands-on.py"), "--client-on", "pipes"];
  const { verdict } = await experiment(t, server, client, ["--fault", "stop@mid-reply:1000"], AT_ONCE);
  assert.equal(verdict.lost, 1);
  assert.notEqual(verdict.reaction, "none", verdict.summary.join("\n"));
});
