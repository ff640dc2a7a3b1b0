// What the client believes, in sentences; and why it is unknown, by the option that would have shown it.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { BeliefEntry, SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import { type UnknownCause, notCountedAtAll, unknownCauses } from "../../../src/timeline/words.ts";
import { beliefInWords } from "../../../src/verdict/sentences/belief-summary.ts";
import { causeOfRows, whyBeliefUnknown } from "../../../src/verdict/belief/why-belief-unknown.ts";
import { evidenceOf, observations } from "../made-up.ts";
import { type Timed, caseOf, counted, types } from "../one-run.ts";

type Told = Parameters<typeof beliefInWords>[0];

const thing = (word: BeliefEntry["word"], other: Partial<BeliefEntry & SaidEntry> = {}): SaidEntry => {
  const { done, why, ...entry } = other;
  const belief: BeliefEntry = {
    believed: "done",
    word,
    ...(done !== undefined && { done }),
    ...(why && { why }),
  };
  return { text: "again", atNs: 0, fate: "acknowledged", because: [], belief, ...entry };
};
const told = (belief: Verdict["belief"], said: readonly SaidEntry[], why?: UnknownCause): string[] =>
  beliefInWords(
    {
      ...(belief && { belief }),
      ledger: { said, bytes: [] } as unknown as NonNullable<Told["ledger"]>,
      ...(why && { undecided: { belief: why } }),
    },
    caseOf([]),
  );

test("each word is said of the thing it is about; what is honest goes without saying", () => {
  assert.deepEqual(told("false-success", [thing("false-success")]), [
    "`again` is believed to be done, and the server does not have it.",
  ]);
  assert.deepEqual(told("false-failure", [thing("false-failure")]), [
    "`again` is believed to have failed, and the server has it: who does it again does it twice.",
  ]);
  assert.deepEqual(told("duplicate", [thing("duplicate", { done: 3 })]), [
    "`again` was said once, and the server has it 3 times.",
  ]);
  assert.deepEqual(told("silent-retry", [thing("silent-retry")]), [
    "`again` was sent again on another connection, and nobody was told.",
  ]);
  assert.deepEqual(told("honest", [thing("honest")]), []);
  assert.deepEqual(told(undefined, []), []);
  assert.deepEqual(beliefInWords({}, caseOf([])), []);
});

test("the same of several is said once; what it asks by itself has no text; a long one is cut", () => {
  const twice = [thing("silent-retry"), thing("silent-retry"), thing("honest", { text: "other" })];
  assert.equal(told("silent-retry", twice).length, 1);
  assert.deepEqual(told("silent-retry", [thing("silent-retry", { isOwn: true })]), [
    "It was sent again on another connection, and nobody was told.",
  ]);
  const long = (length: number): string | undefined =>
    told("silent-retry", [thing("silent-retry", { text: "x".repeat(length) })])[0];
  assert.match(long(40) ?? "", /^`x{40}` was/);
  assert.match(long(41) ?? "", /^`x{39}…` was/);
});

test("a false success that is none of them in particular is said as well", () => {
  const more = "More was believed to be done than was done.";
  assert.deepEqual(told("false-success", [thing("unknown")]), [more]);
  assert.equal(told("false-success", [thing("false-success")]).includes(more), false);
  assert.equal(told("false-success", [thing("honest"), thing("false-success")]).includes(more), false);
  assert.deepEqual(told("duplicate", [thing("unknown")]), []);
});

test("unknown, and why", () => {
  const unknown = "Whether what it believes is so is unknown";
  assert.deepEqual(told("unknown", [thing("unknown")], "says-both"), [
    `${unknown}: ${unknownCauses["says-both"]}.`,
  ]);
  assert.deepEqual(told("unknown", [thing("unknown")]), [`${unknown}.`]);
});

const why = (cause: UnknownCause, facts: readonly Timed[], doneWhen?: string): string =>
  whyBeliefUnknown(cause, {
    observations: observations(...facts),
    ...(doneWhen !== undefined && { meaning: { doneWhen: { text: doneWhen } } }),
  });

test("each cause in words; of a count what it printed, of a pattern that it never came", () => {
  assert.equal(why("chance", []), unknownCauses.chance);
  assert.equal(why("not-asked", []), `${notCountedAtAll}, and nothing was said (--say)`);
  assert.equal(why("not-asked", [types(1)]), notCountedAtAll);
  assert.equal(why("not-asked", [counted(1, "before", 3)]), "nothing was said (--say)");
  assert.equal(why("not-asked", [], "stored"), "nothing was said (--say)");
  assert.equal(why("not-one-each", []), unknownCauses["not-one-each"]);
  const counts = [counted(1, "before", 3), counted(2, "after"), counted(3, "after", 5)];
  assert.equal(why("not-one-each", counts), `${unknownCauses["not-one-each"]} (--count printed 3, then 5)`);
  assert.equal(
    why("not-counted", counts, "stored"),
    "--done-when stored was never printed, in this run or in the control",
  );
  assert.match(why("not-counted", counts), /^--count printed no number: `wc` was not seen to end/);
  assert.equal(why("not-counted", [counted(1, "before", 3)]), "--count printed no number in the control");
  assert.equal(whyBeliefUnknown("not-one-each", {}), unknownCauses["not-one-each"]);
  assert.equal(whyBeliefUnknown("not-counted", {}), "--count printed no number in the control");
});

test("a word was seen, and what may be worse is unknown: by the row, or by what was counted", () => {
  const of = (said: readonly SaidEntry[], facts: readonly Timed[], doneWhen?: string): string => {
    const ledger = { said, bytes: [] } as unknown as NonNullable<Verdict["ledger"]>;
    return causeOfRows(
      { ledger },
      {
        ...evidenceOf(observations(...facts)),
        ...(doneWhen !== undefined && { meaning: { doneWhen: { text: doneWhen } } }),
      },
    );
  };
  assert.equal(of([thing("honest"), thing("unknown", { why: "chance" })], []), "chance");
  assert.equal(of([thing("honest")], []), "not-asked");
  assert.equal(of([thing("honest")], [counted(1, "before", 3)]), "not-one-each");
  assert.equal(of([thing("honest")], [counted(1, "before", 3), counted(2, "after")]), "not-counted");
  assert.equal(of([thing("honest")], [], "stored"), "not-counted");
  assert.equal(causeOfRows({}, {}), "not-asked");
});
