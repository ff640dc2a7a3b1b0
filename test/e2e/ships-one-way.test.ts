// Clients that ship one thing after the other, and are never answered: what is refused, or never sent, in place of what the
// server has taken in the control is lost, though nobody waits for an answer.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunResult, hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const LOG = program("ships-its-log.py");

async function shipped(t: TestContext, client: string, fault: string): Promise<RunResult> {
  const server = ["--server", `${LOG} serve`, "--server-ready", "up"];
  const watched = ["--client-on", "pipes", "--fault", fault, "--watch-ms", "3000"];
  return await run(t, [
    ...server,
    "--client",
    client,
    ...watched,
    "--expect-verdict",
    "lost=0,unreported=0",
    ...AT_ONCE,
  ]);
}

/** What the server said that it had got. */
function gotBy(document: RunResult): number {
  const printed = document.runs[0]?.observations.filter((each) => each.kind === "printed") ?? [];
  const text = printed.filter(({ role }) => role === "server").map((each) => each.text);
  return [...text.join("").matchAll(/got (\d+)/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

const LINES = "for i in 0 1 2 3 4 5 6 7 8 9; do echo event $i; sleep 0.1; done";
const clients = [
  ["the log handler of Python", LOG, "python3"],
  ["a pipe into nc", `(${LINES}) | nc.openbsd -N $HOST $PORT`, "nc.openbsd"],
] as const;

// The server got less than the control's client sent. tcpdump: an RST answers the next record, or nothing is sent.
for (const [what, client, needs] of clients)
  for (const fault of ["kill", "reset"])
    test(`${what}, after ${fault}: what the server never took has been lost, and nobody was told`, async (t) => {
      if (!hasProgram(t, "python3") || !hasProgram(t, needs)) return;
      const seen = await shipped(t, client, fault);
      const { verdict, control } = seen.runs[0] ?? {};
      assert.ok(gotBy(seen) < (control?.sent ?? 0), `${gotBy(seen)} of ${control?.sent}`);
      neverSays(verdict, { lost: 0, unreported: 0 });
      assert.notEqual(seen.code, 0);
    });

test("who ships all of it once more has lost nothing", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { runs } = await shipped(t, LOG.replace("exec ", "exec env AGAIN=1 "), "reset");
  const { verdict } = runs[0] ?? {};
  neverSays(verdict, { lost: 1, unreported: 1 });
});
