// A service of which one loop is over with its server's end, without a word, while another asks on.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program, sentSinceFault } from "./own.ts";
import { neverSays } from "./never-says.ts";

const EXPECTED = ["--expect-verdict", "lost=0,unreported=0"];

async function served(t: TestContext, env: string): Promise<RunResult> {
  const server = program("stores.py").replace("exec ", "exec env HTTP=1 ");
  const client = program("orders-beside-health.mjs").replace("exec ", `exec env ${env} `);
  const programs = ["--server", server, "--server-ready", "up", "--client", client, "--client-on", "pipes"];
  const fault = ["--fault", "kill", "--kill", "tree", "--after", "come-back:300", "--watch-ms", "2000"];
  return await run(t, [...programs, ...fault, ...EXPECTED, ...AT_ONCE]);
}

/** The orders and the questions that were sent after the fault. */
function sentSince(result: RunResult): { readonly orders: number; readonly health: number } {
  const sent = sentSinceFault(result);
  return { orders: sent.match(/order \d+/g)?.length ?? 0, health: sent.match(/GET \/health/g)?.length ?? 0 };
}

// The control posts some twenty in that time.
test("who posts no order any more, and asks for health, does not pass", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await served(t, "ENDS=1");
  const { orders, health } = sentSince(seen);
  const { verdict } = seen.runs[0] ?? {};
  assert.ok(orders <= 1, `${orders}`); // one that was just being sent
  assert.ok(health > 3, `${health}`);
  neverSays(verdict, { unreported: 0 }); // which is expected by default
  assert.notEqual(seen.code, 0, verdict?.summary.join("\n"));
});

test("who posts each order until that succeeds has lost none", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await served(t, "AGAIN=1");
  assert.ok(sentSince(seen).orders > 3);
  assert.notEqual(seen.code, 1, seen.runs[0]?.verdict.summary.join("\n"));
});
