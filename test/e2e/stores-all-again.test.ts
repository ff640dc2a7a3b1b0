// A client that begins again with all that it stores, in words that are never the same, and asks something else at its end.

import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function stored(t: TestContext, env: string): Promise<Verdict | undefined> {
  const client = ["--client", program("stores-all-again.py").replace("exec ", `exec env ${env} `)];
  const server = ["--server", program("stores.py"), "--server-ready", "up", "--client-on", "pipes"];
  const fault = ["--fault", "kill", "--after", "come-back:100", "--watch-ms", "4000"];
  const { runs } = await run(t, [...server, ...client, ...fault, ...AT_ONCE]);
  return runs[0]?.verdict;
}

for (const [how, env] of [
  ["whose refusal it has seen", ""],
  ["whose end it has seen", "LOOKS=1"],
] as const) {
  test(`the last thing is lost, though as much is asked instead of it: on a connection ${how}`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const verdict = await stored(t, env);
    neverSays(verdict, { lost: 0 });
  });

  test(`it is not lost where it is asked: after a connection ${how}`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const verdict = await stored(t, `${env} DONE=1`);
    neverSays(verdict, { lost: 1 });
  });
}
