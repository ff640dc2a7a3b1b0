// The bench's forms: how much of its work each does, and the table of a part.

import assert from "node:assert/strict";
import { test } from "node:test";
import { amountOf, casesOf, effortOf, roundsOf } from "../../bench/effort.ts";
import { findVersion } from "../../bench/machine.ts";
import { measurePart, showResult } from "../../bench/part.ts";
import { showTable } from "../../bench/table.ts";

const [short, usual, long] = [effortOf({ short: true }), effortOf({}), effortOf({ long: true })];

test("rounds: an eighth in the short form, at least three and never more than usual; more in the long one where it says so", () => {
  assert.deepEqual(
    [41, 9, 3, 2].map((rounds) => roundsOf(short, rounds, 100)),
    [5, 3, 3, 2],
  );
  assert.deepEqual([roundsOf(usual, 5, 9), roundsOf(long, 5, 9), roundsOf(long, 5)], [5, 9, 5]);
});

test("amounts: a fifth in the short form, more in the long one where it says so", () => {
  assert.deepEqual(
    [short, usual, long].map((effort) => amountOf(effort, 1001)),
    [201, 1001, 1001],
  );
  assert.equal(amountOf(long, 1001, 2000), 2000);
});

test("cases: those of the form, or as many as --cases says", () => {
  const cases = { short: 30, usual: 200, long: 1000 };
  assert.deepEqual(
    [short, usual, long, effortOf({ short: true, cases: "7" })].map((effort) => casesOf(effort, cases)),
    [30, 200, 1000, 7],
  );
});

test("an effort that cannot be: two forms at once, or cases that are no number of them", () => {
  assert.throws(() => effortOf({ short: true, long: true }), /do not go together/);
  for (const cases of ["0", "-1", "1.5", "many", ""])
    assert.throws(() => effortOf({ cases }), /not a number of cases/);
});

test("the table: three figures of each number, and nothing of what was not measured", () => {
  assert.deepEqual(showTable({ "MB/s": [1234.5, 1500, 2000], none: [], s: [0.5, 0.51234] }), [
    "",
    "      samples    min  median    max",
    "MB/s        3  1,235   1,500  2,000",
    "s           2  0.500   0.506  0.512",
    "",
  ]);
  assert.deepEqual(showTable({ none: [] }), []);
});

test("a table is never longer than a screen", () => {
  const figures = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`figure ${i}`, [i]]));
  const lines = showTable(figures);
  assert.equal(lines.filter((line) => line.startsWith("figure")).length, 12);
  assert.equal(lines.at(-2), "and 8 more with --json");
});

const measured = {
  lines: ["how"],
  figures: {},
  targets: [{ what: "speed", wanted: "at least 2", measured: "1", isMet: false }],
  failures: [],
  measurements: {},
};

test("a target is judged, but not in the short form", () => {
  const result = { title: "1  A part", seconds: 1.234, ...measured };
  assert.equal(
    showResult(result, "usual"),
    "1  A part  (took 1.2 s)\n  how\n  MISSED  speed: 1 (target: at least 2)\n",
  );
  assert.doesNotMatch(showResult(result, "short"), /MISSED|met/);
});

test("a program that is missing is no failure; what could not be run is one, and the bench goes on", async () => {
  const part = {
    title: "1  A part",
    needs: [],
    peers: [],
    measure: async () => await Promise.resolve(measured),
  };
  assert.deepEqual((await measurePart(part, usual)).lines, ["how"]);
  const lacking = await measurePart({ ...part, needs: ["no-such-program"] }, usual);
  assert.deepEqual(lacking.lines, ["not measured: no-such-program is not installed"]);
  assert.deepEqual(lacking.failures, []);
  const failing = await measurePart({ ...part, measure: () => Promise.reject(new Error("it broke")) }, usual);
  assert.deepEqual(failing.failures, ["it broke"]);
});

test("a version is the first number with a dot in what a program says of itself", () => {
  const said = {
    "cc (Debian 12.2.0-14+deb12u1) 12.2.0": "12.2.0",
    "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64": "7.0.15",
    "ss utility, iproute2-6.1.0": "6.1.0",
    "Chromium 156.0.8078.108 built on Debian GNU/Linux 12": "156.0.8078.108",
    "tcpserver: usage: tcpserver [ -1UXpPhHrRoOdDqQv ]": undefined,
  };
  for (const [text, version] of Object.entries(said)) assert.equal(findVersion(text), version);
});
