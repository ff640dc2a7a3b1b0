// What came may be an answer, a part of it, or something else: then nobody knows whether it is lost, and the row says why.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { LATER, MAY_BE_PUSHED } from "../../../src/verdict/asks/why-unsure.ts";
import { saidEntry } from "../ledger-runs.ts";
import { type Timed, caseOf, died, serves, types, usual } from "../one-run.ts";

const control = (answerBytes: number): ControlRecord => ({
  ...usual(),
  said: [{ text: "again", fate: "read", answerBytes }],
});

test("what the server sends by itself may be the answer, unless another one was expected", () => {
  const of = (other: Partial<SaidEntry>): unknown =>
    judgeLoss(
      saidEntry("taken", { why: MAY_BE_PUSHED, ...other }),
      [],
      caseOf(died, { control: control(6) }),
      0,
    ).isLost;
  assert.equal(of({}), undefined);
  assert.equal(of({ found: true }), undefined);
  assert.equal(of({ found: false }), true);
});

test("what came once more was said may be the rest of the answer before", () => {
  const entry = saidEntry("answered", { atNs: 500e6, answerBytes: 100 });
  const of = (...facts: readonly Timed[]): object =>
    judgeLoss(entry, [], caseOf([...facts, ...died], { control: control(117), moment: "mid-reply:5" }), 0);
  const cut = { fate: "cut", isLost: true };
  const answers = [serves(700, 14), serves(710, 20), serves(720, 26)];
  assert.deepEqual(of(types(600), ...answers), { fate: "unknown", why: LATER });
  assert.deepEqual(of(types(600), ...answers.slice(1)), cut, "that is less than it lacks");
  assert.deepEqual(of(...answers), cut, "nothing was said");
  assert.deepEqual(of(...answers, types(800)), cut, "it had come by then");
  const key: Timed = [600, { kind: "pressed", key: "ctrl-c" }];
  assert.deepEqual(of(key, ...answers), cut, "a key is no line");
});
