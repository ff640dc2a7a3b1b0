// Clients that store one thing after the other in a server that dies between two of them. The next thing is refused: one
// that never asks for it again, and goes on, has lost it, whatever else it asks on its new connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const exec = (name: string, env: string): string => program(name).replace("exec ", `exec env ${env} `);
const KILL = ["--fault", "kill", "--after", "come-back:100", ...AT_ONCE, "--watch-ms", "4000"];
const NONE = ["--expect-verdict", "none"];
const ON_PIPES = ["--client-on", "pipes", "--server-ready", "up"];

for (const [how, env] of [
  ["at once", ""],
  ["once a PING is answered", "PING=1"],
  ["with seventy of them to store", "STORES=70 PAUSE=0.02"],
  ["behind a login that is never the same", "NONCE=1"],
  ["over HTTP", "HTTP=1"],
  ["over HTTP, once it is up", "HTTP=1 PING=1"],
] as const)
  for (const again of ["", "AGAIN=1"])
    test(`goes on ${how}: ${again === "" ? "the thing that was refused is lost" : "with the same thing, and nothing is lost"}`, async (t) => {
      if (!hasProgram(t, "python3")) return;
      const server = ["--server", exec("stores.py", env)];
      const client = ["--client", exec("puts-each.py", `${env} ${again}`)];
      const { verdict } = await experiment(t, server, client, ON_PIPES, KILL);
      const { lost, unreported } = verdict;
      const expected = again === "" ? [1, 1] : [0, 0];
      assert.deepEqual([lost, unreported], expected, verdict.summary.join("\n"));
    });

test("who connects for each thing, and is refused at one of many, has lost that", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const env = "EACH=1 STORES=12";
  const programs = ["--server", exec("stores.py", ""), "--client", exec("puts-each.py", env)];
  const fault = ["--fault", "kill@request:/thing 003/", "--after", "come-back:150", "--watch-ms", "4000"];
  const { lost, unreported, summary } = (await experiment(t, programs, ON_PIPES, fault, AT_ONCE)).verdict;
  assert.deepEqual([lost, unreported], [1, 1], summary.join("\n"));
});

test("who tries again and again to connect, and waits between, may yet ask for it", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const programs = [
    "--server",
    exec("stores.py", ""),
    "--client",
    exec("puts-each.py", "AGAIN=1 PAUSE=0.15"),
  ];
  const { runs } = await run(t, [...programs, ...ON_PIPES, "--fault", "kill", ...AT_ONCE]);
  const { verdict } = runs[0] ?? {};
  assert.equal(verdict?.undecided?.["unreported"], "too-short", verdict?.summary.join("\n"));
});

// Of things that are never the same no control has the words; of very many the words are not kept; and what is binary may
// have been asked otherwise.
for (const [what, env] of [
  ["with an id of its own in each", "UNIQUE=1"],
  ["with an id of its own in each, once a PING is answered", "UNIQUE=1 PING=1"],
  ["with the number of the try in each", "TRY=1 STORES=4 PAUSE=0.3"],
  ["in frames of bytes", "FRAMED=1 NONCE=1"],
  ["with more of them than are kept of a control", "STORES=1100 PAUSE=0.004"],
] as const) {
  test(`who goes on with the next, ${what}, is not known to have lost nothing`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const programs = ["--server", exec("stores.py", env), "--client", exec("puts-each.py", env)];
    const { verdict } = await experiment(t, programs, ON_PIPES, KILL, NONE);
    neverSays(verdict, { lost: 0, unreported: 0 });
  });

  test(`who goes on with the same, ${what}, is not known to have lost it`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const programs = ["--server", exec("stores.py", env), "--client", exec("puts-each.py", `${env} AGAIN=1`)];
    const { verdict } = await experiment(t, programs, ON_PIPES, KILL, NONE);
    const isSame = !env.startsWith("TRY=1"); // word for word
    neverSays(verdict, { lost: 1, unreported: 1 });
    if (isSame) assert.equal(verdict.lost, 0, verdict.summary.join("\n"));
  });
}
