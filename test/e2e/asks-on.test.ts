// A client that polls with a time limit, and asks for the next thing although the last was not answered.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

const ASKS_ON = [
  "--client",
  program("asks-on-without-answers.py"),
  "--client-on",
  "pipes",
  "--watch-ms",
  "1500",
];

// strace: sendto "reading 7\n", poll is 0 after 300 ms (a time-out), sendto "reading 8\n", and so on. Nothing is printed.
test("who asks for the next thing has given up the last one, whatever it sleeps in when it is looked at", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { runs } = await run(t, [...ASKS_ON, "--fault", "stop", ...AT_ONCE]);
  const { verdict } = runs[0] ?? {};
  neverSays(verdict, { lost: 0, unreported: 0 });
  assert.notEqual(verdict?.grade, "pass");
});

// strace: poll is 0 after 300 ms, sendto "reading 54\n", and so on. The first one is not acknowledged, so the others stay in
// its kernel (Nagle): only its send queue shows them.
test("so it has where its kernel sends nothing more, and only holds it", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const { runs } = await run(t, [...ASKS_ON, "--fault", "host-crash", ...AT_ONCE]);
  neverSays(runs[0]?.verdict, { lost: 0, unreported: 0 });
});

// Its server may have taken what it was just asking, or its answer may still have been on its way.
test("without a control, too, what was never acknowledged is not said to be there", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const expected = ["--control", "none", "--expect-verdict", "lost=0,unreported=0"];
  const { runs, code } = await run(t, [...ASKS_ON, "--fault", "host-crash", ...expected]);
  neverSays(runs[0]?.verdict, { lost: 0, unreported: 0 });
  assert.notEqual(code, 0);
});

// strace: it gives up three readings, 300 ms after each, and reads six answers at once.
for (const fault of ["pause:900", "outage:900"])
  test(`who gave up what was answered after the ${fault} has not borne it`, async (t) => {
    if (!hasProgram(t, "python3")) return;
    const { runs, code } = await run(t, [...ASKS_ON, "--fault", fault, ...AT_ONCE]);
    const [verdict] = runs.map((each) => each.verdict);
    neverSays(verdict, {});
    assert.notEqual(verdict?.patience, "bears", verdict?.summary.join("\n"));
    assert.notEqual(code, 0);
  });
