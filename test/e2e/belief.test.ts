// Was it done, and was it done twice? The runs of docs/examples/done-twice.md and cut-stream.md; and what cannot be found
// out.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { deadpeer, hasProgram, quoted, temporaryDirectory } from "./harness.ts";
import { AT_ONCE, type Experiment, experiment, program } from "./own.ts";

/** `two: done 2: duplicate` */
const beliefs = ({ verdict }: Experiment): string[] =>
  (verdict.ledger?.said ?? []).map(
    ({ text, belief }) =>
      `${text}: ${belief?.believed} ${belief?.done ?? "?"}: ${belief?.why ?? belief?.word}`,
  );

// urllib3's Retry takes an RST in the answer for a read error, and its logger has a NullHandler: nobody is told.
test("a POST that urllib3 sends again is done twice: duplicate, which fails by default", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const file = join(temporaryDirectory(t), "posts");
  const path = join(process.cwd(), "test/fixtures/programs/stores-posts.mjs");
  const server = spawn("node", [path, file], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => server.kill());
  const [port] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
  const programs = [
    "--upstream",
    `127.0.0.1:${port}`,
    "--client",
    program("posts-again.py"),
    "--client-on",
    "pipes",
  ];
  const said = ["--say", "one", "--expect", "stored one", "--then", "--say", "two", "--expect", "stored two"];
  const count = ["--count", `cat ${quoted(file)} 2>/dev/null | wc -l`, "--fault", "reset@mid-reply:1"];
  const seen = await experiment(t, programs, said, count);
  assert.deepEqual(beliefs(seen), ["one: done 1: honest", "two: done 2: duplicate"]);
  assert.equal(seen.verdict.belief, "duplicate");
  assert.equal(seen.code, 1);
  assert.match(seen.stdout, /"two" +done +twice +duplicate/);
});

test("a stream that is cut, and taken for whole: false success", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const programs = ["--server", program("streams.mjs"), "--client", program("reads-events.py")];
  const pattern = ["--client-on", "pipes", "--ready", "word3", "--done-when", "sent all of it"];
  const seen = await experiment(t, programs, pattern, ["--watch-ms", "3000"], AT_ONCE);
  assert.deepEqual(beliefs(seen), ["what it was started for: done 0: false-success"]);
  assert.equal(seen.verdict.grade, "fail");
});

test("a count that fails is found out before the fault; what never comes, or never changes: exit code 3", async (t) => {
  const inconclusive = async (...options: readonly string[]): Promise<string> => {
    const args = ["run", "--say", "hello", "--expect", "hello", ...AT_ONCE, ...options];
    const { code, stdout, stderr } = await deadpeer([...args, "--out", temporaryDirectory(t)]).outcome;
    assert.equal(code, 3, stdout + stderr);
    return (stdout + stderr).replace(/\s+/g, " ");
  };
  assert.match(
    await inconclusive("--count", "echo 'cannot open' >&2; exit 4"),
    /--count printed no number: .* ended with exit code 4, and printed `cannot open`/,
  );
  const never = await inconclusive("--server", program("one-process.mjs"), "--done-when", "/stored \\d/");
  assert.match(never, /--done-when \/stored \\d\/ was never printed/);
  assert.match(await inconclusive("--count", "echo 5"), /--count printed 5, then 5/);
});

test("patterns that contradict something are refused before anything is started", async () => {
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { code, stderr } = await deadpeer(["run", ...args]).outcome;
    assert.equal(code, 2, stderr);
    return stderr;
  };
  assert.match(
    await refused("--count", "echo 1", "--done-when", "x", "--server", "s"),
    /both say what the server/,
  );
  assert.match(await refused("--done-when", "x"), /there is no --server/);
  assert.match(await refused("--say", "insert", "--means-done", "/INS/i"), /also in what is typed/);
  assert.match(await refused("--means-done", "/(/"), /Invalid regular expression/);
  for (const pattern of ["//", "//i"])
    assert.match(await refused("--means-done", pattern), /--means-done is empty/);
});
