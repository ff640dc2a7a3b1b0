// What an earlier build has left is no result of this one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { buildOf } from "../../../src/suite/build.ts";
import { mergeResults } from "../../../src/suite/merge-results.ts";
import { type Results, readResults } from "../../../src/suite/read-results.ts";
import type { PlanRecord } from "../../../src/suite/results.ts";
import { plan, refusal, result, textOf } from "../suite-runs.ts";

const ids = ["psql/kill@idle", "curl/kill@idle"];
const shard = (index: 1 | 2, other: Partial<PlanRecord>): Results =>
  readResults(
    `s${index}/results.jsonl`,
    textOf(plan(ids, { shard: { index, total: 2 }, ...other }), result(ids[index - 1] ?? "")),
  );

test("each engine says which build it is, and a job that is run again is of the same", () => {
  assert.equal(buildOf({}), undefined);
  assert.equal(buildOf({ GITHUB_RUN_ID: "" }), undefined);
  assert.equal(buildOf({ GITHUB_RUN_ID: "1658821493", GITHUB_RUN_ATTEMPT: "2" }), "GitHub 1658821493");
  assert.equal(buildOf({ CI_PIPELINE_ID: "77", CI_JOB_ID: "5" }), "GitLab 77");
  assert.equal(buildOf({ BUILDKITE_BUILD_ID: "4735ba57" }), "Buildkite 4735ba57");
  assert.equal(
    buildOf({ CIRCLE_WORKFLOW_ID: "b", CIRCLE_WORKFLOW_WORKSPACE_ID: "a" }),
    "CircleCI a",
    "its failed jobs are another workflow, with the same workspace",
  );
  assert.equal(buildOf({ BITBUCKET_BUILD_NUMBER: "9" }), "Bitbucket 9");
  assert.equal(buildOf({ HEROKU_TEST_RUN_ID: "h" }), "Heroku h");
  assert.equal(buildOf({ GITHUB_RUN_ID: "1", DEADPEER_BUILD: "nightly-12" }), "nightly-12");
});

test("shards of one build are put together, and the merge is of that build", () => {
  const merged = mergeResults([
    shard(1, { build: "GitLab 77", begunAt: "2026-11-29T10:00:00.000Z" }),
    shard(2, { build: "GitLab 77", begunAt: "2026-11-29T09:00:00.000Z" }),
  ]);
  assert.deepEqual(merged.missing, []);
  assert.equal(merged.plan.build, "GitLab 77");
  assert.equal(merged.plan.begunAt, "2026-11-29T09:00:00.000Z");
  assert.deepEqual(merged.notes, []);
});

test("a shard that an earlier build has left does not stand in for one that is missing", () => {
  const both = [shard(1, { build: "GitLab 77" }), shard(2, { build: "GitLab 76" })] as const;
  assert.equal(
    refusal(() => mergeResults(both)),
    "s1/results.jsonl is of the build GitLab 77, s2/results.jsonl of the build GitLab 76: one of them may have been left by an earlier one.",
  );
  const merged = mergeResults(both, true);
  assert.deepEqual(merged.missing, []);
  assert.equal(merged.plan.build, undefined);
});

test("nor does one of nobody knows which build", () => {
  const message = refusal(() => mergeResults([shard(1, { build: "GitLab 77" }), shard(2, {})]));
  assert.match(message, /s1\/results.jsonl is of the build GitLab 77, s2\/results.jsonl of no build:/);
});

test("where no build tells them apart, one that is much older is pointed out", () => {
  const from = (one: string, two: string): readonly string[] =>
    mergeResults([shard(1, { begunAt: one }), shard(2, { begunAt: two })]).notes;
  assert.deepEqual(from("2026-11-29T10:00:00Z", "2026-11-29T10:59:00Z"), []);
  assert.deepEqual(from("2026-11-29T11:30:00Z", "2026-11-29T10:00:00Z"), [
    "s2/results.jsonl is older than the last one by an hour: see that it belongs to it.",
  ]);
  assert.match(from("2026-11-29T10:00:00Z", "2026-11-28T08:00:00Z")[0] ?? "", /^s2.* by 26 hours:/);
  assert.match(from("2026-11-25T10:00:00Z", "2026-11-28T10:00:00Z")[0] ?? "", /^s1.* by 3 days:/);
  assert.deepEqual(mergeResults([shard(1, {}), shard(2, {})]).notes, []);
});
