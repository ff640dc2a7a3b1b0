// What `deadpeer tolerance` says of a measurement: its chart, and what was expected.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTolerance, noticingInWords } from "../../../src/cli/tolerance/chart.ts";
import { checkTolerance } from "../../../src/cli/tolerance/expectations.ts";
import { faultNames } from "../../../src/fault/index.ts";
import type { Endurance, Tolerance } from "../../../src/tolerance/result.ts";

test("whether it bears what lies between the ends is unknown, also where it does not do the same each time", () => {
  const outage: Endurance = {
    fault: "outage",
    upToMs: 10_000,
    borneMs: 1000,
    notBorneMs: 2000,
    alsoBorneMs: 3000,
    isDecided: false,
    tries: [],
  };
  const bears = [1000, 1500, 2000, 2500].map((ms) => ({ fault: "outage" as const, ms }));
  const measured: Tolerance = { isAsked: true, endurance: [outage], noticing: [] };
  assert.deepEqual(
    checkTolerance(measured, { bears, notices: [] }).map(({ outcome }) => outcome),
    ["pass", "unknown", "fail", "fail"],
  );
});

const borne: Endurance = { fault: "outage", upToMs: 10_000, borneMs: 10_000, isDecided: true, tries: [] };

test("the bars begin in one column, whatever the faults' names, within 80", () => {
  const noticing = faultNames.map((fault) => ({ fault, noticed: "never", watchedMs: 10_000 }) as const);
  const terminal = { width: 80, colour: false, unicode: false };
  const lines = formatTolerance("exec cat", 10_000, { isAsked: true, endurance: [], noticing }, terminal);
  const columns = lines.flatMap((line) => (line.includes(" #") ? line.indexOf("#") : []));
  assert.equal(columns.length, faultNames.length, lines.join("\n"));
  assert.equal(new Set(columns).size, 1, lines.join("\n"));
  assert.ok(lines.every((line) => line.length <= 80));
});

test("on a narrow terminal the bars and the words are below the names, and nothing is wider than it", () => {
  const noticing = faultNames.map((fault) => ({ fault, noticed: "never", watchedMs: 10_000 }) as const);
  const measured = { isAsked: false, endurance: [borne], noticing };
  for (const width of [20, 30, 50]) {
    const lines = formatTolerance("exec cat", 10_000, measured, { width, colour: false, unicode: false });
    const wide = lines.filter((line) => line.length > width);
    assert.deepEqual(wide, [], `${width} columns`);
    assert.equal(lines.filter((line) => /#{3}/.test(line)).length, faultNames.length + 1);
  }
});

test("of a client that never noticed it is said how long it was watched since it was used, if it was", () => {
  const never = { fault: "stop", noticed: "never", watchedMs: 10_000 } as const;
  assert.equal(noticingInWords(never), "not within 10 s");
  assert.equal(noticingInWords({ ...never, usedMs: 3100 }), "not within 10 s, nor within 3.1 s of its use");
});
