// What was answered in a transaction that was open as its connection ended, and whether it was asked again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { isSince } from "../../../src/verdict/asks/done-elsewhere.ts";
import { endedAt } from "../../../src/verdict/bytes/death.ts";
import { undoneIn } from "../../../src/verdict/asks/undone.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { type Exchange, controlOf, runOf, seenIn } from "../exchanges.ts";
import { evidenceOf } from "../made-up.ts";
import { fin } from "../one-run.ts";

const query = (statement: string, tag: string, status: string): Exchange => [
  `Q\0\0\0\u0020${statement}\0`,
  `C\0\0\0\u000a${tag}\0Z\0\0\0\u0005${status}`,
];
const BEGIN = query("BEGIN", "BEGIN", "T");
const COMMIT = query("COMMIT", "COMMIT", "I");
const row = (name: string, status = "T"): Exchange =>
  query(`INSERT INTO t VALUES ('${name}')`, "INSERT 0 1", status);
const LOOK = query("SELECT 1", "SELECT 1", "T");
const [A, B, C] = [row("alpha"), row("bravo"), row("charly")];
const all = controlOf(BEGIN, A, LOOK, B, C, COMMIT);

interface Run {
  readonly before: readonly Exchange[];
  readonly since: readonly Exchange[];
  readonly control?: ControlRecord;
  readonly hasClosed?: boolean;
}

function undone({ before, since, control = all, hasClosed = false }: Run): string {
  const seen = seenIn(
    [...(hasClosed ? [fin(900)] : []), ...runOf(before, since)].sort(([one], [other]) => one - other),
  );
  const run = { ...seen, evidence: { ...seen.evidence, control } };
  const flows = flowsOf(run);
  return undoneIn(
    run,
    flows,
    flows.filter((flow) => isSince(run, flow)),
    endedAt(run),
  );
}

const cases: readonly (readonly [string, string, Run])[] = [
  ["one of two is left out", "some", { before: [BEGIN, A, B], since: [BEGIN, B, C, COMMIT] }],
  ["both are done again", "none", { before: [BEGIN, A, B], since: [BEGIN, A, B, C, COMMIT] }],
  ["they were committed", "none", { before: [BEGIN, A, B, COMMIT], since: [BEGIN, C, COMMIT] }],
  ["what was read alone", "none", { before: [BEGIN, LOOK], since: [BEGIN, A, B, C, COMMIT] }],
  ["each is committed as it comes", "none", { before: [row("alpha", "I")], since: [row("bravo", "I")] }],
  ["it leaves its transactions open", "perhaps", { before: [BEGIN, A], since: [BEGIN, B, C] }],
  ["it is in no control", "perhaps", { before: [BEGIN, row("other")], since: [BEGIN, B, C, COMMIT] }],
  [
    "all in one statement",
    "perhaps",
    { before: [BEGIN, A], since: [BEGIN, row("alpha'), ('bravo"), COMMIT] },
  ],
];

for (const [what, is, run] of cases)
  test(`${is === "none" ? "nothing is" : is === "some" ? "some is" : "some may be"} undone: ${what}`, () =>
    assert.equal(undone(run), is));

test("of a change whose words were not kept nobody knows whether it was asked again", () => {
  const seen = seenIn(runOf([BEGIN, A, B], [BEGIN, A, B, C, COMMIT]));
  const observations = seen.observations.map((each) =>
    each.kind === "segment" && atob(each.payload).includes("alpha") ? { ...each, payload: "" } : each,
  );
  const run = layOut(evidenceOf(observations, { control: all }));
  const flows = flowsOf(run);
  const since = flows.filter((flow) => isSince(run, flow));
  assert.equal(undoneIn(run, flows, since, endedAt(run)), "perhaps");
});
