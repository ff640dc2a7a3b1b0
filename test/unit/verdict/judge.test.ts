// Saved runs judged again: the same statements and verdict, and no word more than was observed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../../src/run/judge.ts";
import { clientRules } from "../../../src/book/section-5-12/client-rules.ts";
import { killRules } from "../../../src/book/section-5-12/kill-rules.ts";
import { systemRules } from "../../../src/book/section-5-12/system-rules.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { type ObserverName, observerNames } from "../../../src/timeline/words.ts";
import type { RunRecord, Statement } from "../../../src/timeline/record.ts";
import { goldenRun, goldenRuns } from "../golden.ts";
import * as fc from "fast-check";

const needs = new Map([...systemRules, ...killRules, ...clientRules].map((rule) => [rule.id, rule.needs]));

/** As src/scenario/experiment.ts has it: who writes what. */
const WRITTEN: Readonly<Record<ObserverName, readonly Fact["kind"][]>> = {
  segments: ["segment"],
  sockets: ["sockets"],
  processes: ["owners", "processes", "process-ended", "process-reaped"],
  waiting: ["waiting"],
  output: ["printed"],
};

/** The run as it would have been with the observer left out. */
function without(run: RunRecord, observer: ObserverName): RunRecord {
  const how = "left out (--without)";
  return {
    ...run,
    observers: run.observers.map((each) =>
      each.name === observer ? { name: observer, on: false, how } : each,
    ),
    observations: run.observations.filter(({ kind }) => !WRITTEN[observer].includes(kind)),
  };
}

const outcomes = (statements: readonly Statement[]): string[] =>
  statements.map(({ id, outcome }) => `${id} ${outcome}`);

for (const { name, run } of goldenRuns()) {
  test(`${name}: judged again it has the statements and the verdict that were saved`, () => {
    const saved = { statements: run.statements, verdict: run.verdict, expectations: [] };
    assert.deepEqual(JSON.parse(JSON.stringify(judge("5.12", run))), saved);
  });
}

for (const client of ["terminal", "both"] as const) {
  const run = goldenRun("run-5-12", client);

  test(`section 5.12, client ${client}: every statement holds, shown by observations that there are`, () => {
    const { statements, verdict } = judge("5.12", run);
    assert.equal(statements.length, client === "terminal" ? 14 : 10);
    const ids = new Set(run.observations.map(({ id }) => id));
    for (const { id, outcome, because, note } of statements) {
      assert.equal(outcome, "holds", `${id}: ${note}`);
      assert.ok(because.length > 0 && because.every((shown) => ids.has(shown)), id);
    }
    assert.equal(verdict.grade, "pass");
  });

  for (const observer of observerNames) {
    test(`client ${client}, without ${observer}: what needs it is unknown, and everything else is as before`, () => {
      const judged = judge("5.12", without(run, observer));
      for (const statement of judged.statements) {
        const isNeeded = needs.get(statement.id)?.includes(observer);
        assert.equal(statement.outcome, isNeeded ? "unknown" : "holds", statement.id);
        if (!isNeeded) continue;
        assert.equal(statement.note, `not observed (${observer}): left out (--without)`);
        assert.deepEqual(statement.because, []);
      }
      assert.ok(judged.statements.some(({ outcome }) => outcome === "unknown") || observer === "waiting");
    });
  }

  test(`client ${client}: with frames lost what needs segments is unknown, and the verdict inconclusive`, () => {
    const judged = judge("5.12", { ...run, drops: 3 });
    for (const { id, outcome, note } of judged.statements) {
      const isNeeded = needs.get(id)?.includes("segments");
      assert.equal(outcome, isNeeded ? "unknown" : "holds", id);
      if (isNeeded) assert.equal(note, "3 segments are missing from the record");
    }
    assert.equal(judged.verdict.grade, "inconclusive");
    assert.equal(judged.verdict.missing, "3 segments are missing from the record");
    assert.equal(judged.verdict.noticed, "unknown");
    assert.deepEqual(judged.verdict.summary, ["Inconclusive: 3 segments are missing from the record."]);
  });
}

test("without segments or processes the verdict is inconclusive, without the others it is not", () => {
  const run = goldenRun("run-5-12");
  const grades = observerNames.map((name) => `${name} ${judge("5.12", without(run, name)).verdict.grade}`);
  assert.deepEqual(grades, [
    "segments inconclusive",
    "sockets pass",
    "processes inconclusive",
    "waiting pass",
    "output pass",
  ]);
  assert.equal(judge("5.12", without(run, "segments")).verdict.ending.by, "unknown");
});

test("runs that are not section 5.12 do not show it", () => {
  const differing = (name: Parameters<typeof goldenRun>[0]): string =>
    judge("5.12", goldenRun(name))
      .statements.filter(({ outcome }) => outcome === "differs")
      .map(({ id }) => id)
      .join(" ");
  assert.equal(differing("run-5-12-close"), "5.12.2a");
  assert.equal(differing("run-5-12-reset"), "5.12.2a 5.12.2b 5.12.2c 5.12.5 5.12.6a 5.12.6b 5.12.7");
  assert.equal(
    differing("run-5-12-none"),
    "5.12/sigchld 5.12.2a 5.12.2b 5.12.2c 5.12.3 5.12.5 5.12.6a 5.12.6b 5.12.7 5.12.8",
  );
  assert.equal(differing("run-5-12-nc"), "5.12/server 5.12/sigchld 5.12.1 5.12.2a 5.12.3 5.12.5");
});

test("a run with nothing in it shows nothing", () => {
  for (const client of ["terminal", "both"] as const) {
    const { statements, verdict } = judge("5.12", { ...goldenRun("run-5-12", client), observations: [] });
    assert.ok(statements.every(({ outcome, note }) => outcome !== "holds" && note !== ""));
    assert.equal(verdict.grade, "inconclusive");
    assert.equal(verdict.missing, "the run ended before the fault");
  }
});

test("whatever of a run is there: a statement that holds names observations that are there, the rest a reason", () => {
  const runs = goldenRuns().map(({ run }) => run);
  const parts = fc
    .constantFrom(...runs)
    .chain((run) => fc.subarray([...run.observations]).map((observations) => ({ ...run, observations })));
  fc.assert(
    fc.property(parts, (run) => {
      const before = structuredClone(run);
      const ids = new Set(run.observations.map(({ id }) => id));
      const judged = judge("5.12", run);
      for (const { id, outcome, because, note } of judged.statements) {
        assert.ok(
          because.every((shown) => ids.has(shown)),
          id,
        );
        assert.ok(outcome !== "holds" || because.length > 0, `${id} holds by nothing`);
        assert.notEqual(note, "", id);
      }
      assert.deepEqual(judge("5.12", run), judged, "the same each time");
      assert.deepEqual(run, before, "and nothing in it was changed");
    }),
    { numRuns: 300 },
  );
});

test("outcomes are derived, not copied: what a file says of itself makes no difference", () => {
  const run = goldenRun("run-5-12-none");
  const lies = run.statements.map((statement) => ({ ...statement, outcome: "holds" as const }));
  assert.deepEqual(
    outcomes(judge("5.12", { ...run, statements: lies } as RunRecord).statements),
    outcomes(run.statements),
  );
});

test("an expectation that could not be checked in time is kept: judged once more by it, a run does not pass", () => {
  const expected = "told=/(.+)+\\u0000$/";
  const { verdict, expectations = [] } = judge("5.12", goldenRun("run-5-12"), expected);
  assert.equal(verdict.grade, "inconclusive");
  assert.deepEqual(expectations, [{ expected, observed: "unknown", outcome: "unknown" }]);
});
