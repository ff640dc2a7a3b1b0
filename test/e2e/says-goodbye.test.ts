// Clients that connect for each thing, and say goodbye behind it, which nobody answers: the thing that was refused, and is
// never asked again, is lost all the same.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const STORES = program("says-goodbye.py");

async function stored(t: TestContext, client: string, fault: string): Promise<RunResult> {
  const server = ["--server", `${STORES} serve`, "--server-ready", "up"];
  const watched = ["--client-on", "pipes", "--fault", fault, "--watch-ms", "3000"];
  const expected = ["--expect-verdict", "lost=0,unreported=0", ...AT_ONCE];
  return await run(t, [...server, "--client", client, ...watched, ...expected]);
}

/** What the server said that it has stored, each once. */
function storedIn({ runs }: RunResult): number {
  const printed = runs[0]?.observations.filter((each) => each.kind === "printed") ?? [];
  const text = printed.filter(({ role }) => role === "server").map((each) => each.text);
  return new Set(text.join("").match(/stored \S+/g)).size;
}

// tcpdump: `STORE thing-3` is answered with an RST, and comes on no other connection. A loop of psql, of mysql or of
// mosquitto_pub -q 1 that passes over what fails does the same: `… psql -qc "insert into t values ($i)" || true`.
for (const fault of ["kill", "reset"])
  test(`after ${fault} five of six things are stored: one is lost, and nobody was told`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const seen = await stored(t, STORES, `${fault}@request:/thing-3/`);
    const { verdict } = seen.runs[0] ?? {};
    assert.equal(storedIn(seen), 5);
    neverSays(verdict, { lost: 0, unreported: 0 });
    assert.notEqual(seen.code, 0);
  });

test("who stores it again has lost nothing", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const seen = await stored(t, STORES.replace("exec ", "exec env AGAIN=1 "), "kill@request:/thing-3/");
  const { verdict } = seen.runs[0] ?? {};
  assert.equal(storedIn(seen), 6);
  neverSays(verdict, { lost: 1, unreported: 1 });
});
