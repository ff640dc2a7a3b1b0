// The results of several shards are put together.

import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCodeOfMerged, mergeResults } from "../../../src/suite/merge-results.ts";
import { summarizeMerged } from "../../../src/suite/merge-summary.ts";
import { type Results, readResults } from "../../../src/suite/read-results.ts";
import { type CaseOutcome, caseOutcomes } from "../../../src/suite/results.ts";
import { plan, refusal, result, textOf } from "../suite-runs.ts";

const ids = ["psql/kill@idle", "psql/reset@idle", "curl/kill@idle"];
const text = textOf(plan(ids), result("psql/kill@idle"));
const read = (content: string, name = "a/results.jsonl"): Results => readResults(name, content);

const shard = (index: number, results: readonly object[], other: object = {}, total = 2): Results =>
  read(textOf(plan(ids, { shard: { index, total }, ...other }), ...results), `s${index}/results.jsonl`);

test("shards are put together in the order of the plan", () => {
  const merged = mergeResults([
    shard(2, [result("curl/kill@idle"), result("psql/reset@idle")]),
    shard(1, [result("psql/kill@idle")]),
  ]);
  assert.deepEqual(
    merged.cases.map(({ result: { id } }) => id),
    ids,
  );
  assert.deepEqual(
    merged.cases.map(({ from }) => from.name),
    ["s1/results.jsonl", "s2/results.jsonl", "s2/results.jsonl"],
  );
  assert.deepEqual(merged.missing, []);
  assert.deepEqual(merged.notes, []);
  assert.deepEqual(merged.plan, plan(ids));
  assert.equal(exitCodeOfMerged(merged), 0);
  assert.deepEqual(summarizeMerged(merged), ["3 cases: 3 passed"]);
});

test("what is missing is named, and is not a success", () => {
  const merged = mergeResults([shard(1, [result("psql/kill@idle")])]);
  assert.deepEqual(merged.missing, ["psql/reset@idle", "curl/kill@idle"]);
  assert.equal(exitCodeOfMerged(merged), 3);
  assert.deepEqual(summarizeMerged(merged), [
    "3 cases: 1 passed, 2 missing",
    "missing       psql/reset@idle",
    "missing       curl/kill@idle",
  ]);
});

test("without shards nothing is missing that was not chosen", () => {
  const some = (...chosen: string[]): Results =>
    read(textOf(plan(ids, { chosen }), result("psql/kill@idle")));
  const merged = mergeResults([some("psql/kill@idle"), some("psql/kill@idle", "curl/kill@idle")]);
  assert.deepEqual(merged.missing, ["curl/kill@idle"]);
  assert.deepEqual(merged.plan.chosen, ["psql/kill@idle", "curl/kill@idle"]);
  assert.equal(summarizeMerged(merged)[0], "2 cases: 1 passed, 1 missing");
});

test("of a case that was run twice the worse result counts, in any order of the files, and that is said", () => {
  const outcomes = Object.keys(caseOutcomes) as CaseOutcome[];
  const worst: readonly CaseOutcome[] = [
    "failed",
    "stale",
    "inconclusive",
    "contended",
    "skipped",
    "known",
    "passed",
  ];
  for (const one of outcomes)
    for (const other of outcomes) {
      const make = (outcome: CaseOutcome): Results => shard(1, [result("psql/kill@idle", outcome)]);
      const merged = mergeResults([make(one), make(other)]);
      assert.equal(
        merged.cases[0]?.result.outcome,
        worst.find((each) => each === one || each === other),
      );
      assert.deepEqual(merged.notes, ["1 case was run twice: the worse result counts."]);
    }
});

test("a shard that was killed and run again counts as a whole", () => {
  const cut = read(`${textOf(plan(ids), result("psql/kill@idle"))}{"kind":"res`, "s1/results.jsonl");
  const merged = mergeResults([
    cut,
    shard(
      1,
      ids.map((id) => result(id)),
    ),
  ]);
  assert.deepEqual(merged.missing, []);
  assert.equal(exitCodeOfMerged(merged), 0);
  assert.match(merged.notes.join(), /s1\/results.jsonl is cut short: its last line is left out/);
});

test("results of another plan are refused, with the first difference", () => {
  const other = (all: readonly string[]): Results => read(textOf(plan(all)), "b/results.jsonl");
  const difference = (all: readonly string[]): string =>
    refusal(() => mergeResults([read(text), other(all)]));
  assert.match(
    difference([...ids, "new/stop@idle"]),
    /a\/results.jsonl and b\/results.jsonl are of different plans: new\/stop@idle is only in the second/,
  );
  assert.match(difference(ids.slice(0, 2)), /curl\/kill@idle is only in the first/);
  assert.match(difference(ids.toReversed()), /different order/);
});

test("results of another version are refused, those of another kernel are not", () => {
  const version = { tool: { name: "deadpeer", version: "2.0.0" } };
  assert.match(
    refusal(() => mergeResults([shard(1, []), shard(2, [], version)])),
    /s1\/results.jsonl was written by deadpeer 1.0.0, s2\/results.jsonl by 2.0.0/,
  );
  const merged = mergeResults([shard(1, []), shard(2, [], { kernel: "Linux 5.15" })]);
  assert.deepEqual(merged.notes, ["The kernels differ: Linux 5.15, Linux 6.12.0."]);
  assert.equal(merged.plan.kernel, "Linux 5.15, Linux 6.12.0");
});

test("shards of different totals are named", () => {
  const merged = mergeResults([shard(1, []), shard(2, [], {}, 3), read(text)]);
  assert.match(merged.notes.join("\n"), /The numbers of shards differ: 1, 2, 3\./);
});

test("two cases of different shards do not share a folder", () => {
  const make = (id: string): Results => shard(1, [result(id, "passed", { folder: "x" })]);
  assert.match(
    refusal(() => mergeResults([make("psql/kill@idle"), make("curl/kill@idle")])),
    /share the folder x/,
  );
});

test("the exit code says the worst there is", () => {
  const codeOf = (...outcomes: CaseOutcome[]): number =>
    exitCodeOfMerged(
      mergeResults([
        shard(
          1,
          ids.map((id, i) => result(id, outcomes[i] ?? "passed")),
        ),
      ]),
    );
  assert.equal(codeOf("known", "skipped", "contended"), 0);
  assert.equal(codeOf("skipped", "skipped", "skipped", "skipped", "skipped"), 3, "nothing was tested");
  assert.equal(codeOf("failed"), 1);
  assert.equal(codeOf("stale"), 1);
  assert.equal(codeOf("inconclusive"), 3);
  assert.equal(codeOf("failed", "inconclusive"), 3);
});

test("the summary names the first ten of what is not fine, with the reason", () => {
  const many = Array.from({ length: 30 }, (_, i) => `c${i}/kill@idle`);
  const lines = [
    ...many.slice(0, 12).map((id) => result(id, "failed")),
    result("c12/kill@idle", "stale", { why: "it no longer fails with noticed=never (slow)" }),
    result("c13/kill@idle", "known"),
  ];
  const summary = summarizeMerged(mergeResults([read(textOf(plan(many), ...lines))]));
  assert.equal(summary[0], "30 cases: 1 known, 1 stale, 12 failed, 16 missing");
  assert.equal(summary[1], "stale         c12/kill@idle: it no longer fails with noticed=never (slow)");
  assert.equal(summary[2], "failed        c0/kill@idle: expected noticed=at-once, observed never");
  assert.equal(summary[12], "              and 2 more");
  assert.equal(summary.filter((line) => line.startsWith("missing")).length, 10);
  assert.equal(summary.at(-1), "              and 6 more");
});

test("a contended case fails the whole only where that is asked for", () => {
  const merged = mergeResults([shard(1, [result(ids[0] ?? "", "contended")], {}, 1)]);
  assert.equal(exitCodeOfMerged({ ...merged, missing: [] }), 0);
  assert.equal(exitCodeOfMerged({ ...merged, missing: [] }, true), 1);
});
