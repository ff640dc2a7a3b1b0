// A client whose main thread reads its input, and that stores by itself in another one, which lets a second pass before it
// tries again.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function stored(t: TestContext, env: string, watchMs: string): Promise<Verdict | undefined> {
  const client = program("stores-behind-input.py").replace("exec ", `exec env ${env} `);
  const programs = ["--server", program("stores.py"), "--server-ready", "up", "--client", client];
  const fault = ["--client-on", "pipes", "--ready", "ready", "--fault", "kill", "--after", "come-back:100"];
  const { runs } = await run(t, [...programs, ...fault, ...AT_ONCE, "--watch-ms", watchMs]);
  return runs[0]?.verdict;
}

test("while it lets time pass it may yet tell", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "PAUSE=1", "500");
  neverSays(verdict, { unreported: 1 });
});

test("it has stored all of it when it was watched for longer", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "PAUSE=1", "4000");
  assert.deepEqual([verdict?.lost, verdict?.unreported], [0, 0], verdict?.summary.join("\n"));
});

test("nobody was told by a thread that has ended", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "QUITS=1", "500");
  assert.deepEqual([verdict?.lost, verdict?.unreported], [1, 1], verdict?.summary.join("\n"));
});
