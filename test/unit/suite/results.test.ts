// Results from other machines are read with suspicion.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isFailure } from "../../../src/failure.ts";
import { type Results, readResults } from "../../../src/suite/read-results.ts";
import { plan, refusal, result, textOf } from "../suite-runs.ts";

const ids = ["psql/kill@idle", "psql/reset@idle", "curl/kill@idle"];
const text = textOf(plan(ids), result(ids[0] ?? ""), result(ids[1] ?? "", "failed"));
const read = (content: string, name = "a/results.jsonl"): Results => readResults(name, content);

test("what was saved is read", () => {
  const results = read(text);
  assert.deepEqual(results.plan, plan(ids));
  assert.deepEqual([...results.cases.keys()], ids.slice(0, 2));
  assert.deepEqual(results.cases.get("psql/reset@idle"), result("psql/reset@idle", "failed"));
  assert.equal(results.isCut, false);
});

test("a last line that is cut short anywhere is left out, and the others are kept", () => {
  const [first = "", second = "", third = ""] = text.split("\n");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: third.length - 1 }), (length) => {
      const results = read(`${first}\n${second}\n${third.slice(0, length)}`);
      assert.equal(results.isCut, true);
      assert.deepEqual([...results.cases.keys()], [ids[0]]);
    }),
  );
  const whole = read(`${first}\n${second}\n${third}`);
  assert.equal(whole.isCut, false);
  assert.equal(whole.cases.size, 2);
});

test("of two lines for a case the last one counts: it was run again", () => {
  const [id = ""] = ids;
  const results = read(textOf(plan(ids), result(id, "failed"), result(id, "contended", { why: "late" })));
  assert.equal(results.cases.get(id)?.outcome, "contended");
});

test("a file that is not one of results is refused with a sentence", () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ["", /^a\/results.jsonl is empty\.$/],
    ['{"kind":"plan","ver', /is cut short before its plan ends/],
    ["not JSON\n", /is damaged, line 1: it is not JSON/],
    ["null\n", /does not begin with the plan of a suite/],
    ["5\n", /does not begin with the plan/],
    ['"plan"\n', /does not begin with the plan/],
    ["[]\n", /does not begin with the plan/],
    [textOf(result("a")), /does not begin with the plan/],
    [textOf({ ...plan(ids), tool: { name: "playwright", version: "1" } }), /does not begin with the plan/],
    [textOf({ ...plan(ids), version: 2 }), /has version 2, and this deadpeer reads 1/],
    [textOf({ ...plan(ids), version: "1" }), /has version "1"/],
    [textOf(plan(ids), plan(ids)), /line 2: kind/],
    [`${textOf(plan(ids))}{"kind":\n${textOf(result("psql/kill@idle"))}`, /line 2: it is not JSON/],
    [`${textOf(plan(ids))}null\n`, /line 2: it is not a result/],
    [
      `${textOf(plan(["a"]), result("a")).slice(0, -2)},"x":${"[".repeat(100)}${"]".repeat(100)}}\n`,
      /line 2/,
    ],
  ];
  for (const [content, expected] of refused)
    assert.match(
      refusal(() => read(content)),
      expected,
    );
});

test("every field has its type", () => {
  const wrongPlans: readonly object[] = [
    { kernel: 6 },
    { plan: "psql" },
    { plan: [1] },
    { plan: ["a", "a"], chosen: [] },
    { chosen: ["b"] },
    { shard: { index: 0, total: 2 } },
    { shard: { index: 3, total: 2 } },
    { shard: { index: 1.5, total: 2 } },
    { shard: null },
    { tool: { name: "deadpeer", version: "1\u001b[2J" } },
  ];
  for (const wrong of wrongPlans)
    assert.match(
      refusal(() => read(textOf({ ...plan(["a"]), ...wrong }))),
      /damaged, line 1/,
      JSON.stringify(wrong),
    );
  const wrongResults: readonly object[] = [
    { id: 5 },
    { id: "not-in-the-plan" },
    { outcome: "excellent" },
    { outcome: "constructor" },
    { times: -1 },
    { ms: "1" },
    { ms: 1e300 },
    { why: {} },
    { expectations: {} },
    { expectations: [{ expected: "a", observed: "b", outcome: "maybe" }] },
    { run: { ...result("a").run, noticed: "soon" } },
    { run: { ...result("a").run, summary: "text" } },
    { run: { ...result("a").run, fault: "constructor" } },
    { run: { ...result("a").run, moment: "soon" } },
    { run: [] },
    { folder: 1 },
  ];
  for (const wrong of wrongResults)
    assert.match(
      refusal(() => read(textOf(plan(["a"]), { ...result("a"), ...wrong }))),
      /damaged, line 2/,
      JSON.stringify(wrong),
    );
});

const outside = [
  "/etc/passwd",
  "..",
  "../x",
  "a/../../x",
  "a/./b",
  ".",
  "",
  "a//b",
  "a/",
  "/",
  "a\u0000b",
  "a\nb",
  "\u001b[2J",
  "\ud800",
  "x".repeat(256),
  "ä".repeat(200),
  Array.from({ length: 600 }, () => "a").join("/"),
];

test("a folder and an id lead nowhere else", () => {
  for (const path of outside) {
    assert.match(
      refusal(() => read(textOf(plan(["a"]), result("a", "passed", { folder: path })))),
      /line 2: folder/,
    );
    assert.match(
      refusal(() => read(textOf(plan([path])))),
      /line 1: plan/,
    );
  }
  for (const path of ["results.jsonl", "results.jsonl/x", "index.html"])
    assert.match(
      refusal(() => read(textOf(plan(["a"]), result("a", "passed", { folder: path })))),
      /line 2: folder/,
    );
  for (const path of ["a b", "psql+pg15+pipes/kill@mid-reply:5", "ä/ö", "..a", "a..", "...", "x".repeat(255)])
    assert.equal(
      read(textOf(plan(["a"]), result("a", "passed", { folder: path }))).cases.get("a")?.folder,
      path,
    );
});

test("two cases do not share a folder, and none has its folder in that of another", () => {
  const two = (one: string, other: string): string =>
    textOf(
      plan(["a", "b"]),
      result("a", "passed", { folder: one }),
      result("b", "passed", { folder: other }),
    );
  assert.match(
    refusal(() => read(two("x", "x"))),
    /share the folder x/,
  );
  assert.match(
    refusal(() => read(two("x", "x/y"))),
    /b and a share the folder x/,
  );
  assert.match(
    refusal(() => read(two("x/y/z", "x/y"))),
    /a and b share the folder x\/y/,
  );
  assert.equal(read(two("x", "xy")).cases.size, 2);
  assert.equal(read(two("x/y", "x/z")).cases.size, 2);
});

test("whatever is read, it is read or refused with a sentence", () => {
  const line = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .record({ kind: fc.constantFrom("plan", "result"), id: fc.string(), plan: fc.anything() })
      .map((o) => JSON.stringify(o)),
  );
  fc.assert(
    fc.property(fc.array(line), fc.boolean(), (lines, planned) => {
      const content = `${planned ? textOf(plan(ids)) : ""}${lines.join("\n")}`;
      try {
        read(content);
      } catch (error) {
        assert.ok(isFailure(error), String(error));
      }
    }),
  );
});
