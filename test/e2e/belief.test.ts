// Was it done, and was it done twice? The runs of docs/examples/done-twice.md and cut-stream.md; and what cannot be found
// out.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { deadpeer, hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";
import { AT_ONCE, type Experiment, assertVerdict, experiment, program } from "./own.ts";

/** `two: done 2: duplicate` */
const beliefs = ({ verdict }: Pick<Experiment, "verdict">): string[] =>
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

const REDIS = "exec redis-server --port $PORT --bind $HOST --protected-mode no";
const INCR = ["--say", "incr n", "--expect", "/\\d/"];
/** One is done, one refused as the server has died, one done by the server that has come back. */
const around = (server: string): string[] => {
  const programs = [
    "--server",
    server,
    "--client",
    "exec redis-cli -h $HOST -p $PORT",
    "--client-on",
    "pipes",
  ];
  const said = [...INCR, "--then", "--say", "incr n", "--expect", "closed", ...INCR];
  const count = ["--count", "redis-cli -h $HOST -p $PORT get n | grep . || echo 0"];
  return [...programs, ...said, ...count, "--after", "come-back:0"];
};

test("a server that comes back with its store: what was expected of the failure was not done", async (t) => {
  if (!hasProgram(t, "redis-server") || !hasProgram(t, "redis-cli")) return;
  const kept = `--appendonly yes --appendfsync always --dir ${quoted(temporaryDirectory(t))}`;
  const seen = await experiment(t, around(`${REDIS} ${kept}`)); // a control at the same time would have the same store
  const rows = ["incr n: done 1: honest", "incr n: failed 0: honest", "incr n: done 1: honest"];
  assert.deepEqual(beliefs(seen), rows);
  assertVerdict(seen, { lost: 1, grade: "pass" });
  assert.equal(seen.verdict.duplicated, 0);
});

// In the end it has one, as if the first were there, and the last were not.
test("a server that comes back without its store has forgotten, however much it has in the end", async (t) => {
  if (!hasProgram(t, "redis-server") || !hasProgram(t, "redis-cli")) return;
  const { code, runs } = await run(t, [...around(`${REDIS} --save ""`), ...AT_ONCE]);
  const verdict = runs[0]?.verdict as Experiment["verdict"];
  assert.deepEqual(
    beliefs({ verdict }).map((row) => row.replace(/ done| failed/, "")),
    Array.from({ length: 3 }, () => "incr n: ?: server-forgot"),
  );
  assert.deepEqual([verdict.lost, verdict.undecided?.["belief"], code], [1, "server-forgot", 3]);
});
