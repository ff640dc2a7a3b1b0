// The fault comes once something is printed, or the server seems to send by itself, and an exchange may be under way then:
// of an answer in parts less came than in the control.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { type Timed, caseOf, died, types, usual } from "../one-run.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";

const QUIET = { lines: 0, fresh: 0, bytes: 0, ns: 500e6 };
const before: readonly Timed[] = [types(900, "fetch"), ...died];

interface Moment {
  readonly moment: string;
  readonly facts: readonly Timed[];
  /** In place of a run that is opened as the others, with these facts. */
  readonly all?: ReturnType<typeof observations>;
  /** What the server sends by itself in the control. */
  readonly bytes: number;
}

function loss(
  entry: Partial<SaidEntry>,
  fate: Fate = "answered",
  { moment = "printed:/HALF/", facts = before, bytes = 0, all }: Partial<Moment> = {},
): string {
  const control: ControlRecord = {
    ...usual(),
    byItself: { ...QUIET, bytes },
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
  const seen = all ? layOut(evidenceOf(all, { control, moment })) : caseOf(facts, { control, moment });
  const { isLost, why } = judgeLoss(of, [], seen, 0);
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

test("the server sends more after a rest in the control: that may be the rest of its answer", () => {
  const idle = (more: Partial<Moment> = {}, entry: Partial<SaidEntry> = {}): string =>
    loss(entry, "read", { moment: "idle", bytes: 500, ...more });
  assert.equal(idle(), "unknown, undefined");
  assert.equal(idle({}, { answerBytes: 990 }), "false", "about as much");
  assert.equal(idle({}, { found: true }), "false", "what was expected was printed");
  assert.equal(idle({ bytes: 0 }), "false", "it sends nothing by itself");
  const pushes = [200, 400].map((ms, i): Timed => [
    ms,
    segment(`< P. ${1 + 5 * i}:${6 + 5 * i}(5) ack 1`, "tick\n"),
  ]);
  const all = observations(...opened.slice(0, 4), ...pushes, ...before);
  assert.equal(idle({ all }), "false", "it did so before anything was said");
});
