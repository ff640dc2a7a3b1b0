// A client with several asks in flight: what was sent before its server's last answer is answered only in its turn.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const exec = (name: string, env: string): string => program(name).replace("exec ", `exec env ${env} `);
const ON_PIPES = ["--client-on", "pipes", "--server-ready", "up", "--expect-verdict", "none"];

for (const [again, vary] of [
  ["all", ""],
  ["rest", ""],
  ["all", "1"],
  ["rest", "1"],
])
  test(`of what was in flight it sends again: ${again}${vary && ", and answers are of any length"}`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const client = exec("three-in-flight.py", `AGAIN=${again} VARY=${vary}`);
    const programs = ["--server", exec("stores.py", "SLOW=1"), "--client", client, ...ON_PIPES];
    const fault = ["--fault", "kill@printed:/took STORE thing 006/", "--watch-ms", "6000", ...AT_ONCE];
    const { verdict } = await experiment(t, programs, fault);
    if (again === "all") assert.equal(verdict.lost, 0, verdict.summary.join("\n"));
    else neverSays(verdict, { lost: 0 });
  });
