// A client that says that its line is stored, whatever came of it: what comes for what it polls on another connection is no
// answer to that.

import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, SILENCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// strace: recv(2) of what was said returns EAGAIN; ss: `STORE two` is in the queue of the stopped process.
for (const env of ["", "NUMBERS=1"])
  test(`what comes on another connection does not answer what nobody has read${env === "" ? "" : ", under whatever number"}`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const server = ["--server", program("stores.py"), "--server-ready", "up"];
    const client = [
      "--client",
      program("stores-beside-poll.py").replace("exec ", `exec env ${env} `),
      "--client-on",
      "pipes",
      "--ready",
      "ready",
    ];
    const says = [
      "--say",
      "one",
      "--expect",
      "stored one",
      "--then",
      "--say",
      "two",
      "--expect",
      "stored two",
    ];
    const fault = ["--fault", "stop", ...SILENCE];
    const { verdict } = await experiment(t, server, client, says, fault, AT_ONCE, [
      "--expect-verdict",
      "none",
    ]);
    neverSays(verdict, { lost: 0, unreported: 0 });
  });
