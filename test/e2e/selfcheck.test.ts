// `deadpeer selfcheck`: on this machine every verdict is right; and it fails where one is wrong, or could not be observed.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cases } from "../../src/selfcheck/cases.ts";
import type { PlanRecord } from "../../src/suite/results.ts";
import {
  anyUser,
  deadpeer,
  eventually,
  hasProgram,
  temporaryDirectory,
  withoutNamespaces,
} from "./harness.ts";

test(
  anyUser("every client gets its verdict; the table fits in 80 columns, and nothing is left"),
  async (t) => {
    const directory = temporaryDirectory(t);
    const started = deadpeer(["selfcheck"], { TMPDIR: directory });
    const { code, stdout, stderr } = await started.outcome;
    assert.equal(code, 0, stdout + stderr);
    assert.equal(stdout.match(/ ok$/gm)?.length, cases.length);
    assert.match(stdout, new RegExp(`\\n${cases.length} of ${cases.length} verdicts are right\\.\\n$`));
    assert.ok(
      stdout.split("\n").every((line) => line.length < 80),
      stdout,
    );
    assert.deepEqual(started.leftovers(), []);
    assert.deepEqual(readdirSync(directory), []);
  },
);

test("without user namespaces nothing could be observed: exit code 3, and the reason once", async (t) => {
  if (!hasProgram(t, "unshare")) return;
  const { code, stdout } = await withoutNamespaces("selfcheck").outcome;
  assert.match(stdout, /\n0 of (\d+) verdicts are right\.\n\1 could not be observed /);
  assert.equal(stdout.match(/A private network is not possible/g)?.length, 1, stdout);
  assert.equal(code, 3);
});

test("Ctrl-C: exit code 130, and nothing is left", async (t) => {
  const directory = temporaryDirectory(t);
  const started = deadpeer(["selfcheck"], { TMPDIR: directory });
  await eventually("the first runs", () =>
    started.leftovers().some((each) => each.includes("selfcheck/client")),
  );
  started.child.kill("SIGINT");
  assert.equal((await started.outcome).code, 130);
  await eventually("nothing left", () => started.leftovers().length === 0);
  assert.deepEqual(readdirSync(directory), []);
});

test("as a suite: the same cases, with ids, filters and a directory of results", async (t) => {
  const directory = temporaryDirectory(t);
  const args = ["never-looks/kill", "reads-rst", "--out", join(directory, "out")];
  const started = deadpeer(["test", "--selfcheck", ...args], { TMPDIR: directory });
  const { code, stdout, stderr } = await started.outcome;
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^passed {7}never-looks\/kill@idle .*never, none/m);
  assert.match(stdout, /^passed {7}reads-rst\/reset@idle .*at-once, exits/m);
  assert.match(stdout, /\n2 cases: 2 passed \(/);
  assert.ok(existsSync(join(directory, "out/never-looks/kill@idle/run.json")));
  const [plan = ""] = readFileSync(join(directory, "out/results.jsonl"), "utf8").split("\n");
  assert.deepEqual((JSON.parse(plan) as PlanRecord).plan, ["never-looks/kill@idle", "reads-rst/reset@idle"]);
  assert.deepEqual(readdirSync(directory), ["out"]);
});
