// A client that says that its connection went, and that it is back, and then loses what is said to it without a word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// `reconnect` is what the managers of socket.io, and the status of nats.js, name the event of one that has succeeded.
for (const back of [
  "reconnect 1",
  "reconnect successful",
  "reconnected after 3 failed attempts",
  "back online (was: ECONNRESET)",
  "connection restored after error",
  "reconnecting... done",
  "reconnecting took 120 ms",
  "trying node 2: it answers",
]) {
  test(`"${back}" tells of no later loss`, async (t) => {
    const programs = ["--server", program("room.mjs"), "--client", `${program("joins-once.mjs")} '${back}'`];
    const before = [
      "--client-on",
      "pipes",
      "--ready",
      "joined",
      "--say",
      "one",
      "--expect",
      "heard one",
      "--then",
    ];
    const then = ["--say", "two", "--expect", "heard two", "--after", "come-back:100", "--limit-ms", "1000"];
    const { code, runs } = await run(t, [...programs, ...before, ...then, ...AT_ONCE, "--watch-ms", "1000"]);
    const { verdict } = runs[0] ?? {};
    assert.equal(verdict?.lost, 1, verdict?.summary.join("\n"));
    neverSays(verdict, { unreported: 0 });
    assert.notEqual(code, 0);
  });
}
