// What the reporters of a suite write, also of text that is hostile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { renderForAgent } from "../../../src/suite/reporters/agent.ts";
import { renderSuiteAnnotations } from "../../../src/suite/reporters/annotations.ts";
import { renderSuiteJUnit } from "../../../src/suite/reporters/junit.ts";
import { formatCase, formatSummary } from "../../../src/suite/reporters/list.ts";
import { renderSuiteMarkdown } from "../../../src/suite/reporters/markdown.ts";
import { describeTable } from "../../../src/suite/reporters/page.ts";
import { type CaseResult, type PlanRecord, notRun } from "../../../src/suite/results.ts";
import { HOSTILE } from "../runs.ts";
import { terminalOf } from "../told.ts";

const run: CaseResult["run"] = {
  title: "psql",
  commands: { server: "postgres", client: "psql" },
  fault: "kill",
  moment: "idle",
  grade: "fail",
  noticed: "never",
  reaction: "hangs",
  summary: ["Never noticed.", "It is still running."],
};
const failed: CaseResult = {
  kind: "result",
  id: "psql/kill@idle",
  outcome: "failed",
  times: 1,
  ms: 1234,
  expectations: [{ expected: "noticed!=never", observed: "never", outcome: "fail" }],
  run,
  folder: "psql/kill@idle",
};
const passed: CaseResult = { ...failed, id: "nc/kill@idle", outcome: "passed", expectations: [] };
const skipped: CaseResult = {
  kind: "result",
  id: "gone/kill@idle",
  outcome: "skipped",
  times: 0,
  ms: 0,
  why: "gone is not installed",
  expectations: [],
};
const unseen: CaseResult = { ...skipped, id: "x/kill@idle", outcome: "inconclusive", why: "no FIN" };
const all = [passed, failed, skipped, unseen];
const plan: PlanRecord = {
  kind: "plan",
  version: 1,
  tool: { name: "deadpeer", version: "1" },
  kernel: "Linux 6",
  plan: all.map(({ id }) => id),
  chosen: all.map(({ id }) => id),
};

test("a line for each case fits the terminal", () => {
  const long = { ...failed, id: `${"very-long-name".repeat(6)}/kill@mid-request:1000000` };
  for (const width of [20, 40, 80, 100])
    for (const each of all)
      assert.ok(
        formatCase(each, terminalOf(width)).length <= Math.max(width, each.id.length + 22),
        String(width),
      );
  assert.match(formatCase(failed, terminalOf(80)), /^failed {7}psql\/kill@idle +never, hangs +1\.2 s$/);
  assert.match(formatCase(long, terminalOf(80)), /very-long-name.*1\.2 s$/);
});

test("the summary explains what is not as expected, and counts the rest", () => {
  const lines = formatSummary(all, terminalOf(80), { folder: "deadpeer-results", seconds: 12.34 });
  assert.deepEqual(lines, [
    "",
    "psql/kill@idle: failed",
    "  expected noticed!=never, observed never",
    "  Never noticed.",
    "  It is still running.",
    "  deadpeer-results/psql/kill@idle/index.html",
    "  npx deadpeer test psql/kill@idle",
    "",
    "x/kill@idle: inconclusive",
    "  no FIN",
    "  npx deadpeer test x/kill@idle",
    "",
    "4 cases: 1 passed, 1 skipped, 1 inconclusive, 1 failed (12.3 s)",
  ]);
});

test("JUnit: a test suite for each client, failures and errors apart", () => {
  const xml = renderSuiteJUnit(all);
  assert.match(xml, /<testsuites name="deadpeer" tests="4" failures="1" errors="1" skipped="1">/);
  assert.match(xml, /<testsuite name="psql" tests="1" failures="1" errors="0" skipped="0" time="1\.234">/);
  assert.match(
    xml,
    /<testcase classname="psql" name="kill@idle" time="1\.234">\s*<failure message="expected noticed!=never, observed never\. Never noticed/,
  );
});

test("Markdown and annotations name what is not as expected, and how to run it again", () => {
  const text = renderSuiteMarkdown(all);
  assert.match(text, /^### deadpeer: 1 passed, 1 skipped, 1 inconclusive, 1 failed\n/);
  assert.match(text, /`npx deadpeer test psql\/kill@idle`/);
  const [error = "", warning = "", ...others] = renderSuiteAnnotations(all);
  assert.match(error, /^::error title=deadpeer%3A psql\/kill@idle failed::expected noticed!=never/);
  assert.match(warning, /^::warning title=deadpeer%3A x\/kill@idle inconclusive::no FIN/);
  assert.deepEqual(others, []);
});

test("for a language model: failures only, each within 2,000 characters", () => {
  const huge = { ...failed, run: { ...run, summary: Array.from({ length: 50 }, () => "x".repeat(390)) } };
  const [count, first = "", second = "", ...others] = renderForAgent([...all, huge], "r").split("\n\n");
  assert.equal(count, "1 passed, 1 skipped, 1 inconclusive, 2 failed");
  assert.match(
    first,
    /^psql\/kill@idle: failed\nexpected noticed!=never, observed never\n[^]*\nrerun: npx deadpeer test/,
  );
  assert.match(second, /inconclusive/);
  assert.ok(others.every((each) => each.length <= 2000 && /\nrerun: /.test(each)));
});

test("hostile text comes out harmless in every format", () => {
  const hostile: CaseResult = {
    ...failed,
    why: HOSTILE,
    expectations: [{ expected: "told=x", observed: HOSTILE, outcome: "fail" }],
    run: { ...run, title: HOSTILE, commands: { server: HOSTILE, client: HOSTILE }, summary: [HOSTILE] },
  };
  const texts = [
    formatCase(hostile, terminalOf(80)),
    ...formatSummary([hostile], terminalOf(80), { folder: "r", seconds: 1 }),
    renderSuiteJUnit([hostile]),
    renderSuiteMarkdown([hostile]),
    ...renderSuiteAnnotations([hostile]),
    renderForAgent([hostile], "r"),
  ];
  for (const text of texts) {
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    assert.doesNotMatch(text.replace(/^::(error|warning) title=[^:]*::/, ""), /^::|\n::|##\[/);
  }
});

test("the table has a cell for each case, which links to its own page if a run was made", () => {
  const { entries } = describeTable(plan, all);
  assert.deepEqual(
    entries.map(({ ofSuite, grade }) => [ofSuite?.client, ofSuite?.outcome, ofSuite?.page, grade]),
    [
      ["nc", "passed", "./psql/kill@idle/index.html", "pass"],
      ["psql", "failed", "./psql/kill@idle/index.html", "fail"],
      ["gone", "skipped", undefined, "skipped"],
      ["x", "inconclusive", undefined, "inconclusive"],
    ],
  );
});

test("what was not run is in each report: one of what has passed alone would say that all is well", () => {
  const missing = notRun(plan, [passed]);
  assert.deepEqual(
    missing.map(({ id, outcome, why }) => [id, outcome, why]),
    [failed, skipped, unseen].map(({ id }) => [id, "inconclusive", "it was not run"]),
  );
  assert.deepEqual(notRun(plan, all), []);
  const xml = renderSuiteJUnit([passed], undefined, missing);
  assert.match(xml, /<testsuites name="deadpeer" tests="4" failures="0" errors="3" skipped="0">/);
  assert.match(xml, /<error message="it was not run\." type="inconclusive"\/>/);
  const written = renderSuiteMarkdown([passed], undefined, undefined, missing);
  assert.match(written, /^### deadpeer: 1 passed, 3 not run$/m);
  assert.match(written, /^<details><summary>All 4 cases/m);
  assert.match(written, /^\| ⚠️ not run \| psql\/kill@.*idle \| it was not run \|$/m);
  assert.deepEqual(renderSuiteAnnotations([passed], undefined, missing), [
    "::error title=deadpeer%3A 3 not run::psql/kill@idle and 2 more",
  ]);
  assert.deepEqual(renderSuiteAnnotations([passed]), []);
  assert.equal(renderForAgent([passed], "results", undefined, missing), "1 passed, 3 not run");
  assert.equal(renderForAgent([], "results", undefined, missing), "3 not run");
  const cells = describeTable(plan, [passed, ...missing]).entries.map(({ grade, headline }) => [
    grade,
    headline,
  ]);
  assert.deepEqual(
    cells.slice(1),
    [failed, skipped, unseen].map(() => ["inconclusive", "it was not run"]),
  );
});
