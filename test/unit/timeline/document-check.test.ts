// Every field of a saved run is checked: anything of another type, or missing, is named by its place.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatStatements, formatVerdict } from "../../../src/report/statements.ts";
import { createStory } from "../../../src/report/story.ts";
import { judge } from "../../../src/run/judge.ts";
import { type KnownWords, checkRun } from "../../../src/timeline/document-check.ts";
import { checkJudgement } from "../../../src/timeline/judgement-check.ts";
import { readUnjudged } from "../../../src/run/read-document.ts";
import type { Observation } from "../../../src/timeline/observation.ts";
import { otherTypes, pathsIn, valueAt, withValue } from "../damage.ts";
import { goldenDocument, goldenRun, goldenRuns } from "../golden.ts";
import { connection } from "../made-up.ts";
import * as fc from "fast-check";

/** What no saved run has. */
const rare: readonly Observation[] = [
  { id: 1, atNs: 1, kind: "gave-up", what: "it", waitedMs: 3 },
  { id: 1, atNs: 1, kind: "probe", echoed: false, text: "no", connection },
  { id: 1, atNs: 1, kind: "sockets", rows: [], asked: true },
  { id: 1, atNs: 1, kind: "other-port", ...connection, count: 1 },
  { id: 1, atNs: 1, kind: "other-port", ...connection, count: 2, by: "client", isServers: true },
  { id: 1, atNs: 1, kind: "program-exited", role: "client", pid: 3, signal: "SIGSEGV" },
  { id: 1, atNs: 1, kind: "process-reaped", pid: 3, exitCode: 0 },
];
const OPTIONAL = new Set(["asked", "by", "isServers", "exitCode", "signal", "connection", "echoed"]);

/** One observation of each shape that there is. */
function examples(): Observation[] {
  const all = [...rare, ...goldenRuns().flatMap(({ run }) => run.observations)];
  const shape = (observation: Observation): string =>
    `${observation.kind} ${Object.keys(observation).sort().join(" ")}`;
  return [...new Map(all.map((each) => [shape(each), each])).values()];
}

const anyWord: KnownWords = {
  isScenario: () => true,
  isFault: () => true,
  isMoment: () => true,
  canExpect: () => true,
};
const run = goldenRun("run-5-12");
const check = (observation: unknown): string | undefined =>
  checkRun({ ...run, observations: [run.observations[0], observation] }, anyWord);

test("every kind of observation is among the examples, and is as it must be", () => {
  const kinds = new Set(examples().map(({ kind }) => kind));
  assert.equal(kinds.size, 17);
  for (const example of examples()) assert.equal(check(example), undefined, example.kind);
});

for (const example of examples()) {
  test(`a ${example.kind} (${Object.keys(example).slice(3).join(", ")}) with a field of another type is damaged`, () => {
    for (const path of pathsIn(example)) {
      for (const other of otherTypes(valueAt(example, path))) {
        const damaged = withValue(example, path, other);
        assert.equal(check(damaged), ".observations[1]", `${path.join(".")} = ${JSON.stringify(other)}`);
      }
    }
  });

  test(`a ${example.kind} (${Object.keys(example).slice(3).join(", ")}) with a field missing is damaged`, () => {
    for (const path of pathsIn(example).filter((each) => typeof each.at(-1) === "string")) {
      const mayMiss = path.length === 1 && OPTIONAL.has(String(path[0])) && example.kind !== "owners";
      if (mayMiss) continue;
      assert.equal(check(withValue(example, path, undefined)), ".observations[1]", path.join("."));
    }
  });
}

test("numbers are finite", () => {
  assert.equal(check({ id: 1, atNs: Number.POSITIVE_INFINITY, kind: "typed", text: "" }), ".observations[1]");
});

test("a kind that every object has is no kind of observation", () => {
  for (const kind of ["toString", "constructor", "__proto__", "hasOwnProperty", "", "SEGMENT"])
    assert.equal(check({ id: 1, atNs: 1, kind, text: "" }), ".observations[1]", kind);
});

test("a run's own fields are checked", () => {
  const fields = "name title commands waitOn fault limits network observers clock drops observations".split(
    " ",
  );
  for (const field of fields) {
    for (const other of [...otherTypes(valueAt(run, [field])), undefined])
      assert.equal(checkRun(withValue(run, [field], other), anyWord), `.${field}`, JSON.stringify(other));
  }
  assert.equal(checkRun({ ...run, waitOn: "nothing" }, anyWord), ".waitOn");
  assert.equal(checkRun({ ...run, observers: [{ name: "segments" }] }, anyWord), ".observers");
  for (const value of [null, 1, "run", undefined]) assert.equal(checkRun(value, anyWord), "");
});

/** As far as `deadpeer judge` goes, and the story on top. */
function useAll(text: string): boolean {
  const read = readUnjudged(text);
  if ("problem" in read) return false;
  const terminal = { width: 20, colour: true, unicode: true };
  for (const each of read.document.runs) {
    const judged = judge("5.12", each);
    formatStatements(judged.statements, terminal);
    formatVerdict({ ...each, ...judged }, terminal);
    const story = createStory({ ...terminal, width: 80 });
    for (const observation of each.observations) story.tell(observation);
    story.end();
  }
  return true;
}

test("whatever stands in a document: what is read can be judged and told without an exception", () => {
  const document = goldenDocument("run-5-12-nc");
  const paths = pathsIn(document.runs, ["runs"]).filter((path) => !path.includes("statements"));
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom("", -1, 1e308, "5.12.5", "kill", "\u001b[31m", "::"),
  );
  let used = 0;
  fc.assert(
    fc.property(fc.constantFrom(...paths), value, (path, other) => {
      if (useAll(JSON.stringify(withValue(document, path, other)))) used += 1;
    }),
    { numRuns: 1500 },
  );
  assert.ok(used > 80, `${used} of them could be read`);
});

test("what was derived is checked, too, where it is to be drawn", () => {
  for (const each of goldenRuns()) assert.equal(checkJudgement(each.run), undefined, each.name);
  const { verdict, statements } = goldenRun("run-5-12");
  for (const [path, where] of [
    [["verdict"], ".verdict"],
    [["verdict", "summary", 0], ".verdict"],
    [["statements", 0, "because", 0], ".statements"],
    [["expectations"], ".expectations"],
  ] as const) {
    for (const other of otherTypes(valueAt({ verdict, statements, expectations: [] }, path)))
      assert.equal(checkJudgement(withValue(goldenRun("run-5-12"), path, other) as object), where);
  }
});

test("whether the server ended the control's connection is yes, no, or left out", () => {
  const checkControl = (serverEndsFirst: unknown): string | undefined =>
    checkRun(
      { ...goldenRun("run-5-12"), control: { lines: [], signs: [], answered: [], serverEndsFirst } },
      anyWord,
    );
  for (const value of [true, false]) assert.equal(checkControl(value), undefined);
  for (const value of [1, "true", null]) assert.match(checkControl(value) ?? "", /^\.control/);
});
