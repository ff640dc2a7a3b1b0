// `deadpeer report --merge`, on directories as the shards of a suite leave them.

import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { plan, result, textOf } from "../unit/suite-runs.ts";
import { type Outcome, cli, start } from "./harness.ts";

const ids = ["psql/kill@idle", "psql/reset@idle", "curl/kill@idle"];

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "deadpeer-merge-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** A shard's directory, with a folder for each case. */
function writeShard(path: string, index: number, results: readonly ReturnType<typeof result>[]): void {
  write(join(path, "results.jsonl"), textOf(plan(ids, { shard: { index, total: 2 } }), ...results));
  for (const { id, folder } of results)
    if (folder !== undefined) write(join(path, folder, "run.json"), `${id} of shard ${index}`);
}

const merge = async (root: string, ...args: string[]): Promise<Outcome> =>
  await start(process.execPath, [cli, "report", "--merge", ...args.map((arg) => arg.replace("ROOT", root))])
    .outcome;

function bothShards(t: TestContext): string {
  const root = directory(t);
  writeShard(join(root, "shards/one"), 1, [result("psql/kill@idle")]);
  writeShard(join(root, "shards/two"), 2, [result("psql/reset@idle"), result("curl/kill@idle")]);
  return root;
}

test("shards are merged into one directory, with the folders of their cases", async (t) => {
  const root = bothShards(t);
  const { code, stdout, stderr } = await merge(root, "ROOT/shards", "--out", "ROOT/merged");
  assert.equal(stderr, "");
  assert.equal(stdout, `3 cases: 3 passed\nReport: ${join(root, "merged/index.html")}\n`);
  assert.equal(code, 0);
  assert.equal(
    readFileSync(join(root, "merged/results.jsonl"), "utf8"),
    textOf(plan(ids), ...ids.map((id) => result(id))),
  );
  assert.match(
    readFileSync(join(root, "merged/index.html"), "utf8"),
    /"page":"\.\/curl\/kill@idle\/index\.html"/,
  );
  for (const [id, index] of [
    ["psql/kill@idle", 1],
    ["curl/kill@idle", 2],
  ] as const)
    assert.equal(readFileSync(join(root, "merged", id, "run.json"), "utf8"), `${id} of shard ${index}`);
});

test("merging again replaces what was merged, also below the shards, and leaves nothing of it", async (t) => {
  const root = bothShards(t);
  const args = ["ROOT", "--out", "ROOT/merged"];
  await merge(root, ...args);
  write(join(root, "merged/curl/kill@idle/old.txt"), "of the first time");
  rmSync(join(root, "shards/two"), { recursive: true });
  const { code, stdout } = await merge(root, ...args);
  assert.equal(code, 3);
  assert.match(
    stdout,
    /3 cases: 1 passed, 2 missing\nWhat is in .*merged was merged before, and is replaced/,
  );
  assert.ok(existsSync(join(root, "merged/psql/kill@idle/run.json")));
  assert.ok(!existsSync(join(root, "merged/curl/kill@idle")));
});

test("a failed case is 1, and a shard that is cut short 3", async (t) => {
  const root = bothShards(t);
  writeShard(join(root, "shards/one"), 1, [result("psql/kill@idle", "failed")]);
  const failed = await merge(root, "ROOT/shards", "--out", "ROOT/merged");
  assert.match(failed.stdout, /failed {8}psql\/kill@idle: expected noticed=at-once, observed never/);
  assert.equal(failed.code, 1);
  const file = join(root, "shards/two/results.jsonl");
  write(file, readFileSync(file, "utf8").slice(0, -5));
  const cut = await merge(root, "ROOT/shards", "--out", "ROOT/merged");
  assert.match(cut.stdout, /two\/results.jsonl is cut short: its last line is left out/);
  assert.match(cut.stdout, /missing {7}curl\/kill@idle/);
  assert.equal(cut.code, 3);
});

test("a suite of which nothing was finished is merged, too", async (t) => {
  const root = directory(t);
  writeShard(join(root, "one"), 1, []);
  const { code, stdout, stderr } = await merge(root, "ROOT/one", "--out", "ROOT/merged");
  assert.equal(stderr, "");
  assert.match(stdout, /^3 cases: 3 missing\n/);
  assert.equal(code, 3);
});

test("a directory that is given twice, or by a link, is one", async (t) => {
  const root = bothShards(t);
  symlinkSync(join(root, "shards"), join(root, "link"));
  const { code, stdout } = await merge(
    root,
    "ROOT/shards",
    "ROOT/link",
    "ROOT/shards/one",
    "--out",
    "ROOT/merged",
  );
  assert.equal(stdout.split("\n")[0], "3 cases: 3 passed");
  assert.doesNotMatch(stdout, /twice/);
  assert.equal(code, 0);
});

test("a result without its folder is merged, and that is said", async (t) => {
  const root = bothShards(t);
  rmSync(join(root, "shards/two/curl"), { recursive: true });
  const { code, stdout } = await merge(root, "ROOT/shards", "--out", "ROOT/merged");
  assert.match(stdout, /The folder of curl\/kill@idle is not there: its result is merged without it/);
  assert.equal(code, 0);
  const [, , , last = ""] = readFileSync(join(root, "merged/results.jsonl"), "utf8").split("\n");
  assert.equal((JSON.parse(last) as { folder?: string }).folder, undefined);
});

test("links in a shard are not followed", async (t) => {
  const root = bothShards(t);
  write(join(root, "secret/run.json"), "secret");
  rmSync(join(root, "shards/two/curl"), { recursive: true });
  symlinkSync(join(root, "secret"), join(root, "shards/two/curl"));
  const above = await merge(root, "ROOT/shards", "--out", "ROOT/merged");
  assert.match(above.stdout, /The folder of curl\/kill@idle is not there/);
  symlinkSync(join(root, "secret/run.json"), join(root, "shards/one/psql/kill@idle/link"));
  const within = await merge(root, "ROOT/shards", "--out", "ROOT/merged");
  assert.match(within.stderr, /kill@idle\/link is neither a file nor a directory, and is not copied/);
  assert.equal(within.code, 2);
  const copied = readdirSync(join(root, "merged"), { recursive: true }).map(String);
  assert.ok(
    !copied.some((name) => name.endsWith("link") || name.startsWith("curl/kill@idle/")),
    copied.join(),
  );
});

test("what is in the chosen directory and not ours is neither removed nor replaced", async (t) => {
  const root = bothShards(t);
  write(join(root, "out/psql/kill@idle/run.json"), "mine");
  const taken = await merge(root, "ROOT/shards", "--out", "ROOT/out");
  assert.match(taken.stderr, /out\/psql\/kill@idle is there already, and was not made by deadpeer/);
  assert.equal(taken.code, 2);
  assert.equal(readFileSync(join(root, "out/psql/kill@idle/run.json"), "utf8"), "mine");
  assert.ok(!existsSync(join(root, "out/results.jsonl")));

  write(join(root, "foreign/results.jsonl"), "mine");
  const foreign = await merge(root, "ROOT/shards", "--out", "ROOT/foreign");
  assert.match(foreign.stderr, /foreign\/results.jsonl is there already, and was not made by deadpeer/);

  const forced = await merge(root, "ROOT/shards", "--out", "ROOT/out", "--force");
  assert.equal(forced.code, 0);
  assert.equal(readFileSync(join(root, "out/psql/kill@idle/run.json"), "utf8"), "psql/kill@idle of shard 1");
});

test("nothing is written through a link in the chosen directory, not even with --force", async (t) => {
  const root = bothShards(t);
  write(join(root, "elsewhere/kill@idle/run.json"), "mine");
  mkdirSync(join(root, "out"));
  symlinkSync(join(root, "elsewhere"), join(root, "out/psql"));
  for (const force of [[], ["--force"]]) {
    const { code, stderr } = await merge(root, "ROOT/shards", "--out", "ROOT/out", ...force);
    assert.match(stderr, /Cannot write to .*out\/psql: it is not a directory/);
    assert.equal(code, 2);
  }
  assert.equal(readFileSync(join(root, "elsewhere/kill@idle/run.json"), "utf8"), "mine");
});

test("the directory that is read is not the one that is written", async (t) => {
  const root = bothShards(t);
  const same = await merge(root, "ROOT/shards/one", "--out", "ROOT/shards/one");
  assert.match(same.stderr, /one\/results.jsonl is read, and would be replaced/);
  assert.equal(same.code, 2);

  // An earlier merge whose case has a folder in which the shards now are.
  write(join(root, "results.jsonl"), textOf(plan(["a"]), result("a", "passed", { folder: "shards" })));
  const within = await merge(root, "ROOT/shards", "--out", "ROOT");
  assert.match(within.stderr, /shards is read, and would be replaced/);
  assert.ok(existsSync(join(root, "shards/one/results.jsonl")));
});

test("a refused merge leaves no directory behind", async (t) => {
  const root = bothShards(t);
  write(join(root, "shards/two/results.jsonl"), textOf(plan(["other"])));
  const { code, stderr } = await merge(root, "ROOT/shards", "--out", "ROOT/merged");
  assert.match(stderr, /are of different plans/);
  assert.equal(code, 2);
  assert.ok(!existsSync(join(root, "merged")));
});

test("wrong usage is explained", async (t) => {
  const root = directory(t);
  mkdirSync(join(root, "empty"));
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /No directory to merge/],
    [["ROOT/empty"], /There is no results.jsonl in .*empty/],
    [["ROOT/nowhere"], /Cannot read .*nowhere/],
    [["ROOT/empty", "--format", "html"], /--merge and --format do not go together/],
    [["ROOT/empty", "--open"], /--merge and --open do not go together/],
  ];
  for (const [args, expected] of cases) {
    const { code, stderr } = await merge(root, ...args, "--out", "ROOT/merged");
    assert.match(stderr, expected);
    assert.equal(code, 2);
  }
});

test("--fail-on-contended is for merged results too, and for nothing else", async (t) => {
  const root = directory(t);
  const cases = ids.map((id) => result(id, id === "curl/kill@idle" ? "contended" : "passed"));
  write(join(root, "all/results.jsonl"), textOf(plan(ids), ...cases));
  assert.equal((await merge(root, "ROOT/all", "--out", "ROOT/merged")).code, 0);
  const strict = await merge(root, "ROOT/all", "--out", "ROOT/merged", "--fail-on-contended");
  assert.equal(strict.code, 1);
  const alone = await start(process.execPath, [cli, "report", "run.json", "--fail-on-contended"]).outcome;
  assert.equal(alone.code, 2);
  assert.match(alone.stderr, /only for --merge/);
});

test("--compare says what has changed since, also where the output goes, and leaves the exit code", async (t) => {
  const root = bothShards(t);
  await merge(root, "ROOT/shards", "--out", "ROOT/merged");
  writeShard(join(root, "shards/one"), 1, [result("psql/kill@idle", "failed")]);
  const args = ["ROOT/shards", "--out", "ROOT/merged"];
  const { code, stdout } = await merge(root, ...args, "--compare", "ROOT/merged");
  assert.equal(code, 1);
  assert.match(stdout, /\nSince \S+\/merged: 1 worse, 2 unchanged\nworse {4}psql\/kill@idle: passed/);
  assert.match(
    readFileSync(join(root, "merged/index.html"), "utf8"),
    /"change":\{"name":"worse","before":"passed/,
  );
  assert.equal((await merge(root, ...args, "--compare", "ROOT/nowhere")).code, 2);
});
