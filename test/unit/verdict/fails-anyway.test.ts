// A client that fails with a living server as well: of what it was started for nothing is lost, or kept, that the control
// would show.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord, ControlSign } from "../../../src/timeline/record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { failsAnyway } from "../../../src/verdict/asks/fails-anyway.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { NO_CONTROL, caseOf, died, habit, usual } from "../one-run.ts";

const ends = (code: number): ControlSign => habit("exit", `its end (exit code ${code})`, 900);
const control = (fate: Fate, ...signs: readonly ControlSign[]): ControlRecord => ({
  ...usual(...signs),
  said: [{ text: OWN, fate, answerBytes: 0 }],
});
const fails = (fate: Fate, beside: ControlRecord): boolean =>
  failsAnyway({ fate }, caseOf(died, { control: beside }));

test("not answered in either, and it ended there with another exit code than 0", () => {
  assert.equal(fails("taken", control("taken", ends(28))), true);
  assert.equal(fails("unread", control("acknowledged", ends(28))), true);
  assert.equal(fails("taken", control("taken", ends(0))), false, "it needs no answer");
  assert.equal(fails("taken", control("taken")), false, "it runs on");
  assert.equal(fails("taken", control("taken", habit("segment", "its own FIN", 900))), false);
  assert.equal(fails("taken", control("read", ends(22))), false, "it was answered: 404");
  assert.equal(fails("refused", control("taken", ends(28))), false);
  assert.equal(fails("taken", control("swallowed", ends(124))), false, "it asked nothing");
  assert.equal(fails("taken", usual(ends(28))), false, "an older control");
  assert.equal(fails("taken", { ...usual(ends(28)), said: [] }), false, "nothing was said there");
  assert.equal(fails("taken", NO_CONTROL), false);
});

test("of several controls each must show it", () => {
  const first = control("taken", ends(28));
  assert.equal(fails("taken", { ...first, more: [control("taken", ends(28))] }), true);
  assert.equal(fails("taken", { ...first, more: [control("read", ends(0))] }), false);
});

test("whether it is lost is not known then", () => {
  const entry = { text: OWN, atNs: 0, fate: "taken", isOwn: true, because: [] } as const;
  const beside = control("taken", ends(28));
  const seen = caseOf(died, { control: beside });
  const { isLost, fate, why } = judgeLoss(entry, [], seen, 0);
  assert.deepEqual([isLost, fate], [undefined, "unknown"]);
  assert.match(why ?? "", /it was not answered in the control either, where the client failed/);
  const { isOwn: _, ...others } = entry;
  const typed = { ...others, text: "fetch" };
  assert.equal(judgeLoss(typed, [typed], seen, 0).fate, undefined, "what was typed has a control of its own");
});
