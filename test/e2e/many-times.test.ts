// Experiments with programs of one's own, made many times (`--times`).

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cli, quoted, run, temporaryDirectory } from "./harness.ts";
import { program } from "./own.ts";

const QUICK = ["--watch-ms", "300", "--control", "at-once"];

test("many times: the verdicts are counted, and one run of each kind is kept, with its control", async (t) => {
  const { code, document, runs, stdout } = await run(t, [...QUICK, "--kill", "owner", "--times", "3"]);
  assert.equal(code, 0);
  const answers = { "fin, noticed at-once, exits, exit code 1, lost 0": 3 };
  assert.deepEqual(
    document.repeats?.map(({ scenario, name, times, proven, answers: counted }) => [
      scenario,
      name,
      times,
      proven,
      counted,
    ]),
    [["experiment", "experiment", 3, 3, answers]],
  );
  assert.deepEqual(
    runs.map(({ name, observations }) => [name, observations.length > 0]),
    [
      ["experiment", true],
      ["control", true],
    ],
  );
  assert.match(stdout, /proven 3 of 3; 3 × fin, noticed at-once, exits/);
  assert.match(stdout, /pass {5}noticed!=never/);
  const never = ["--control", "none", "--expect-verdict", "noticed=never"];
  const failed = await run(t, ["--kill", "owner", "--times", "2", ...never]);
  assert.equal(failed.code, 1);
});

// Under a lock that only one process may have a second server could not start: exit code 2.
test("many times, of programs that may share files: one after the other", async (t) => {
  const lock = join(temporaryDirectory(t), "lock");
  const serve = `exec flock -n ${quoted(lock)} node ${quoted(cli)} serve --port $PORT`;
  const { code, document } = await run(t, ["--server", serve, "--watch-ms", "20", "--times", "3"]);
  assert.equal(code, 0);
  assert.equal(document.repeats?.[0]?.proven, 3);
});

test("made several times, each death of a story is counted; one of each kind is kept, and one control", async (t) => {
  const programs = `server: ${program("named.mjs")} server\nclient: ${program("retry.mjs")}\nclientOn: pipes\n`;
  const limits = "control: at-once\nwatchMs: 100\n";
  const file = join(temporaryDirectory(t), "story.yaml");
  const text = `${programs}${limits}steps:\n  - fault: kill\n  - comeBack: 50\n  - until: connected\n  - fault: reset\n`;
  writeFileSync(file, text);
  const { code, document, runs, stdout } = await run(t, [file, "--times", "3"]);
  assert.deepEqual(
    document.repeats?.map(({ name, title, times, proven }) => [name, title, times, proven]),
    [
      ["death-1", "Death 1 of 2, kill", 3, 3],
      ["death-2", "Death 2 of 2, reset", 3, 3],
    ],
    stdout,
  );
  const names = runs.map(({ name }) => name);
  assert.deepEqual([...new Set(names)], ["death-1", "death-2", "control"]);
  assert.deepEqual(names.slice(-1), ["control"]);
  assert.equal(code, 0, stdout);
});
