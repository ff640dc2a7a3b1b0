// Clients that make what they post anew at each try: a form with another boundary, another query, another path. What was
// taken in the end is not lost.

import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const exec = (name: string, env: string): string => program(name).replace("exec ", `exec env ${env} `);
const ON_PIPES = ["--client-on", "pipes", "--server-ready", "up"];
const KILL = ["--fault", "kill@request:/thing 002/", "--after", "come-back:150", "--watch-ms", "4000"];

for (const anew of ["form", "query", "path"])
  test(`who posts the same again with another ${anew} has lost nothing`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const programs = [
      "--server",
      exec("stores.py", "HTTP=1"),
      "--client",
      exec("posts-anew.py", `ANEW=${anew}`),
    ];
    const args = [...programs, ...ON_PIPES, ...KILL, ...AT_ONCE, "--expect-verdict", "none"];
    const { verdict } = await experiment(t, args);
    neverSays(verdict, { lost: 1, unreported: 1 });
  });
