// A client that says that it lost its connection, pauses, and then asks again: its answer is waited for within the limit.

import { test } from "node:test";
import { hasProgram } from "./harness.ts";
import { AT_ONCE, assertVerdict, experiment, program } from "./own.ts";

// Its main thread sleeps on its input; the one that asks sleeps for a second, connects anew, and asks again: as paho-mqtt
// does, in nanosleep(2), and Java in futex(2).
for (const pause of ["nanosleep", "futex"])
  test(`an answer that comes within the limit is waited for, though the client has said that it lost its connection, and pauses in ${pause}`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const client = ["--client", `${program("tries-again-later.py")} ${pause}`, "--client-on", "pipes"];
    const exchange = ["--say", "one", "--expect", "got one", "--then", "--say", "two", "--expect", "got two"];
    const seen = await experiment(t, client, exchange, AT_ONCE);
    assertVerdict(seen, { noticed: "on-use", reaction: "reconnects", lost: 0 });
  });
