// A client that keeps what it has to store while its server is down, and sends all of it at once then, as node-redis does.

import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function stored(t: TestContext, env: string): Promise<Verdict | undefined> {
  const client = ["--client", program("queues-its-stores.py").replace("exec ", `exec env ${env} `)];
  const server = ["--server", program("stores.py"), "--server-ready", "up", "--client-on", "pipes"];
  const fault = ["--fault", "kill", "--kill", "tree", "--after", "come-back:400", "--watch-ms", "4000"];
  const { runs } = await run(t, [...server, ...client, ...fault, ...AT_ONCE]);
  return runs[0]?.verdict;
}

test("what was sent at once is not lost", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "");
  neverSays(verdict, { lost: 1 });
});

for (const bytes of [200, 600])
  test(`nor is it where it was more than is kept of a segment, ${bytes} bytes each`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const verdict = await stored(t, `MORE=${"x".repeat(bytes)}`);
    neverSays(verdict, { lost: 1 });
  });

test("what was thrown away is", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const verdict = await stored(t, "DROPS=1");
  neverSays(verdict, { lost: 0 });
});
