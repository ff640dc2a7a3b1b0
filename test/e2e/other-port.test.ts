// A client that goes to a second server, on another port, once the first has died: what it does there is not seen.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { RunRecord } from "../../src/timeline/record.ts";
import { ofKind } from "../../src/timeline/queries.ts";
import { hasProgram, run } from "./harness.ts";
import { program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const stores = program("stores.py").replace("exec ", "");
const SERVERS = `PORT=7001 ${stores} & exec ${stores}`;
const client = (env: string): string => program("stores-on-two.py").replace("exec ", `exec env ${env} `);
const SOON = ["--watch-ms", "2500", "--server-ready", "/up[^]*up/", "--client-on", "pipes"];
const NOTHING_LOST = ["--expect-verdict", "lost=0,unreported=0"];

interface Told {
  readonly code: number | null;
  readonly shown: string;
  readonly first: RunRecord;
}

async function told(t: TestContext, env: string, ...args: readonly string[]): Promise<Told> {
  const programs = ["--server", SERVERS, "--client", client(env)];
  const { code, runs, leftovers, stderr } = await run(t, [...programs, ...SOON, ...NOTHING_LOST, ...args]);
  assert.deepEqual(leftovers, []);
  const [first] = runs;
  assert.ok(first, stderr);
  return { code, shown: first.verdict.summary.join("\n"), first };
}

const SINCE = /lost=0 holds is unknown: it has talked to another port since \(7001\), which is not watched/;

for (const fault of ["kill", "kill@request:/thing 003/"])
  for (const [what, env] of [
    ["asks for the same there", "A=1"],
    ["has lost one before", "LOSES=1"],
    ["has never asked for one", "LOSES=1 LOOKS=1"],
    ["has never asked for one, and runs on", "LOSES=1 LOOKS=1 RUNS_ON=1"],
  ] as const)
    test(`${fault}: who goes to another port, and ${what}, is not known to have lost anything, or nothing`, async (t) => {
      if (!hasProgram(t, "python3")) return;
      const { code, shown, first } = await told(t, env, "--fault", fault);
      assert.equal(code, 3, shown);
      assert.match(shown, SINCE);
      neverSays(first.verdict, {});
      assert.deepEqual([first.verdict.lost, first.verdict.unreported], [undefined, undefined], shown);
      const [there] = ofKind(first.observations, "other-port");
      assert.deepEqual([there?.server.port, there?.by, there?.isServers], [7001, "client", true]);
    });

test("who goes to the same port, and not to the other, has lost what it never asked again", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { code, shown, first } = await told(t, "STAYS=1 LOSES=1", "--fault", "kill");
  assert.deepEqual([code, first.verdict.lost], [1, 1], shown);
});

test("who goes to the other one in any case goes there by itself: that shows nothing", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { code, shown, first } = await told(t, "VISITS=1 STAYS=1 LOSES=1", "--fault", "kill");
  assert.deepEqual(first.control?.otherPorts, [{ port: 7001, times: 1 }]);
  assert.deepEqual([code, first.verdict.lost], [1, 1], shown);
});

test("but who goes there once more may have done it there", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { code, shown } = await told(t, "VISITS=1", "--fault", "kill");
  assert.equal(code, 3, shown);
  assert.match(shown, SINCE);
});

test("a command that counts, and asks the other one, is not the client", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const asks = `import os, socket, time; s = socket.create_connection((os.environ["HOST"], 7001)); time.sleep(0.1); print(0)`;
  const { first } = await told(t, "STAYS=1", "--fault", "kill", "--count", `python3 -c '${asks}'`);
  const there = ofKind(first.observations, "other-port");
  assert.deepEqual([...new Set(there.map(({ by }) => by))], ["own"]);
  assert.equal(first.control?.otherPorts, undefined);
});

// strace: `STORE thing 003` goes out again, at once, on the connection to 7001 that was open before, and is answered there.
test("who has a connection to the other one from the start, and asks for the same there, is not known to have lost it", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { code, shown, first } = await told(t, "SPARE=1", "--fault", "kill@request:/thing 003/");
  neverSays(first.verdict, { lost: 1 });
  assert.notEqual(code, 1, shown);
});
