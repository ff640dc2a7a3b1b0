// What is expected for a failure, and not for an answer: whoever prints it has not said that anything was done.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { ledgerOf } from "../../../src/verdict/ledger/ledger.ts";
import { expectsFailure } from "../../../src/verdict/lines/expects-failure.ts";
import { ofKind } from "../../../src/timeline/queries.ts";
import { NO_FAULT, asksAlone, controlBy, died as diedAt10, ends } from "../ledger-runs.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { NO_CONTROL, type Timed, asks, caseOf, died, prints, serves, types, usual } from "../one-run.ts";

const LINE = "Error: Server closed the connection\n";
const expected = (ms: number, text: string, isFound = true): Timed => [
  ms,
  { kind: "expected", phase: "after", pattern: text, found: isFound, text: isFound ? text : "" },
];
/** Whether each thing expected was printed in the control. */
const control = (...answered: readonly boolean[]): ControlRecord => ({ ...usual(), said: [], answered });

function isOfFailure(facts: readonly Timed[], of: ControlRecord = control(false)): boolean[] {
  const seen = caseOf([...died, types(1200), ...facts], { control: of });
  return ofKind(seen.observations, "expected").map((each) => expectsFailure(seen, each));
}

test("it stands in a line of trouble, and in no control", () => {
  const facts = [prints(1300, LINE), expected(1400, "closed")];
  assert.deepEqual(isOfFailure(facts), [true]);
  assert.deepEqual(isOfFailure(facts, control(true)), [false]);
  assert.deepEqual(isOfFailure(facts, { ...control(false), more: [control(false)] }), [true]);
  assert.deepEqual(isOfFailure(facts, { ...control(false), more: [control(true)] }), [false]);
  assert.deepEqual(isOfFailure(facts, NO_CONTROL), [false]);
  const older = { ...usual(), answered: [false] };
  assert.deepEqual(isOfFailure(facts, older), [false], "an older document");
  assert.deepEqual(isOfFailure(facts, { ...control(false), more: [older] }), [false], "one of two");
  const halves = [prints(1300, LINE.slice(0, 20)), prints(1310, LINE.slice(20)), expected(1400, "closed")];
  assert.deepEqual(isOfFailure(halves), [true], "printed in two pieces");
});

test("another line of trouble, of before or beside it, makes it none", () => {
  assert.deepEqual(isOfFailure([prints(1300, `${LINE}stored\n`), expected(1400, "stored")]), [false]);
  const before = [prints(1100, LINE), types(1250), prints(1300, "closed\n")];
  assert.deepEqual(isOfFailure([...before, expected(1400, "Server")]), [false]);
  assert.deepEqual(isOfFailure([expected(1400, "closed"), prints(1450, LINE)]), [false], "not yet printed");
  assert.deepEqual(isOfFailure([prints(1300, LINE), expected(1400, "closed", false)]), [false], "not found");
});

test("each is held against its own place in the control", () => {
  const facts = [prints(1300, LINE), expected(1400, "closed"), types(1500), prints(1600, "2 errors\n")];
  assert.deepEqual(isOfFailure([...facts, expected(1700, "2")], control(false, true)), [true, false]);
  assert.deepEqual(isOfFailure([...facts, expected(1700, "2")], control(true, false)), [false, true]);
  const [ms, before] = expected(1250, "closed");
  const first: Timed = [ms, { ...before, phase: "before" } as Timed[1]];
  assert.deepEqual(
    isOfFailure([first, ...facts], control(false)),
    [false, true],
    "what the control has no place for",
  );
});

test("in the ledger it is no answer, whatever came", () => {
  const facts = [
    types(1200),
    asks(1201, "another\n"),
    serves(1202, 14, 22),
    prints(1203, LINE),
    expected(1300, "closed"),
  ];
  const fates = (of: ControlRecord): unknown =>
    ledgerOf(layOut(evidenceOf(observations(...opened, ...died.slice(0, 1), ...facts), { control: of })))
      .said.slice(-1)
      .map(({ fate, found }) => [fate, found]);
  assert.deepEqual(fates(control(true)), [["shown", true]]);
  assert.deepEqual(fates(control(false)), [["answered", undefined]]);
});

test("where nothing is typed, all that was printed until then is looked at", () => {
  const facts = [...asksAlone, ...died, prints(1300, LINE), expected(1400, "closed")];
  const seen = layOut(evidenceOf(observations(...facts), { control: control(false) }));
  assert.deepEqual(
    ofKind(seen.observations, "expected").map((each) => expectsFailure(seen, each)),
    [true],
  );
});

test("nor is it one to what a client was started for", () => {
  const answered: Timed = [4, segment("< P. 1:7(6) ack 7", "hello\n")];
  const end = [expected(9, "closed", false), ends(9.5, 0)];
  const fates = (...answers: readonly boolean[]): unknown => {
    const of = { ...controlBy([answered, ...end, NO_FAULT], asksAlone), answered: answers };
    const facts = [
      ...asksAlone,
      answered,
      ...diedAt10,
      prints(20, LINE),
      expected(25, "closed"),
      ends(30, 1),
    ];
    const seen = layOut(evidenceOf(observations(...facts), { control: of }));
    return ledgerOf(seen).said.map(({ isOwn, found }) => [isOwn, found]);
  };
  assert.deepEqual(fates(true), [[true, true]]);
  assert.deepEqual(fates(false), [[true, undefined]]);
});
