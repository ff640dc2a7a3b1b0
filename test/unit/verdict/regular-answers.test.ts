// Whether the answers of a control are all of the same few bytes.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnsweredStep } from "../../../src/timeline/asked-thing.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { answerLength } from "../../../src/verdict/asks/regular-answers.ts";
import { caseOf, usual } from "../one-run.ts";

const control = (...lengths: readonly number[]): ControlRecord => ({
  ...usual(),
  steps: lengths.map((since, i): AnsweredStep => [10 * i, 0, since, i]),
});
const lengthIn = (one: ControlRecord, ...more: readonly ControlRecord[]): number | undefined =>
  answerLength(caseOf([], { control: { ...one, more } }));

test("answers are regular where all are of the same bytes, or of several at once", () => {
  assert.equal(lengthIn(control(5, 5, 5)), 5);
  assert.equal(lengthIn(control(5, 5, 15)), 5, "three were under way");
  assert.equal(lengthIn(control(5, 0, 5)), 5, "what is not answered is no answer");
  assert.equal(lengthIn(control(4, 5, 4)), undefined, "`:9` and `:10`");
  assert.equal(lengthIn(control(5)), undefined, "one shows nothing");
  assert.equal(lengthIn(control(2, 2, 4)), undefined, "of two bytes they may be by chance");
  assert.equal(lengthIn(usual()), undefined);
});

test("they are in each control, with what was answered last", () => {
  assert.equal(lengthIn(control(5, 5), control(5, 10)), 5);
  assert.equal(lengthIn(control(5, 5), control(4, 4)), undefined);
  assert.equal(lengthIn({ ...control(5), openStep: [20, 5, 5, 1] }), 5);
  assert.equal(lengthIn({ ...control(5, 5), openStep: [20, 5, 7, 1] }), undefined);
});
