// The reports of a suite that has not come to its end: none of them says that all is well.

import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eventually } from "./harness.ts";
import { ENDS, begin, deadpeerTest, readResults, suite } from "./suites.ts";

const REPORTS = ["--reporter", "list", "--reporter", "junit=junit.xml", "--reporter", "markdown=summary.md"];

test("SIGKILL to the suite leaves no report of an earlier one, and SIGTERM one with what was not run", async (t) => {
  const clients = Object.fromEntries(
    Array.from({ length: 3 }, (_, i) => [`ends${i}`, { command: ENDS, on: "pipes" as const }]),
  );
  const folder = suite(t, { clients, faults: "kill", workers: 1 });
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const whole = await deadpeerTest(folder, ...REPORTS);
  assert.equal(whole.code, 0, whole.stdout);
  assert.match(read("junit.xml"), /tests="3" failures="0" errors="0"/);
  assert.match(read("summary.md"), /^### deadpeer: 3 passed$/m);

  const killed = begin(folder, REPORTS);
  await eventually("a case has ended", () => readResults(folder).results.size === 1);
  killed.child.kill("SIGKILL");
  await killed.outcome;
  assert.match(read("junit.xml"), /tests="3" failures="0" errors="3"/);
  assert.match(read("summary.md"), /^### deadpeer: 3 not run$/m);
  assert.match(read("deadpeer-results/index.html"), /it was not run/);
  await eventually("nothing left", () => killed.leftovers().length === 0, 5000);

  rmSync(join(folder, "deadpeer-results"), { recursive: true });
  const ended = begin(folder, REPORTS);
  await eventually("a case has ended", () => readResults(folder).results.size === 1);
  ended.child.kill("SIGTERM");
  const { code, stdout } = await ended.outcome;
  assert.equal(code, 143, stdout);
  assert.match(read("junit.xml"), /tests="3" failures="0" errors="[12]"/);
  assert.match(read("summary.md"), /^### deadpeer: [12] passed, [12] not run$/m);
});
