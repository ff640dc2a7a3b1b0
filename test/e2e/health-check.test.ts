// A server with a health check beside it, in `--server`: on one host what that does to the server is none of the client's
// doing.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";

/** The server, and its health check as another process. */
const checked = (server: string): string => `(${program(server)}) & ${program("checks-health.py")}`;

async function watch(t: TestContext, server: string, client: string, fault: string): Promise<RunResult> {
  const served = ["--server", server, "--server-ready", "up"];
  const watched = ["--client", client, "--client-on", "pipes", "--fault", fault, "--watch-ms", "1200"];
  return await run(t, [...served, ...watched, ...AT_ONCE]);
}

// Its process closes the socket, and connects to nothing any more; the health check does.
for (const fault of ["kill", "reset"])
  test(`after ${fault} a client that stores nothing any more has not reconnected: the health check has`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const client = program("stores-no-more.py");
    const { runs, code } = await watch(t, checked("stores.py"), client, fault);
    const { observations = [], control, verdict } = runs[0] ?? {};
    const by = observations.flatMap((each) => (each.kind === "connects" ? [each.by] : []));
    assert.ok(by.includes("server") && by.includes("client"), by.join());
    assert.equal(control?.serversConnect, true);
    assert.notEqual(verdict?.reaction, "reconnects", verdict?.summary.join("\n"));
    assert.notEqual(code, 0, verdict?.summary.join("\n"));
  });

// Some twenty connections beside it in the control are no habit of the client's.
test("a client that connects and subscribes again has noticed at once", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const server = checked("subscribes-once.py").replace(/subscribes-once.py'?/, "$& serve");
  const client = program("subscribes-once.py").replace("exec ", "exec env AGAIN=1 ");
  const { runs, code } = await watch(t, server, client, "reset");
  const { noticed, reaction, summary } = runs[0]?.verdict ?? {};
  assert.equal(noticed, "at-once", summary?.join("\n"));
  assert.equal(reaction, "reconnects", summary?.join("\n"));
  assert.notEqual(code, 1);
});
