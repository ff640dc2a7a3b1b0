// The fault comes once something is printed, and an exchange may be under way then: of an answer in parts less came than in the control.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../src/timeline/record.ts";
import type { SaidEntry } from "../../src/timeline/verdict-record.ts";
import type { Fate } from "../../src/timeline/words.ts";
import { judgeLoss } from "../../src/verdict/loss.ts";
import { type Timed, caseOf, died, types, usual } from "./one-run.ts";

const QUIET = { lines: 0, fresh: 0, bytes: 0, ns: 500e6 };
const before: readonly Timed[] = [types(900, "fetch"), ...died];

function loss(
  entry: Partial<SaidEntry>,
  fate: Fate = "answered",
  { moment = "printed:/HALF/", facts = before }: { moment?: string; facts?: readonly Timed[] } = {},
): string {
  const control: ControlRecord = {
    ...usual(),
    byItself: QUIET,
    said: [{ text: "fetch", fate, answerBytes: 1000 }],
  };
  const of: SaidEntry = {
    text: "fetch",
    atNs: 900e6,
    fate: "answered",
    answerBytes: 500,
    because: [],
    ...entry,
  };
  const { isLost, why } = judgeLoss(of, [], caseOf(facts, { control, moment }), 0);
  return why === undefined ? String(isLost) : `unknown, ${isLost}`;
}

test("half an answer is not known to be a whole one", () => {
  assert.equal(loss({}), "unknown, undefined");
  assert.equal(loss({ answerBytes: 990 }), "false", "about as much");
  assert.equal(loss({ found: true }), "false", "what was expected was printed");
  assert.equal(loss({ found: false }, "shown"), "unknown, true");
});

test("from a server that pauses between its parts, which then look like what it sends by itself", () => {
  assert.equal(loss({ fate: "taken" }, "taken"), "unknown, undefined");
  assert.equal(loss({ fate: "taken", answerBytes: 1000 }, "taken"), "false");
  assert.equal(loss({ fate: "taken" }, "answered"), "true", "nothing came for it");
  assert.equal(loss({ fate: "refused" }, "taken"), "true");
});

test("what was over by then was answered as far as it is", () => {
  const more = [types(900, "fetch"), types(950, "more"), ...died];
  assert.equal(loss({}, "answered", { facts: more }), "false");
  assert.equal(loss({}, "answered", { moment: "idle" }), "false");
});
