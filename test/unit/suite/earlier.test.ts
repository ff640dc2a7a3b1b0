// What is kept of earlier results when only some cases are run again.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { keepEarlier, readCompared, readLastFailed } from "../../../src/suite/earlier-results.ts";
import { mergeResults } from "../../../src/suite/merge-results.ts";
import { readResults } from "../../../src/suite/read-results.ts";
import { describeTable } from "../../../src/suite/reporters/page.ts";
import { plan, result, textOf } from "../suite-runs.ts";

const ids = ["psql/kill@idle", "psql/reset@idle", "curl/kill@idle", "curl/stop@idle"];
const [first = "", second = "", third = "", fourth = ""] = ids;

function saved(t: TestContext, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), "deadpeer-earlier-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, "results.jsonl"), text);
  return directory;
}

const chosen = (...some: readonly string[]): ReturnType<typeof plan> => plan(some);

test("the last result of each case stays, also of one that was not finished, until the case has a new one", (t) => {
  const text = textOf(
    plan([first, second, third]),
    result(fourth, "failed", { isEarlier: true }),
    result(first, "failed"),
    result(second),
  );
  const directory = saved(t, text);
  const kept = keepEarlier(directory, chosen(second), ids);
  assert.deepEqual(
    kept.map(({ id, outcome, isEarlier }) => [id, outcome, isEarlier]),
    [
      [first, "failed", true],
      [third, "inconclusive", true],
      [fourth, "failed", true],
    ],
  );
  assert.deepEqual([...readLastFailed(directory)].toSorted(), [first, third, fourth].toSorted());
  const again = saved(t, textOf(chosen(second), ...kept, result(second)));
  assert.deepEqual([...readLastFailed(again)].toSorted(), [first, third, fourth].toSorted());
  const whole = keepEarlier(again, chosen(...ids), ids).map(({ id }) => id);
  assert.deepEqual(whole, [first, third, fourth], "what failed stays until there is a new result");
  const passed = saved(t, textOf(chosen(...ids), ...ids.map((id) => result(id))));
  assert.deepEqual(keepEarlier(passed, chosen(...ids), ids), []);
});

test("what is not in the configuration any more is left out, and so is what another version wrote, or a damaged file", (t) => {
  const good = saved(t, textOf(plan([first, second]), result(first), result(second)));
  assert.deepEqual(
    keepEarlier(good, chosen(third), [second, third]).map(({ id }) => id),
    [second],
  );
  const other = { tool: { name: "deadpeer", version: "0.9.0" } } as const;
  assert.deepEqual(
    keepEarlier(saved(t, textOf(plan([first], other), result(first))), chosen(second), ids),
    [],
  );
  assert.deepEqual(keepEarlier(saved(t, "no results\n"), chosen(second), ids), []);
  assert.deepEqual(keepEarlier(join(good, "nowhere"), chosen(second), ids), []);
});

test("what is earlier is not merged, and is marked on the page", () => {
  const results = readResults(
    "a",
    textOf(chosen(first), result(second, "failed", { isEarlier: true }), result(first)),
  );
  const merged = mergeResults([results]);
  assert.deepEqual(
    merged.cases.map(({ result: { id } }) => id),
    [first],
  );
  const { entries } = describeTable(results.plan, [...results.cases.values(), ...results.earlier.values()]);
  assert.deepEqual(
    entries.map(({ headline }) => headline),
    ["It noticed.", "of an earlier run: It noticed."],
  );
});

test("what failed and is then skipped, or not run, is still to be run, however often that happens", (t) => {
  const now = chosen(first, second, third);
  const failedFirst = result(first, "failed", { folder: "of-the-failure" });
  let directory = saved(t, textOf(now, failedFirst, result(second, "failed"), result(third, "failed")));
  for (let time = 1; time <= 2; time += 1) {
    const kept = keepEarlier(directory, now, ids);
    // The second is not run at all, and the third passes.
    const made = [result(first, "skipped", { why: "psql is not installed" }), result(third)];
    directory = saved(t, textOf(now, ...kept, ...made));
    assert.deepEqual([...readLastFailed(directory)], [first, second]);
    const compared = readCompared(directory).results;
    assert.deepEqual(compared.get(first)?.folder, "of-the-failure");
    assert.equal(compared.get(second)?.outcome, "failed");
  }
});

test("what passed and is then skipped, or is skipped twice, is not to be run", (t) => {
  const skipped = (id: string): ReturnType<typeof result> => result(id, "skipped", { why: "no psql" });
  const directory = saved(t, textOf(chosen(first, second), result(first), skipped(second)));
  const kept = keepEarlier(directory, chosen(first, second), ids);
  assert.deepEqual(kept, []);
  const all = chosen(first, second, third);
  const again = saved(t, textOf(all, skipped(first), skipped(second), result(third)));
  assert.deepEqual([...readLastFailed(again)], []);
});

test("a suite of which all was skipped is no suite that has passed, also for --last-failed", (t) => {
  const skipped = result(first, "skipped", { why: "psql is not installed" });
  const all = saved(t, textOf(plan([first]), skipped));
  assert.throws(
    () => readLastFailed(all),
    /Nothing was tested: the only case was skipped: psql is not installed/,
  );
  const some = saved(t, textOf(plan([first, second]), skipped, result(second)));
  assert.deepEqual([...readLastFailed(some)], []);
  const shard = saved(t, textOf(plan([first], { shard: { index: 1, total: 2 } }), skipped));
  assert.deepEqual([...readLastFailed(shard)], [], "the merge says so");
});

test("what is contended has failed the last time only where that counts as a failure", (t) => {
  const directory = saved(t, textOf(plan([first, second]), result(first, "contended"), result(second)));
  assert.deepEqual([...readLastFailed(directory)], []);
  assert.deepEqual([...readLastFailed(directory, true)], [first]);
});
