// A client that mails one invoice after the other, and goes on with the next one where its connection is gone: the greeting
// of a new connection, and the answers to how its session begins, make up for nothing.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

async function mailed(t: TestContext, fault: string, again = ""): Promise<Verdict> {
  const server = ["--server", program("takes-mail.py"), "--server-ready", "up"];
  const client = ["--client", again + program("mails-invoices.py"), "--client-on", "pipes"];
  const watched = ["--fault", fault, "--watch-ms", "3000", "--expect-verdict", "none"];
  return (await experiment(t, server, client, watched, AT_ONCE)).verdict;
}

// The server's output: "taken: Subject: Invoice" of all but one.
for (const fault of ["kill", "kill@request:/2026-00003/"])
  test(`after ${fault} the next invoice, to the same people, is not the one that nobody has taken`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    neverSays(await mailed(t, fault), { lost: 0, unreported: 0 });
  });

test("one that mails it again has lost nothing", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { lost, unreported, summary } = await mailed(t, "kill", "AGAIN=1; export AGAIN; ");
  assert.deepEqual([lost, unreported], [0, 0], summary.join("\n"));
});

// The server's output: all six, each once.
for (const fault of ["kill", "kill@request:/2026-00003/"])
  test(`after ${fault} one that mails it again, with another Message-ID, is not known to have lost it`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const verdict = await mailed(t, fault, "AGAIN=1 NAMED=1; export AGAIN NAMED; ");
    neverSays(verdict, { lost: 1, unreported: 1 });
  });
