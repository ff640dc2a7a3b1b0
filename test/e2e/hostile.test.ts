// The real program with what others may give it: documents that were tampered with, programs and files with names that a
// terminal would obey.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anyJson, mutants, textOf } from "../unit/mutants.ts";
import { anyUser, deadpeer, temporaryDirectory } from "./harness.ts";
import * as fc from "fast-check";

const RAW = /(?!\n)[\p{Cc}\p{Cf}]/u;
const MANY = 6;
const FORMATS = "html,pcapng,json,junit,markdown,github,text";

test(`${2 * MANY} documents of others: each command uses them, or refuses them in a sentence`, async (t) => {
  const seed = Number(process.env["DEADPEER_SEED"] ?? Date.now() % 1e9);
  t.diagnostic(`DEADPEER_SEED=${seed}`);
  const directory = temporaryDirectory(t);
  const file = join(directory, "document.json");
  const texts = [
    ...fc.sample(mutants, { numRuns: MANY, seed }).map(textOf),
    ...fc.sample(anyJson, { numRuns: MANY, seed }),
  ];
  for (const text of texts) {
    writeFileSync(file, text);
    const report = ["report", file, "--format", FORMATS, "--out", join(directory, "out")];
    for (const args of [["judge", file], ["judge", file, "--json"], report]) {
      const started = deadpeer(args);
      const timer = setTimeout(() => started.child.kill("SIGKILL"), 20_000);
      const { code, stdout, stderr } = await started.outcome;
      clearTimeout(timer);
      assert.ok(code !== null && code <= 3, `${args[0]}: exit code ${code}`);
      for (const said of [stdout, stderr]) assert.doesNotMatch(said, RAW);
      if (code === 2) assert.match(stderr, /^deadpeer: [^\n]+\.\n {2}[^\n]+\n$/);
      assert.doesNotMatch(stderr, /\n {4,}at /);
    }
  }
});

test(anyUser("what a client sleeps on is shown, and its name is not obeyed"), async (t) => {
  const directory = temporaryDirectory(t);
  const out = join(directory, "out");
  mkdirSync(join(directory, "work"));
  const fifo = join(directory, "work", "a\u001b]52;c;ZXZpbA==\u0007\u001b[31mEVIL\u202e");
  assert.equal(spawnSync("sh", ["-c", 'mkfifo "$0"', fifo]).status, 0);
  const client = `cd ${JSON.stringify(join(directory, "work"))} && exec bash -c 'exec 3<>/dev/tcp/$HOST/$PORT 4<>a*; read -u 4 line'`;
  for (const FORCE_COLOR of ["0", "1"]) {
    const args = ["run", "--client", client, "--watch-ms", "100", "--out", out];
    const { stdout, stderr } = await deadpeer(args, { FORCE_COLOR }).outcome;
    const styles = /\u001b\[\d{1,2}m/g; // oxlint-disable-line no-control-regex -- our own, where there is colour
    const shown = FORCE_COLOR === "1" ? stdout.replace(styles, "") : stdout;
    assert.match(shown.replace(/\s+/g, " "), /the client is asleep in read\(4\) on a .*EVIL\?/, stderr);
    assert.doesNotMatch(shown, RAW);
    assert.doesNotMatch(stdout, /\u001b\[31mEVIL/); // oxlint-disable-line no-control-regex -- the client's
  }
});

test(anyUser("in the log of a job nothing that a program prints is a command to the runner"), async (t) => {
  const lines = `${"x".repeat(58)} ::stop-commands::tok ##[error]oops`;
  const client = `exec bash -c 'exec 3<>/dev/tcp/$HOST/$PORT; cat <&3; printf "%s\\r\\n" "${lines}" "::error::y"'`;
  const env = { GITHUB_ACTIONS: "true", COLUMNS: "80" };
  const { stdout } = await deadpeer(
    ["run", "--client", client, "--watch-ms", "100", "--out", temporaryDirectory(t)],
    env,
  ).outcome;
  assert.match(stdout, /stop-commands/);
  for (const line of stdout.split("\n")) assert.doesNotMatch(line, /^\s*::|##\[/);
});
