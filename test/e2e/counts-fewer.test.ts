// By the server's own count it has fewer things than in the control, of a client to which nothing is said: that is no pass,
// whatever else was answered.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const STORES = program("stores-at-commit.py");

test("a server that has three of six things has lost some", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const programs = ["--server", `${STORES} serve`, "--server-ready", "up", "--client", STORES];
  const fault = ["--client-on", "pipes", "--fault", "reset@request:/STORE thing-3/", "--watch-ms", "2000"];
  const expected = ["--count", `${STORES} count`, "--expect-verdict", "lost=0", ...AT_ONCE];
  const { code, runs } = await run(t, [...programs, ...fault, ...expected]);
  const counted = runs[0]?.observations.filter((each) => each.kind === "counted") ?? [];
  assert.equal(counted.at(-1)?.count, 3);
  assert.equal(runs[0]?.control?.countedMore, 6);
  neverSays(runs[0]?.verdict, { lost: 0 });
  assert.notEqual(code, 0);
});

// The server prints `took event 0`, and is killed; in the control it prints ten such lines.
test("one that has printed once what it prints ten times in the control has lost some", async (t) => {
  if (!hasProgram(t, "python3") || !hasProgram(t, "nc.openbsd")) return;
  const lines = "for i in 0 1 2 3 4 5 6 7 8 9; do echo event $i; sleep 0.1; done";
  const client = ["--client", `(${lines}) | nc.openbsd -N $HOST $PORT`, "--client-on", "pipes"];
  const server = ["--server", program("takes-lines.py"), "--server-ready", "up"];
  const watched = ["--fault", "kill", "--watch-ms", "2000", "--done-when", "/took event/"];
  const { code, runs } = await run(t, [
    ...server,
    ...client,
    ...watched,
    "--expect-verdict",
    "lost=0",
    ...AT_ONCE,
  ]);
  neverSays(runs[0]?.verdict, { lost: 0 });
  assert.notEqual(code, 0);
});
