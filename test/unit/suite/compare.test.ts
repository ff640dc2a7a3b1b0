// What has changed since earlier results, and how that is written.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countChanges, describeChanges } from "../../../src/suite/change-lines.ts";
import { type Comparison, compareResults } from "../../../src/suite/compare-results.ts";
import { formatSummary } from "../../../src/suite/reporters/list.ts";
import { renderSuiteMarkdown } from "../../../src/suite/reporters/markdown.ts";
import { describeTable } from "../../../src/suite/reporters/page.ts";
import type { CaseResult } from "../../../src/suite/results.ts";
import { plan, result } from "../suite-runs.ts";
import { terminalOf } from "../told.ts";

const ID = "psql/kill@idle";

function compare(
  before: readonly CaseResult[],
  now: readonly CaseResult[],
  ids?: readonly string[],
): Comparison {
  const results = new Map(before.map((each) => [each.id, each]));
  const earlier = { since: "old", plan: plan([]), results };
  return compareResults(plan([]), now, earlier, ids ?? now.map(({ id }) => id));
}

/** One case whose expectations fail in these ways: `noticed=never`. */
function failing(...terms: readonly string[]): CaseResult {
  const expectations = terms.map((term) => {
    const [field = "", observed = ""] = term.split("=");
    return { expected: `${field}!=${observed}`, observed, outcome: "fail" } as const;
  });
  return result(ID, terms.length > 0 ? "failed" : "passed", { expectations });
}

function unseen(outcome: "skipped" | "inconclusive" | "failed"): CaseResult {
  return { kind: "result", id: ID, outcome, times: 0, ms: 0, why: "no", expectations: [] };
}

function otherWord(now: CaseResult): CaseResult {
  const { run } = now;
  return { ...now, ...(run && { run: { ...run, noticed: "late" } }) };
}

const kinds: readonly (readonly [before: CaseResult, now: CaseResult, change: string | undefined])[] = [
  [failing(), failing(), undefined],
  [failing(), failing("noticed=never"), "worse"],
  [failing("noticed=never"), failing(), "better"],
  [failing("noticed=never"), failing("noticed=late"), "changed"],
  [failing("noticed=never"), failing("noticed=never", "lost=1"), "worse"],
  [failing("noticed=never", "lost=1"), failing("lost=1"), "better"],
  [failing("noticed=never"), failing("lost=1"), "worse"],
  [failing("lost=1"), { ...failing("lost=1"), outcome: "known" }, undefined],
  [{ ...failing("lost=1"), outcome: "contended" }, failing("lost=1"), "worse"],
  [failing("lost=1"), { ...failing("lost=1"), outcome: "contended" }, "better"],
  [failing(), otherWord(failing()), "changed"],
  [failing(), unseen("inconclusive"), "worse"],
  [unseen("inconclusive"), failing(), "better"],
  [unseen("inconclusive"), failing("lost=1"), "changed"],
  [failing("lost=1"), unseen("inconclusive"), "changed"],
  [failing(), unseen("skipped"), "changed"],
  [unseen("skipped"), unseen("skipped"), undefined],
  [failing(), unseen("failed"), "worse"],
  [unseen("failed"), unseen("failed"), undefined],
];

for (const [i, [before, now, change]] of kinds.entries())
  test(`${i}: ${before.outcome}, then ${now.outcome}: ${change ?? "unchanged"}`, () => {
    const { changes, unchanged } = compare([before], [now]);
    assert.deepEqual(
      changes.map((each) => each.change),
      change === undefined ? [] : [change],
    );
    assert.equal(unchanged, change === undefined ? 1 : 0);
  });

test("what is new, and what is gone; a case that is not run now is neither", () => {
  const { changes } = compare(
    [result("a/kill@idle"), result("b/kill@idle")],
    [result("c/kill@idle")],
    ["a/kill@idle", "c/kill@idle"],
  );
  assert.deepEqual(
    changes.map(({ id, change }) => [id, change]),
    [
      ["c/kill@idle", "new"],
      ["b/kill@idle", "gone"],
    ],
  );
});

test("another version, and another kernel, are said", () => {
  const tool = { name: "deadpeer", version: "0.9.0" } as const;
  const earlier = { since: "old", plan: plan([], { tool, kernel: "Linux 5.4" }), results: new Map() };
  assert.deepEqual(compareResults(plan([]), [], earlier, []).notes, [
    "They were made by deadpeer 0.9.0: a change may be deadpeer's own.",
    "The kernels differ: Linux 5.4, now Linux 6.12.0.",
  ]);
});

const worse = compare([failing()], [failing("lost=1")]);

test("as lines: the counts, then each, the worse ones first and at most ten of a kind", () => {
  assert.deepEqual(describeChanges(worse), [
    "Since old: 1 worse, 0 unchanged",
    `worse    ${ID}: passed (at-once, exits), now failed (at-once, exits; lost=1)`,
  ]);
  const many = Array.from({ length: 12 }, (_, i) => result(`c${i}/kill@idle`));
  const lines = describeChanges(compare([], many));
  assert.equal(lines.length, 12);
  assert.equal(lines.at(-1), "         and 2 more");
  assert.equal(countChanges(compare(many, many)), "Since old: 12 unchanged");
});

test("in the summary, in Markdown and in the table's cells", () => {
  const now = [failing("lost=1")];
  const about = { folder: "r", seconds: 1, comparison: worse };
  const lines = formatSummary(now, terminalOf(80), about);
  assert.ok(lines.includes("Since old: 1 worse, 0 unchanged"), lines.join("\n"));
  assert.ok(lines.every((line) => line.length <= 80));
  assert.match(
    renderSuiteMarkdown(now, undefined, worse),
    /\*\*Since old: 1 worse, 0 unchanged\*\*\n\n- worse/,
  );
  const { entries, compared } = describeTable(plan([ID]), now, worse);
  assert.deepEqual(entries[0]?.ofSuite?.change, { name: "worse", before: "passed (at-once, exits)" });
  assert.deepEqual(compared, ["Since old: 1 worse, 0 unchanged"]);
  assert.equal(describeTable(plan([ID]), now).compared, undefined);
});
