// Clients that store one thing after the other, and look whether their connection has ended before they ask (urllib3 does):
// nothing is refused there, and what is asked until the server is back is no thing that is stored.

import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const exec = (name: string, env: string): string => program(name).replace("exec ", `exec env ${env} `);
const KILL = ["--fault", "kill", "--after", "come-back:100", ...AT_ONCE, "--watch-ms", "4000"];
const ON_PIPES = ["--client-on", "pipes", "--server-ready", "up", "--expect-verdict", "none"];

for (const env of ["PING=1", "PING='STORE that it is back'", "HTTP=1 PING=1"])
  test(`who goes on with the next thing has lost one (${env})`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const server = ["--server", exec("stores.py", env)];
    const client = ["--client", exec("puts-each.py", `LOOKS=1 ${env}`)];
    const { verdict } = await experiment(t, server, client, ON_PIPES, KILL);
    neverSays(verdict, { lost: 0 });
  });
