// How much of an answer is enough: of what is said on several connections, and of what was held when the fault came.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { type Timed, caseOf, died, ofServer, prints, usual } from "../one-run.ts";

const MOMENT = "mid-reply:5";
const control = (said: NonNullable<ControlRecord["said"]>[number]): ControlRecord => ({
  ...usual(),
  said: [said],
});

/** `cut true`: what becomes of this entry beside a control that has this one. */
function loss(
  entry: Partial<SaidEntry>,
  beside: Omit<NonNullable<ControlRecord["said"]>[number], "text">,
  ...facts: readonly Timed[]
): string {
  const { text = "get", ...others } = entry;
  const whole = { text, atNs: 900e6, fate: "read", because: [], ...others } as SaidEntry;
  const seen = caseOf([...facts, ...died], { control: control({ text, ...beside }), moment: MOMENT });
  const { fate = whole.fate, isLost } = judgeLoss(whole, [whole], seen, 0);
  return `${fate} ${isLost}`;
}

test("of what is always said on two connections one answer is enough where it was printed, and of nothing else", () => {
  const twice = { fate: "read", answerBytes: 100, connections: 2 } as const;
  const half = { answerBytes: 50, connections: 2 };
  assert.equal(loss({ ...half, found: true }, twice), "read false");
  assert.equal(loss(half, twice), "cut true", "nothing shows that it is the answer");
  const own = { text: OWN, isOwn: true } as const;
  assert.equal(
    loss({ ...own, ...half, found: true }, twice),
    "cut true",
    "what it asks itself it asks twice",
  );
});

test("what was seen to be held is lost, though in the control it came only once more was sent", () => {
  const late = { fate: "read", answerBytes: 20, isLate: true } as const;
  assert.equal(loss({ fate: "taken", answerBytes: 0 }, late), "unknown undefined");
  const held = ofServer(prints(950, "15 bytes are there, and held\n"));
  assert.equal(loss({ fate: "taken", answerBytes: 0 }, late, held), "taken true");
});
