// Clients that print something else each time, and read their connection never: whatever they print, they have not noticed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";

// /proc/PID/syscall: its one thread sleeps in read(0), the other in clock_nanosleep; ss: the RST is not read.
test("a sentence of random words, as it prints them all the time, is no notice", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const client = ["--client", program("prints-at-random.py"), "--client-on", "pipes"];
  const { runs } = await run(t, [...client, "--fault", "reset", ...AT_ONCE]);
  const { verdict } = runs[0] ?? {};
  assert.match(verdict?.noticed ?? "", /^(?:never|unknown)$/, verdict?.summary.join("\n"));
  assert.notEqual(verdict?.grade, "pass");
});
