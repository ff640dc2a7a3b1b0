// A client that ships line after line, and ends while its server is away: its kernel still sends what it left.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { neverSays } from "./never-says.ts";
import { AT_ONCE, program } from "./own.ts";
import { summaryOf } from "./over-tls.ts";

async function shipped(t: TestContext, behind: string): Promise<RunResult> {
  const lines = "(for i in 0 1 2 3 4 5 6 7 8 9; do echo event $i; sleep 0.1; done)";
  const client = `${lines} | socat -u - TCP:$HOST:$PORT${behind}`;
  const programs = ["--server", program("takes-lines.py"), "--server-ready", "up", "--client", client];
  const fault = ["--client-on", "pipes", "--fault", "outage:1500@request:/event 5/", "--watch-ms", "3000"];
  return await run(t, [...programs, ...fault, "--expect-verdict", "lost=0,unreported=0", ...AT_ONCE]);
}

// tcpdump: "event 6" and the rest are sent again and again, and arrive once the cable is back.
test("what was still on its way as the run ended is not known to be lost", async (t) => {
  if (!hasProgram(t, "python3") || !hasProgram(t, "socat")) return;
  const seen = await shipped(t, "");
  const [verdict] = seen.runs.map((each) => each.verdict);
  neverSays(verdict, { lost: 1, unreported: 1 });
  assert.equal(seen.code, 3, summaryOf(seen));
  assert.match(verdict?.ledger?.said.at(-1)?.why ?? "", /--client 'CLIENT; sleep 5' shows more/);
});

test("with its client kept for longer, as the reason says, nothing is lost", async (t) => {
  if (!hasProgram(t, "python3") || !hasProgram(t, "socat")) return;
  const seen = await shipped(t, "; sleep 5");
  neverSays(seen.runs[0]?.verdict, { lost: 1, unreported: 1 });
  assert.equal(seen.runs[0]?.verdict.patience, "bears", summaryOf(seen));
});
