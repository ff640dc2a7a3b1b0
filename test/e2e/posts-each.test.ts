// A script that posts each job with a curl of its own, and waits until its server is well where one fails.

import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram, quoted, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function posted(t: TestContext, env: string): Promise<Verdict | undefined> {
  const script = quoted(join(process.cwd(), "test/fixtures/programs/posts-each.sh"));
  const client = ["--client", `exec env ${env} sh ${script}`, "--client-on", "pipes"];
  const server = [
    "--server",
    program("stores.py").replace("exec ", "exec env HTTP=1 "),
    "--server-ready",
    "up",
  ];
  const fault = ["--fault", 'kill@request:/job": 3/', "--after", "come-back:100", "--watch-ms", "6000"];
  const { runs } = await run(t, [...server, ...client, ...fault, ...AT_ONCE]);
  return runs[0]?.verdict;
}

test("the job that was refused, and is never posted again, is lost", async (t) => {
  if (!hasProgram(t, "curl") || !hasProgram(t, "python3")) return;
  const verdict = await posted(t, "");
  neverSays(verdict, { lost: 0 });
});

test("it is not lost where it is posted again", async (t) => {
  if (!hasProgram(t, "curl") || !hasProgram(t, "python3")) return;
  const verdict = await posted(t, "AGAIN=1");
  neverSays(verdict, { lost: 1 });
});
