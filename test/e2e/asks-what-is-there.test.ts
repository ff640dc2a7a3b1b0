// Clients that ask what their server has, once it is back, and go on from there: nothing is lost, though what was not
// answered is never sent again as it was.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const exec = (name: string, env: string): string => program(name).replace("exec ", `exec env ${env} `);
const AFTER = ["--after", "come-back:50", "--watch-ms", "4000", "--expect-verdict", "none"];

for (const [what, env, fault] of [
  ["whether it has a thing, and it has", "NOTHING=1", "kill@answered:/what thing 2/"],
  ["how much it has, and sends the rest", "PARTS=1", "kill@request:/row 050/"],
  ["how much it has, and that is all of the part", "PARTS=1", "kill@answered:/row 050/"],
] as const)
  test(`who asks its server ${what}, has lost nothing`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const folder = mkdtempSync(join(tmpdir(), "deadpeer-kept-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const server = ["--server", exec("keeps-things.py", `KEPT=${folder}`)];
    const programs = [...server, "--client", exec("asks-what-is-there.py", env)];
    const args = ["--client-on", "pipes", "--server-ready", "up", "--fault", fault];
    const { verdict } = await experiment(t, programs, args, AFTER);
    neverSays(verdict, { lost: 1, unreported: 1 });
  });
