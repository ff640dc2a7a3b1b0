// Clients that go through a list of pages: who leaves out those that were refused meanwhile, and ends, has lost them.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";
import { AT_ONCE } from "./own.ts";
import { summaryOf } from "./over-tls.ts";

const BACK = ["--fault", "kill", "--after", "come-back:700", "--watch-ms", "6000"];

test("curl --rate leaves out what was refused, and ends with 0: nobody was told", async (t) => {
  if (!hasProgram(t, "curl") || !hasProgram(t, "python3")) return;
  const folder = join(temporaryDirectory(t), "pages");
  mkdirSync(folder);
  for (let i = 1; i <= 30; i += 1) writeFileSync(join(folder, `${i}`), `page ${i} of the list\n`.repeat(3));
  const server = `cd ${quoted(folder)} && exec python3 -u -m http.server $PORT --bind $HOST --protocol HTTP/1.1`;
  const client = 'curl -s --rate 600/m -o /dev/null "http://$HOST:$PORT/[1-30]"';
  const programs = [
    "--server",
    server,
    "--server-ready",
    "Serving",
    "--client",
    client,
    "--client-on",
    "pipes",
  ];
  const seen = await run(t, [...programs, ...BACK, ...AT_ONCE]);
  const [verdict] = seen.runs.map((each) => each.verdict);
  assert.deepEqual([verdict?.exit?.exitCode, verdict?.lost, verdict?.unreported], [0, 1, 1], summaryOf(seen));
});
