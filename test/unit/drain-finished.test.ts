// `deadpeer drain`: whether the request that is under way is finished.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drainRules } from "../../src/drain/rules.ts";
import { type Timed, caseOf, died, expects, fault, fin, rst, sends, serves, types } from "./one-run.ts";

const ASKED: Timed = fault("command");
const request = [types(900, "again"), sends(901)] as const;

function finished(...facts: readonly Timed[]): readonly [outcome: string | undefined, note: string] {
  const rule = drainRules.find(({ id }) => id === "finished");
  const finding = rule?.judge(caseOf(facts));
  return [finding?.outcome, finding?.note ?? ""];
}

test("it is where its answer came on its connection, and what was expected was printed", () => {
  const [outcome, note] = finished(...request, ASKED, serves(1200), expects(1300, true), fin(1400));
  assert.deepEqual([outcome, note], ["holds", "it was answered 200 ms after it was asked"]);
  assert.equal(finished(...request, ASKED, serves(1200))[0], "holds", "nothing was expected");
  assert.equal(finished(...request, ASKED, serves(1200), expects(1300, false))[0], "differs");
});

test("it was answered when the last of its answer came, whenever deadpeer looked at what was printed", () => {
  const facts = [...request, ASKED, serves(1200), serves(1450), expects(2000, true), serves(2500), fin(2600)];
  assert.equal(finished(...facts)[1], "it was answered 450 ms after it was asked");
});

test("what its client prints in place of an answer does not make it so", () => {
  const printed = expects(1300, true);
  assert.match(finished(...request, ...died, printed)[1], /^a FIN came in place of the answer/);
  assert.match(finished(...request, ASKED, rst(1002), printed)[1], /^an RST came in place of the answer/);
  assert.match(finished(...request, ASKED, printed)[1], /^it was not answered/);
  for (const end of [fin(1002), rst(1002)])
    assert.equal(finished(...request, ASKED, end, printed)[0], "differs");
});

test("it is not known where the answer had begun before, or there was no request", () => {
  assert.equal(finished(...request, serves(950), ASKED, expects(1300, true))[0], "unknown");
  assert.equal(finished(types(900), ASKED, expects(1300, true))[0], "unknown");
});

test("of the server's processes those that still run are named", () => {
  const ends = (...others: readonly number[]): string => {
    const asked: Timed = [
      1000,
      { kind: "fault", fault: "none", pid: 7, others, text: "SIGTERM to process 7" },
    ];
    const rule = drainRules.find(({ id }) => id === "ends");
    return rule?.judge(caseOf([...request, asked, serves(1200)])).note ?? "";
  };
  assert.match(ends(), /^process 7 still ran /);
  assert.match(ends(8), /^processes 7 and 8 still ran /);
  assert.match(ends(8, 9), /^processes 7, 8 and 9 still ran /);
});
