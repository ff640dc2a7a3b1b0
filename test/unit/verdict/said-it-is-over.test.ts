// A client that asks by itself and says that its connection was lost, and that it is connected again, tells nobody of what
// it never asked again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlSign } from "../../../src/timeline/record.ts";
import { mayTellNoMore } from "../../../src/verdict/notice/told-before.ts";
import { saidEntry } from "../ledger-runs.ts";
import { evidenceOf, observations, opened } from "../made-up.ts";
import { START, died, exits, prints, usual } from "../one-run.ts";

const own = saidEntry("cut", { isLost: true, isOwn: true });

function mayBeSilent(exitCode: number, lines: readonly string[], lost = own): boolean {
  const said = lines.map((line, i) => prints(1100 + i, `${line}\n`));
  const all = observations(START, ...opened, ...died, ...said, exits(2000, { exitCode }));
  const end: ControlSign = { kind: "exit", what: "its end (exit code 0)", afterNs: 5e8 };
  const control = { ...usual(), signs: [end] };
  return mayTellNoMore(layOut(evidenceOf(all, { control })), 1000e6, { said: [lost], bytes: [] });
}

const cases: readonly (readonly [string, boolean, readonly string[]])[] = [
  ["it was lost, and is back", true, ["connection lost, trying again", "reconnected", "done"]],
  ["with how often it tried", true, ["connection lost", "reconnected after 3 failed attempts"]],
  ["it was lost", false, ["connection lost, reconnecting", "done"]],
  ["it is back, and something went wrong", false, ["reconnected", "error: thing 2 was dropped"]],
  ["nothing", false, []],
];

for (const [what, is, lines] of cases)
  test(`${is ? "tells nobody" : "may tell"}: ${what}`, () => assert.equal(mayBeSilent(0, lines), is));

test("its exit code tells, and of what was said to it another rule decides", () => {
  const lines = ["connection lost", "reconnected"];
  assert.equal(mayBeSilent(1, lines), false);
  assert.equal(mayBeSilent(0, lines, { ...own, isLost: false }), false);
  const { isOwn: _, ...typed } = own;
  assert.equal(mayBeSilent(0, lines, typed), false);
});
