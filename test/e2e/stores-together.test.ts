// Clients that keep what could not be stored, and store it together with the next: nothing is lost.

import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const exec = (name: string, env: string): string => program(name).replace("exec ", `exec env ${env} `);
const AFTER = ["--after", "come-back:50", "--watch-ms", "4000"];

for (const [how, env, fault] of [
  ["in one line", "NOTHING=1", "kill"],
  ["in one request", "HTTP=1", 'kill@request:/"row": 3/'],
] as const)
  test(`who stores what is left with the next, ${how}, has lost nothing`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const programs = ["--server", exec("stores.py", env), "--client", exec("stores-together.py", env)];
    const args = [
      "--client-on",
      "pipes",
      "--server-ready",
      "up",
      "--fault",
      fault,
      "--expect-verdict",
      "none",
    ];
    const { verdict } = await experiment(t, programs, args, AFTER, AT_ONCE);
    neverSays(verdict, { lost: 1, unreported: 1 });
  });
