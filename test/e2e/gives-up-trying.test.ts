// A service that tries three times to connect again, and never after that: its server is back, and nothing is stored.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function stored(t: TestContext, tries: number, expected: readonly string[]): Promise<RunResult> {
  const client = program("gives-up-trying.mjs").replace("exec ", `exec env TRIES=${tries} `);
  const programs = ["--server", program("stores.py"), "--server-ready", "up", "--client", client];
  const fault = ["--fault", "kill", "--kill", "tree", "--after", "come-back:800", "--watch-ms", "3000"];
  return await run(t, [...programs, "--client-on", "pipes", ...fault, ...expected, ...AT_ONCE]);
}

/** How often it has tried to connect, and what it has stored, since the fault. */
function sinceFault({ runs }: RunResult): { readonly syns: number; readonly readings: number } {
  const observations = runs[0]?.observations ?? [];
  const at = observations.findIndex(({ kind }) => kind === "fault");
  const segments = observations.slice(at).flatMap((each) => (each.kind === "segment" ? [each] : []));
  const sent = segments.map(({ payload }) => Buffer.from(payload, "base64").toString()).join("");
  const syns = segments.filter(({ flags }) => flags.includes("S") && !flags.includes(".")).length;
  return { syns, readings: sent.match(/reading \d+/g)?.length ?? 0 };
}

// In the two seconds since its server is back the control stores some twenty.
test("who has tried three times, and tries no more, does not pass", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await stored(t, 3, ["--expect-verdict", "lost=0,unreported=0"]);
  const { syns, readings } = sinceFault(seen);
  const { verdict } = seen.runs[0] ?? {};
  assert.ok(syns > 0 && syns <= 3, `${syns}`);
  assert.equal(readings, 0);
  neverSays(verdict, { unreported: 0 }); // which is expected by default
  assert.notEqual(seen.code, 0, verdict?.summary.join("\n"));
});

test("who tries on stores again, and does not fail", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await stored(t, 1000, []);
  assert.ok(sinceFault(seen).readings > 3);
  assert.notEqual(seen.code, 1, seen.runs[0]?.verdict.summary.join("\n"));
});

// It sends a reading every 100 ms, whatever comes, and waits for no answer.
for (const fault of ["stop", "stop@request:/reading 5/", "host-crash"])
  test(`after ${fault} who stores on and waits for nothing is not said to wait`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const client = program("gives-up-trying.mjs").replace("exec ", "exec env TRIES=3 ");
    const programs = ["--server", program("stores.py"), "--server-ready", "up", "--client", client];
    const watched = ["--client-on", "pipes", "--fault", fault, "--watch-ms", "2000", ...AT_ONCE];
    const { verdict } = (await run(t, [...programs, ...watched])).runs[0] ?? {};
    neverSays(verdict, { lost: 0, unreported: 0 });
  });
