// One that ships two metrics over two connections, and is never answered: one of them is shipped no more.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program, sentSinceFault } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function shipped(t: TestContext, env: string): Promise<RunResult> {
  const server = ["--server", `${program("ships-its-log.py")} serve`, "--server-ready", "up"];
  const client = ["--client", program("ships-metrics.py").replace("exec ", `exec env ${env} `)];
  const watched = ["--client-on", "pipes", "--fault", "reset", "--watch-ms", "2000"];
  const expected = ["--expect-verdict", "lost=0,unreported=0"];
  return await run(t, [...server, ...client, ...watched, ...expected, ...AT_ONCE]);
}

/** How many lines of each were sent since the fault. */
function sentSince(result: RunResult): { readonly cpu: number; readonly memory: number } {
  const sent = sentSinceFault(result);
  return { cpu: sent.match(/cpu/g)?.length ?? 0, memory: sent.match(/memory/g)?.length ?? 0 };
}

// The control ships some twenty lines of each in that time.
test("who ships one of two no more has not lost nothing", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await shipped(t, "ENDS=1");
  const { cpu, memory } = sentSince(seen);
  assert.equal(cpu, 0);
  assert.ok(memory > 3, `${memory}`);
  neverSays(seen.runs[0]?.verdict, { lost: 0 });
  assert.notEqual(seen.code, 0);
});

test("who ships both on has not lost any", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await shipped(t, "AGAIN=1");
  assert.ok(sentSince(seen).cpu > 3);
  neverSays(seen.runs[0]?.verdict, { lost: 1 });
});
