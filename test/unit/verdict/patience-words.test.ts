// The first sentence about a client whose server lived.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { patienceInWords } from "../../../src/verdict/sentences/patience-summary.ts";
import { type Timed, caseOf, fault, types } from "../one-run.ts";

const PAUSE: Timed = [1000, { ...fault("pause")[1], amount: 500 } as Fact];

test("the first sentence: what it bore, how it gave up, or why that is unknown", () => {
  const facts = {
    grade: "pass",
    ending: { by: "silence" },
    noticed: "never",
    reaction: "none",
    waiting: "running",
    exit: undefined,
  } as const;
  const say = (other: Partial<Verdict>, ...since: readonly Timed[]): string =>
    patienceInWords({ ...facts, lastedNs: 2003e6, ...other }, caseOf([types(900), PAUSE, ...since]));
  const bore = "bore the pause of 2 003 ms: it did not give up";
  assert.equal(say({ patience: "bears" }), bore);
  assert.equal(say({ patience: "bears" }, types(1100)), `${bore}, and what was said meanwhile was answered`);
  // The fault ended with the client, long before its time: 2 003 of 500 ms is all of it, and 40 are not.
  assert.equal(
    say({ patience: "bears", lastedNs: 40e6 }),
    "bore the first 40 ms of the pause of 500 ms: it did not give up",
  );
  assert.equal(say({ patience: "bears", lastedNs: 490e6 }), "bore the pause of 490 ms: it did not give up");
  assert.equal(say({ patience: "bears", lastedNs: 450e6 }), "bore the pause of 450 ms: it did not give up");
  const lost = (things: string): string =>
    `kept its connection in the pause of 2 003 ms, and ${things} never answered`;
  assert.equal(say({ patience: "loses", lost: 1 }), lost("one thing that was said was"));
  assert.equal(say({ patience: "loses", lost: 2 }), lost("2 things that were said were"));
  const own = {
    patience: "loses",
    lost: 1,
    afterNs: 300e6,
    by: "no longer waiting for its connection",
  } as const;
  const { afterNs: _at, ...whenever } = own;
  assert.equal(say(whenever), lost("one thing that was said was"), "when that was is not known");
  const stopped =
    "kept its connection in the pause of 2 003 ms, stopped waiting for an answer 300 ms after it began, and ";
  assert.equal(say(own), `${stopped}one thing that was said was never answered`);
  const said = (...fates: readonly Fate[]): NonNullable<Verdict["ledger"]> => ({
    said: fates.map((fate) => ({ text: "a", atNs: 1, fate, isLost: true, because: [] })),
    bytes: [],
  });
  const unread = `${stopped}one thing that was said was answered, and the answer never read`;
  assert.equal(say({ ...own, ledger: said("answered") }), unread);
  const outcomes: readonly (readonly [fates: readonly Fate[], words: string])[] = [
    [["taken", "acknowledged"], "never answered"],
    [["read"], "answered and read, and not printed as expected"],
    [["cut", "cut"], "answered in part"],
    [["answered", "taken"], "not answered as expected"],
    [["read", "answered"], "not answered as expected"],
  ];
  for (const [fates, words] of outcomes)
    assert.equal(
      say({ ...own, by: "its end", ledger: said(...fates) }),
      `kept its connection in the pause of 2 003 ms, and one thing that was said was ${words}`,
    );
  const early = (...isEarly: readonly boolean[]): NonNullable<Verdict["ledger"]> => ({
    said: isEarly.map((each) => ({
      text: "a",
      atNs: 1,
      fate: "answered",
      ...(each && { isEarly: true }),
      because: [],
    })),
    bytes: [],
  });
  const printed =
    "kept its connection in the pause of 2 003 ms, and printed what was expected without having read the answer";
  assert.equal(say({ patience: "loses", lost: 0, ledger: early(true) }), printed);
  assert.equal(say({ patience: "loses", lost: 1, ledger: early(true, false) }), printed);
  assert.equal(
    say({ patience: "loses", lost: 2, ledger: early(true, false) }),
    lost("2 things that were said were"),
  );
  assert.equal(
    say({ patience: "loses", lost: 1, ledger: early(false) }),
    lost("one thing that was said was"),
  );
  const alarm = "false alarm: gave up on a server that lived, in the pause of 2 003 ms";
  assert.equal(say({ patience: "false-alarm" }), alarm);
  assert.equal(
    say({ patience: "false-alarm", afterNs: 500e6, by: "its end" }),
    `${alarm}, 500 ms after it began, by its end`,
  );
  assert.equal(
    say({ patience: "false-alarm", afterNs: 500e6 }),
    `${alarm}, 500 ms after it began, by an unknown sign`,
  );
  assert.equal(say({ patience: "unknown" }), "whether it bore the pause of 2 003 ms is unknown");
  assert.match(
    say({ patience: "unknown", undecided: { patience: "chance" } }),
    /is unknown: the client does the same by itself/,
  );
  const { lastedNs: _, ...endless } = { ...facts, patience: "bears", lastedNs: 0 } as const;
  assert.equal(patienceInWords(endless, caseOf([PAUSE])), "bore `pause:500`: it did not give up");
});
