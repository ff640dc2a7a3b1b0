// When the cells of docs/matrix.md were made: each has the day, the kernel and the versions of its own making.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

interface Making {
  readonly day: string;
  readonly kernel: string;
  readonly deadpeer: string;
  readonly versions: Readonly<Record<string, string>>;
}
interface Cell {
  readonly id: string;
  readonly made?: number;
}
interface Made {
  readonly cells: readonly Cell[];
  readonly makings: readonly Making[];
}

const { withNewCells, describeMakings, kernelOf, madeOn } = (await import(
  pathToFileURL(resolve("tools/matrix-makings.js")).href
)) as {
  withNewCells: (before: Made, made: object[], ids: readonly string[]) => Made;
  describeMakings: (cells: readonly Cell[], makings: readonly Making[]) => string[];
  kernelOf: (text: string) => string;
  madeOn: (makings: readonly Making[]) => { when: string; kernels: string };
};

const ids = ["curl/kill@idle", "curl/reset@idle", "psql/kill@idle", "psql/reset@idle"];
const making = (day: string, kernel: string, curl: string): Making => ({
  day,
  kernel,
  deadpeer: "1.0.0",
  versions: { curl, psql: "15.1" },
});
const old = making("2026-01-01", "6.1", "7.0");
const all = (number: number): Cell[] => ids.map((id) => ({ id, made: number }));

test("what is made again has its own day, kernel and versions, and the other cells keep theirs", () => {
  const now = making("2026-02-02", "6.12", "8.0");
  const cells = [{ id: "curl/reset@idle" }];
  const { cells: kept, makings } = withNewCells(
    { cells: all(0), makings: [old] },
    [{ making: now, cells }],
    ids,
  );
  assert.deepEqual(
    kept.map(({ made }) => made),
    [0, 1, 0, 0],
  );
  assert.deepEqual(makings, [old, now]);
  const text = describeMakings(kept, makings).join("\n");
  assert.match(text, /\| 2026-01-01 \| 6\.1 \| 1\.0\.0 \| 3 \| `kill`, `psql\/reset` \|/);
  assert.match(text, /\| 2026-02-02 \| 6\.12 \| 1\.0\.0 \| 1 \| `curl\/reset` \|/);
  assert.match(text, /\| `curl` \| 7\.0 \(2026-01-01\); 8\.0 \(2026-02-02\) \|/);
  assert.match(text, /\| `psql` \| 15\.1 \|/);
  assert.deepEqual(madeOn(makings), { when: "from 2026-01-01 to 2026-02-02", kernels: "6.1 and 6.12" });
});

test("a making of which no cell is left is forgotten, and one that is the same is not another", () => {
  const now = making("2026-02-02", "6.12", "8.0");
  const part = (id: string): object => ({ making: { ...now }, cells: [{ id }] });
  const { cells, makings } = withNewCells({ cells: all(0), makings: [old] }, ids.map(part), ids);
  assert.deepEqual(makings, [now]);
  assert.ok(cells.every(({ made }) => made === 0));
});

test("versions that nobody wrote down are not those of today", () => {
  const elsewhere = { ...old, versions: {} };
  assert.match(describeMakings(all(0), [elsewhere]).join("\n"), /\| `curl` \| not recorded \|/);
});

test("the suffix of whoever built a kernel is left out", () => {
  assert.equal(kernelOf("Linux 6.18.44-generic"), "6.18.44");
});

test("each cell of the matrix has a making, and each making its cells", () => {
  const cells = readFileSync("docs/matrix.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Cell);
  const makings = JSON.parse(readFileSync("docs/matrix-makings.json", "utf8")) as Making[];
  const used = new Set(cells.map(({ made }) => made ?? -1));
  assert.deepEqual(
    [...used].sort((one, other) => one - other),
    makings.map((_, i) => i),
  );
});
