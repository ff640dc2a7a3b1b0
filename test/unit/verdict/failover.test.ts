// What is said of a second server that took the address: what it answered, and what each of the two has counted.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { failoverRemarks } from "../../../src/verdict/sentences/failover.ts";
import { segment } from "../made-up.ts";
import { KILL, START, type Timed, caseOf, counted, judgeOf, onPort, serves, types } from "../one-run.ts";

const TOOK: Timed = [1500, { kind: "took-over", pid: 9, command: "another" }];
const entry = (ms: number, text: string, fate: SaidEntry["fate"] = "answered"): SaidEntry => ({
  text,
  atNs: ms * 1e6,
  fate,
  because: [],
});
const said = (entries: readonly SaidEntry[], ...facts: readonly Timed[]): string[] =>
  failoverRemarks(caseOf([START, ...facts]), entries);
const had = (what: string): string =>
  `Another server (process 9) had the address from 500 ms after the fault on, and answered ${what}.`;

test("nothing where the address stayed with the first server", () => {
  assert.deepEqual(said([entry(1400, "one")], KILL, serves(1600)), []);
});

test("what was answered once it had the address, each until the next was said", () => {
  const two = [entry(1400, "one"), entry(1700, "two")];
  assert.deepEqual(said(two, KILL, TOOK), [had("nothing that was said")]);
  assert.deepEqual(said(two, KILL, TOOK, serves(1600)), [had('"one"')]);
  assert.deepEqual(said(two, KILL, TOOK, serves(1800)), [had('"two"')]);
  assert.deepEqual(said(two, KILL, TOOK, serves(1600), serves(1800, 20)), [had('"one", "two"')]);
  const newConnection = onPort(50_000, [1600, segment("< P. 1:3(2) ack 1", "ok")]);
  assert.deepEqual(said(two, KILL, TOOK, newConnection), [had('"one"')]);
});

test("what came before it had the address was the first server's answer", () => {
  assert.deepEqual(said([entry(1400, "one")], KILL, serves(1450), TOOK), [had("nothing that was said")]);
});

test("data that came is no answer of what was lost", () => {
  assert.deepEqual(said([entry(1400, "one", "refused")], KILL, TOOK, serves(1600)), [
    had("nothing that was said"),
  ]);
});

test("counted at the first server before, at the second once it had the address, and in the end", () => {
  const counts = "Counted at the first server before anything was said:";
  const all = [counted(10, "before", 3), KILL, TOOK, counted(1501, "before", 1), counted(2500, "after", 2)];
  assert.deepEqual(said([], ...all), [
    had("nothing that was said"),
    `${counts} 3. At the second, once it had the address: 1, and in the end: 2.`,
  ]);
  const failed = [counted(10, "before"), KILL, TOOK, counted(1501, "before", 1), counted(2500, "after", 2)];
  assert.match(said([], ...failed)[1] ?? "", /said: unknown\. .*: 1, and in the end: 2\.$/);
  assert.equal(said([], KILL, TOOK, counted(1501, "before", 1), counted(2500, "after", 2)).length, 1);
  assert.equal(said([], counted(10, "before", 3), KILL, TOOK).length, 1);
  assert.equal(said([], counted(10, "before", 3), KILL, TOOK, counted(1501, "before", 1)).length, 1);
});

test("the verdict says so", () => {
  const { summary } = judgeOf([START, KILL, [1001, { kind: "process-ended", pid: 7 }], TOOK, types(1600)]);
  assert.ok(summary.includes(had("nothing that was said")), summary.join("\n"));
});
