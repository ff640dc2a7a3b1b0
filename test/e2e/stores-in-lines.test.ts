// A client that asks in several lines, of which only one in the middle says what it is about.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function stored(t: TestContext, env: string): Promise<Verdict | undefined> {
  const client = ["--client", program("puts-each.py").replace("exec ", `exec env LINES=1 ${env} `)];
  const server = ["--server", program("stores.py"), "--server-ready", "up", "--client-on", "pipes"];
  const fault = ["--fault", "kill", "--after", "come-back:100", "--watch-ms", "4000"];
  const { runs } = await run(t, [...server, ...client, ...fault, ...AT_ONCE]);
  return runs[0]?.verdict;
}

test("what is never asked again is lost, though the next begins and ends alike", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "");
  neverSays(verdict, { lost: 0 });
});

test("what is asked again is not", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "AGAIN=1");
  assert.deepEqual([verdict?.lost, verdict?.unreported], [0, 0], verdict?.summary.join("\n"));
});
