// A suite in parts, on the engines that run them: each runs its share, and together they are the whole.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Outcome, deadpeer, temporaryDirectory } from "./harness.ts";

const CASES = 12;

/** Every case is skipped: what is tested is which of them belong to whom. */
function suite(t: TestContext): string {
  const folder = temporaryDirectory(t);
  const client = { command: "x", requires: "no-such-program" };
  const clients = Object.fromEntries(Array.from({ length: CASES }, (_, i) => [`c${i}`, client]));
  writeFileSync(join(folder, "deadpeer.config.json"), JSON.stringify({ clients, faults: "kill" }));
  return folder;
}

async function part(
  folder: string,
  out: string,
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<Outcome> {
  const config = join(folder, "deadpeer.config.json");
  return await deadpeer(["test", "--config", config, "--out", join(folder, out), ...args], env).outcome;
}

const merge = async (folder: string, ...parts: readonly string[]): Promise<Outcome> => {
  const places = parts.map((each) => (each.startsWith("--") ? each : join(folder, each)));
  return await deadpeer(["report", "--merge", ...places, "--out", join(folder, "merged")]).outcome;
};

function assertUntested({ code, stdout, stderr }: Outcome, cases: number = CASES): void {
  assert.equal(code, 3, stdout + stderr);
  const which = cases === 1 ? "the only case was" : `all ${cases} cases were`;
  const reason = `no-such-program is not installed (${cases})`;
  assert.ok(stderr.startsWith(`deadpeer: Nothing was tested: ${which} skipped: ${reason}.\n`), stderr);
}

const idsIn = (folder: string, out: string): string[] =>
  readFileSync(join(folder, out, "results.jsonl"), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => (JSON.parse(line) as { id: string }).id)
    .toSorted();

const gitlab = (index: number, total: number): NodeJS.ProcessEnv => ({
  GITLAB_CI: "true",
  CI_NODE_INDEX: String(index),
  CI_NODE_TOTAL: String(total),
});

test("GitLab: three shards are together the whole; one that is missing is named; one may run twice", async (t) => {
  const folder = suite(t);
  for (const index of [1, 2, 3]) {
    const { code, stdout } = await part(folder, `part-${index}`, gitlab(index, 3));
    assert.equal(code, 0, stdout);
    assert.match(stdout, new RegExp(`^shard ${index} of 3 \\(GitLab\\): \\d+ of ${CASES} cases\n`));
  }
  // No shard knows what the others have skipped: only the whole says that nothing was tested.
  assertUntested(await part(folder, "whole", {}));
  const whole = await merge(folder, "part-1", "part-2", "part-3");
  assertUntested(whole);
  assert.deepEqual(idsIn(folder, "merged"), idsIn(folder, "whole"));
  const twice = await merge(folder, "part-1", "part-2", "part-3", "part-2");
  assertUntested(twice);
  const cut = await merge(folder, "part-1", "part-3");
  assert.equal(cut.code, 3, cut.stdout);
  assert.equal(cut.stderr, "", "what is missing may have been tested");
  assert.ok(
    idsIn(folder, "part-2").every((id) => cut.stdout.includes(id)),
    cut.stdout,
  );
});

test("what an earlier build has left in a cache does not stand in for a shard that is missing", async (t) => {
  const folder = suite(t);
  const inBuild = (build: string, index: number): NodeJS.ProcessEnv => ({
    ...gitlab(index, 2),
    DEADPEER_BUILD: build,
  });
  await part(folder, "part-1", inBuild("12", 1));
  await part(folder, "part-2", inBuild("11", 2));
  const mixed = await merge(folder, "part-1", "part-2");
  assert.equal(mixed.code, 2, mixed.stdout);
  assert.match(mixed.stderr, /part-1\S+ is of the build 12, \S+part-2\S+ of the build 11: .*\n.*--any-build/);
  assert.equal(existsSync(join(folder, "merged")), false);
  assertUntested(await merge(folder, "--any-build", "part-1", "part-2"));
  await part(folder, "part-2", inBuild("12", 2));
  assertUntested(await merge(folder, "part-1", "part-2"));
});

test("the parts of a filter are together what the filter lets through", async (t) => {
  const folder = suite(t);
  for (const index of [1, 2])
    await part(folder, `part-${index}`, {}, "--shard", `${index}/2`, "--client", "c1*");
  assertUntested(await merge(folder, "part-1", "part-2"), 3);
  assert.deepEqual(idsIn(folder, "merged"), ["c1/kill@idle", "c10/kill@idle", "c11/kill@idle"]);
});

test("Kubernetes: an index without a total is an error, never everything", async (t) => {
  const folder = suite(t);
  const job = { JOB_COMPLETION_INDEX: "1" };
  const { code, stderr } = await part(folder, "part", job);
  assert.equal(code, 2);
  assert.match(stderr, /not how many there are/);
  assert.equal(existsSync(join(folder, "part")), false);
  const { stdout } = await part(folder, "part", job, "--shard", "/4");
  assert.match(stdout, /^shard 2 of 4 \(Kubernetes\)/);
});

test("Bazel: the status file, the filter, JUnit's file and the outputs are where it wants them", async (t) => {
  const folder = suite(t);
  const env = {
    BAZEL_TEST: "1",
    TEST_SHARD_INDEX: "0",
    TEST_TOTAL_SHARDS: "1",
    TEST_SHARD_STATUS_FILE: join(folder, "status"),
    TESTBRIDGE_TEST_ONLY: "c7/",
    XML_OUTPUT_FILE: join(folder, "test.xml"),
    TEST_UNDECLARED_OUTPUTS_DIR: folder,
    TEST_INFRASTRUCTURE_FAILURE_FILE: join(folder, "failure"),
  };
  const config = join(folder, "deadpeer.config.json");
  assertUntested(await deadpeer(["test", "--config", config], env).outcome, 1);
  assert.ok(existsSync(join(folder, "status")));
  assert.deepEqual(idsIn(folder, "deadpeer-results"), ["c7/kill@idle"]);
  assert.match(readFileSync(join(folder, "test.xml"), "utf8"), /<testcase classname="c7" name="kill@idle"/);
  assert.match(readFileSync(join(folder, "failure"), "utf8"), /Nothing was tested/);
});

test("earlier results make the parts equally long, and a part that is empty says so", async (t) => {
  const folder = suite(t);
  await part(folder, "whole", {});
  const durations = ["--durations", join(folder, "whole")];
  const many = await part(folder, "part", {}, "--shard", "1/2", ...durations);
  assert.match(many.stdout, /^shard 1 of 2 .*: 6 of 12 cases\n/);
  const lonely = await part(folder, "one", {}, "--shard", "2/40", "--client", "c0");
  assert.equal(lonely.code, 0, lonely.stderr);
  assert.match(lonely.stdout, /^shard 2 of 40 .*: [01] of 1 cases?\n/);
  const wrong = await part(folder, "part", {}, "--shard", "1/2", "--durations", join(folder, "nowhere"));
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Cannot read/);
});
