// What a shell has run, and held the connection, fails: the shell is told so, whatever the shell itself does then.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failedHolders } from "../../../src/verdict/signs/end.ts";
import { findSigns } from "../../../src/verdict/signs/signs.ts";
import { GONE, KILL, START, type Timed, caseOf, fin, holds, left, ofServer } from "../one-run.ts";

type End = { readonly exitCode?: number; readonly signal?: string };
const ended = (ms: number, pid: number, end: End = {}): Timed => [ms, { kind: "process-ended", pid, ...end }];
const reaped = (ms: number, pid: number, end: End = {}): Timed => [
  ms,
  { kind: "process-reaped", pid, ...end },
];
const FAILS: End = { exitCode: 56 };

/** The shell is process 3; its curl is process 4, and holds the connection. */
type Row = readonly [why: string, facts: readonly Timed[], failed: string];
const CURL = holds(900, [4]);
const rows: readonly Row[] = [
  ["it has failed", [CURL, KILL, GONE, ended(1010, 4, FAILS)], "1010 exit code 56"],
  ["a signal has ended it", [CURL, KILL, GONE, ended(1010, 4, { signal: "SIGPIPE" })], "1010 SIGPIPE"],
  ["it has succeeded", [CURL, KILL, GONE, ended(1010, 4, { exitCode: 0 })], ""],
  ["it is not known how it ended", [CURL, KILL, GONE, ended(1010, 4)], ""],
  [
    "how it ended is known later",
    [CURL, KILL, GONE, ended(1010, 4), reaped(1020, 4, FAILS)],
    "1010 exit code 56",
  ],
  [
    "it was waited for, and that says nothing",
    [CURL, KILL, GONE, ended(1010, 4, FAILS), reaped(1020, 4)],
    "1010 exit code 56",
  ],
  ["its end was not seen", [CURL, KILL, GONE, reaped(1020, 4, FAILS)], ""],
  ["it goes on", [CURL, KILL, GONE], ""],
  ["as the end came", [CURL, KILL, GONE, ended(1001, 4, FAILS)], ""],
  ["right after it", [CURL, KILL, GONE, ended(1001.1, 4, FAILS)], "1001.1 exit code 56"],
  ["before the fault", [CURL, ended(950, 4, FAILS), KILL, GONE], ""],
  ["the program itself", [holds(900, [3]), KILL, GONE, ended(1010, 3, FAILS)], ""],
  [
    "the program, and one that it has run",
    [holds(900, [3, 4]), KILL, GONE, ended(1010, 3, FAILS), ended(1011, 4, FAILS)],
    "1011 exit code 56",
  ],
  [
    "two of them",
    [holds(900, [4, 5]), KILL, GONE, ended(1010, 4, FAILS), ended(1005, 5, { exitCode: 1 })],
    "1010 exit code 56, 1005 exit code 1",
  ],
  [
    "one of two",
    [holds(900, [4, 5]), KILL, GONE, ended(1010, 4, { exitCode: 0 }), ended(1011, 5, FAILS)],
    "1011 exit code 56",
  ],
  ["it did not hold the connection", [CURL, KILL, GONE, ended(1010, 5, FAILS)], ""],
  ["it held it earlier", [holds(800, [5]), CURL, KILL, GONE, ended(1010, 5, FAILS)], ""],
  ["it has inherited it since", [CURL, KILL, GONE, holds(1005, [4, 5]), ended(1010, 5, FAILS)], ""],
  ["it was not looked at before", [KILL, GONE, holds(1005, [5]), ended(1010, 5, FAILS)], "1010 exit code 56"],
  ["nobody was seen", [KILL, GONE, ended(1010, 4, FAILS)], ""],
];

const list = (facts: readonly Timed[]): string =>
  failedHolders(caseOf([START, ...facts]), 1001e6)
    .map(({ atNs, end }) => `${atNs / 1e6} ${end.signal ?? `exit code ${end.exitCode}`}`)
    .join(", ");

for (const [why, facts, failed] of rows)
  test(`what held the connection fails, ${why}: ${failed || "nothing is seen"}`, () => {
    assert.equal(list(facts), failed);
    const signs = findSigns(caseOf([START, ...facts]), 1001e6).filter(({ kind }) => kind === "process-end");
    assert.equal(signs.length, failed === "" ? 0 : failed.split(", ").length);
  });

test("the sign says what ended, and how; a program of the server's is none", () => {
  const [sign] = findSigns(caseOf([START, CURL, KILL, GONE, ended(1010, 4, FAILS)]), 1001e6);
  assert.deepEqual([sign?.kind, sign?.atNs], ["process-end", 1010e6]);
  assert.equal(sign?.what, "the end of one of its processes (exit code 56)");
  assert.equal(list([ofServer(START), CURL, KILL, GONE, ended(1010, 4, FAILS)]), "1010 exit code 56");
});

test("the FIN of its server is no sign: the first one is the end of the process", () => {
  const [first] = findSigns(caseOf([START, CURL, KILL, GONE, fin(1002), ended(1010, 4, FAILS)]), 1001e6);
  assert.equal(first?.kind, "process-end");
});

test("it is a reaction like any other", () => {
  assert.equal(left([START, CURL, KILL, GONE, fin(1002), ended(1010, 4, FAILS)]), "1010 process-end");
});
