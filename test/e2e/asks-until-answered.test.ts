// A client that asks the same again and again, each time on a new connection, while its server is stopped: it does what is
// right, and is at it still when the run is over. Whether it will ever tell is not known.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// /proc/PID/syscall: poll(…, 500) on the socket of the newest connection, on which it has just sent `STORE thing-3` again.
// requests with timeout=0.5 in a loop does the same.
for (const fault of ["stop", "stop@request:/thing-3/"])
  test(`after ${fault}: while it still asks, nobody knows that it will not tell`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const server = ["--server", program("keeps-a-queue.py"), "--server-ready", "up"];
    const client = ["--client", program("asks-until-answered.py"), "--client-on", "pipes"];
    const watched = ["--fault", fault, "--watch-ms", "1300", "--expect-verdict", "unreported=0", ...AT_ONCE];
    const { code, runs } = await run(t, [...server, ...client, ...watched]);
    const [verdict] = runs.map((each) => each.verdict);
    assert.equal(verdict?.reaction, "reconnects", verdict?.summary.join("\n"));
    neverSays(verdict, { unreported: 1 });
    assert.notEqual(code, 1);
  });
