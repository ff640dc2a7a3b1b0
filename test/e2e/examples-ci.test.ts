// The scripts of examples/ci, run with the variables of their engines: the merge of the parts is the whole.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gitlabScripts, kubernetesScripts, startedWith } from "../unit/ci-scripts.ts";
import { type Outcome, cli, quoted, start, temporaryDirectory } from "./harness.ts";

const deadpeerHere = `${quoted(process.execPath)} ${quoted(cli)}`;
const IDS = ["c0", "c1", "c2", "c3", "c4"].map((client) => `${client}/kill@idle`);

/** Every case is skipped: what is tested is that each is run by somebody. */
function suite(t: TestContext): string {
  const folder = temporaryDirectory(t);
  const client = { command: "x", requires: "no-such-program" };
  const clients = Object.fromEntries(IDS.map((id) => [id.split("/")[0], client]));
  writeFileSync(join(folder, "deadpeer.config.json"), JSON.stringify({ clients, faults: "kill" }));
  return folder;
}

async function run(folder: string, script: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const text = startedWith(script, deadpeerHere)
    .replaceAll("/results", join(folder, "results"))
    .replace(/^npm ci$/m, ":");
  return await start("sh", ["-c", `cd ${quoted(folder)} || exit\n${text}`], env).outcome;
}

/** Nothing is missing, and so it is known that nothing was tested. */
function assertWhole({ code, stdout, stderr }: Pick<Outcome, "code" | "stdout" | "stderr">): void {
  assert.equal(code, 3, stdout + stderr);
  assert.doesNotMatch(stdout, /missing/);
  assert.match(stderr, /Nothing was tested: all 5 cases were skipped/);
}

function idsIn(path: string): string[] {
  const [, ...lines] = readFileSync(join(path, "results.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { id: string }).id).toSorted();
}

test("GitLab's example: two shards, merged", async (t) => {
  const folder = suite(t);
  const [shards, merge] = gitlabScripts();
  const shard = async (index: string): Promise<Outcome> =>
    await run(folder, shards.text, { GITLAB_CI: "true", CI_NODE_INDEX: index, CI_NODE_TOTAL: "2" });
  assert.match((await shard("1")).stdout, /^shard 1 of 2 \(GitLab\)/);
  const cut = await run(folder, merge.text);
  assert.equal(cut.code, 3, cut.stdout + cut.stderr);
  assert.match((await shard("2")).stdout, /^shard 2 of 2 \(GitLab\)/);
  const { code, stdout, stderr } = await run(folder, merge.text);
  assertWhole({ code, stdout, stderr });
  assert.deepEqual(idsIn(join(folder, "deadpeer-merged")), IDS);
});

test("Kubernetes' example: an index that runs twice, and the merge", async (t) => {
  const folder = suite(t);
  mkdirSync(join(folder, "results")); // the volume
  const [shards, merge] = kubernetesScripts();
  const pod = async (name: string, index: string): Promise<Outcome> =>
    await run(folder, shards.text, {
      POD_NAME: name,
      JOB_COMPLETION_INDEX: index,
      DEADPEER_SHARDS: "2",
    });
  for (const [name, index] of [
    ["deadpeer-0-abcde", "0"],
    ["deadpeer-1-fghij", "1"],
    ["deadpeer-1-klmno", "1"],
  ] as const) {
    const { code, stdout, stderr } = await pod(name, index);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, new RegExp(`^shard ${Number(index) + 1} of 2 \\(Kubernetes\\)`));
  }
  const { code, stdout, stderr } = await run(folder, merge.text);
  assertWhole({ code, stdout, stderr });
  assert.deepEqual(idsIn(join(folder, "results/merged")), IDS);
});
