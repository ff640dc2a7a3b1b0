// A client that stores in batches, and the things of the one that has failed one by one.

import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function stored(t: TestContext, env: string): Promise<Verdict | undefined> {
  const client = program("stores-in-batches.py").replace("exec ", `exec env ${env} `);
  const server = ["--server", `${program("stores-in-batches.py")} serve`, "--server-ready", "up"];
  const fault = ["--fault", "kill", "--after", "come-back:100", "--watch-ms", "4000"];
  const { runs } = await run(t, [
    ...server,
    "--client",
    client,
    "--client-on",
    "pipes",
    ...fault,
    ...AT_ONCE,
  ]);
  return runs[0]?.verdict;
}

test("the things of a batch, stored one by one, are not lost", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "");
  neverSays(verdict, { lost: 1 });
});

test("a batch that is left out is lost", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "SKIPS=1");
  neverSays(verdict, { lost: 0 });
});
