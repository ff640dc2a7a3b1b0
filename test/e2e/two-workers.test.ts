// Two workers of one client: that the one has sent again what was refused says nothing of what the other one lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const exec = (name: string, env: string): string => program(name).replace("exec ", `exec env ${env} `);
const ON_PIPES = ["--client-on", "pipes", "--server-ready", "up", "--expect-verdict", "none"];
const AFTER = ["--kill", "tree", "--after", "come-back:60", "--watch-ms", "4000"];

for (const [first, fault, lost] of [
  ["looks", "kill", 1],
  ["next", "kill@request:/alpha 002/", 1],
  ["again", "kill@request:/alpha 002/", 0],
] as const)
  test(`the first worker goes on so: ${first}; the second with the same thing: lost ${lost}`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const programs = ["--server", program("stores.py"), "--client", exec("two-workers.py", `FIRST=${first}`)];
    const args = [...programs, ...ON_PIPES, "--fault", fault, ...AFTER, ...AT_ONCE];
    const { verdict } = await experiment(t, args);
    if (lost === 0) assert.equal(verdict.lost, 0, verdict.summary.join("\n"));
    else neverSays(verdict, { lost: 0 });
  });
