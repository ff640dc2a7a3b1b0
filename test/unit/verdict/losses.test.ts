// What counts as lost: for each fate a line can have, with and without a control.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMoment, holdsReply, momentNames, needsPattern } from "../../../src/fault/moments.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { ledgerOf } from "../../../src/verdict/ledger/ledger.ts";
import { isAnsweredInPart } from "../../../src/verdict/asks/answered-in-part.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { linesPrinted } from "../../../src/verdict/lines/lines-printed.ts";
import { countLostAndDuplicated } from "../../../src/verdict/ledger/losses.ts";
import { segment } from "../made-up.ts";
import {
  NO_CONTROL,
  type Timed,
  caseOf,
  died,
  expects,
  fault,
  prints,
  serves,
  types,
  usual,
} from "../one-run.ts";
import { saidEntry } from "../ledger-runs.ts";

const saidBefore = (fate: Fate, answerBytes?: number, text = "again"): ControlRecord => ({
  ...usual(),
  said: [{ text, fate, ...(answerBytes !== undefined && { answerBytes }) }],
});

type Lost = boolean | undefined;

test("unknown here and there is not the same, where nothing came here, and something there", () => {
  const lost = (here: number | undefined, there: number | undefined): Lost => {
    const of = saidEntry("unknown", here === undefined ? {} : { answerBytes: here });
    return judgeLoss(of, [], caseOf(died, { control: saidBefore("unknown", there) }), 0).isLost;
  };
  assert.equal(lost(0, 4), undefined);
  assert.equal(lost(0, 0), false);
  assert.equal(lost(4, 4), false);
  assert.equal(lost(0, undefined), false, "a document of before");
  assert.equal(lost(undefined, 4), false);
});

test("beside the control: lost is what got less far than there, and was not answered", () => {
  const lost = (fate: Fate, inControl: Fate, found?: boolean): Lost =>
    judgeLoss(
      saidEntry(fate, found === undefined ? {} : { found }),
      [],
      caseOf(died, { control: saidBefore(inControl) }),
      0,
    ).isLost;
  const cases: readonly (readonly [Fate, Fate, boolean | undefined, Lost])[] = [
    ["not-said", "shown", undefined, false],
    ["shown", "shown", undefined, false],
    ["shown", "unknown", false, false],
    ["answered", "shown", undefined, false],
    ["answered", "shown", false, true],
    ["answered", "answered", false, false],
    ["read", "answered", false, undefined],
    ["taken", "shown", false, true],
    ["refused", "refused", undefined, false],
    ["refused", "shown", undefined, true],
    ["refused", "unknown", undefined, true],
    ["unacknowledged", "taken", undefined, true],
    ["unread", "acknowledged", undefined, true],
    ["swallowed", "answered", undefined, true],
    ["swallowed", "unknown", undefined, undefined],
    ["swallowed", "swallowed", undefined, false],
    ["swallowed", "taken", undefined, true],
    ["unknown", "answered", undefined, undefined],
    ["taken", "unknown", undefined, undefined],
    ["taken", "answered", undefined, true],
    ["taken", "acknowledged", undefined, false],
    ["acknowledged", "cut", undefined, true],
    ["acknowledged", "taken", undefined, undefined],
    ["acknowledged", "refused", undefined, false],
  ];
  for (const [fate, inControl, found, expected] of cases)
    assert.equal(
      lost(fate, inControl, found),
      expected,
      `${fate}, in the control ${inControl}, found: ${found}`,
    );
});

test("with nothing to hold it against: lost is what was not delivered, or not answered as expected", () => {
  const lost = (fate: Fate, found?: boolean, all: readonly SaidEntry[] = []): Lost =>
    judgeLoss(
      saidEntry(fate, found === undefined ? {} : { found }),
      all,
      caseOf(died, { control: NO_CONTROL }),
      0,
    ).isLost;
  const cases: readonly (readonly [Fate, boolean | undefined, Lost])[] = [
    ["not-said", undefined, false],
    ["shown", false, false],
    ["refused", true, true],
    ["unacknowledged", undefined, true],
    ["unread", undefined, true],
    ["swallowed", undefined, undefined],
    ["unknown", false, undefined],
    ["answered", undefined, false],
    ["answered", true, false],
    ["answered", false, undefined],
    ["taken", undefined, undefined],
    ["taken", false, true],
    ["acknowledged", undefined, undefined],
    ["acknowledged", false, true],
  ];
  for (const [fate, found, expected] of cases)
    assert.equal(lost(fate, found), expected, `${fate}, found: ${found}`);
  const own = (text: string): Lost =>
    judgeLoss(saidEntry("taken", { isOwn: true, text }), [], caseOf(died, { control: NO_CONTROL }), 0).isLost;
  assert.deepEqual([own(OWN), own("what it sends by itself")], [undefined, false]);
  assert.equal(
    lost("swallowed", undefined, [saidEntry("taken")]),
    undefined,
    "no line of it was ever answered",
  );
  assert.equal(lost("swallowed", undefined, [saidEntry("taken"), saidEntry("read")]), true);
  assert.ok(!("isLost" in judgeLoss(saidEntry("unknown"), [], caseOf(died, { control: NO_CONTROL }), 0)));
});

test("in a section each line said counts that was not shown; a control's other line says nothing about this one", () => {
  const section = caseOf(died);
  const { control: _, ...evidence } = section.evidence;
  for (const [fate, expected] of [
    ["not-said", false],
    ["shown", false],
    ["answered", true],
    ["unknown", true],
  ] as const)
    assert.deepEqual(judgeLoss(saidEntry(fate), [], { ...section, evidence }, 0), { isLost: expected }, fate);
  const other = caseOf(died, { control: saidBefore("refused", undefined, "something else") });
  assert.equal(judgeLoss(saidEntry("refused"), [], other, 0).isLost, true);
  assert.equal(
    judgeLoss(saidEntry("refused"), [], caseOf(died, { control: saidBefore("refused") }), 0).isLost,
    false,
  );
});

test("a control of version 1 says which of the things expected after the fault were printed, and no more", () => {
  const control: ControlRecord = { ...usual(), answered: [false, true] };
  const [early, first, second] = [
    saidEntry("taken", { atNs: 1000e6, found: true }),
    saidEntry("taken", { found: false }),
    saidEntry("taken", { atNs: 1600e6, found: false }),
  ];
  const unasked = saidEntry("acknowledged", { atNs: 1700e6 });
  const all = [early, unasked, first, second];
  const lost = (of: SaidEntry, seen = caseOf(died, { control })): Lost => judgeLoss(of, all, seen, 0).isLost;
  assert.deepEqual([lost(first), lost(second)], [undefined, true]);
  assert.equal(lost(early), undefined, "as with nothing to hold it against");
  assert.equal(lost(unasked), undefined);
  assert.equal(lost(first, caseOf(died, { control: { ...control, none: true } })), true);
  const newer = { ...control, said: [] };
  assert.equal(lost(first, caseOf(died, { control: newer })), true, "a newer one says it itself");
});

test("an answer that was under way is cut where less of it came than in the control", () => {
  const fateOf = (
    of: SaidEntry,
    control: ControlRecord,
    moment = "mid-reply:5",
    facts: readonly Timed[] = died,
  ) => judgeLoss(of, [], caseOf(facts, { control, moment }), 0).fate;
  const half = saidEntry("answered", { answerBytes: 100 });
  assert.equal(fateOf(half, saidBefore("shown", 1000)), "cut");
  assert.equal(fateOf(saidEntry("answered"), saidBefore("shown", 1000)), "cut", "nothing of it came");
  assert.equal(fateOf(half, saidBefore("shown", 1000), "idle"), undefined, "it was not under way");
  assert.equal(
    fateOf({ ...half, isOwn: true }, saidBefore("shown", 1000), "idle"),
    "cut",
    "its own request always is",
  );
  assert.equal(fateOf(half, saidBefore("shown", 116)), undefined);
  assert.equal(fateOf(half, saidBefore("shown", 117)), "cut");
  assert.equal(fateOf(half, saidBefore("shown")), undefined);
  assert.equal(fateOf({ ...half, fate: "taken" }, saidBefore("shown", 1000)), undefined, "nothing came");
  const same = { ...saidBefore("shown", 100), printed: 3 };
  const shows = [prints(1003, "one\n  \ntwo\n")];
  assert.equal(
    fateOf({ ...half, isOwn: true }, same, "idle", [...died, ...shows]),
    undefined,
    "three lines, as there",
  );
  assert.equal(fateOf({ ...half, isOwn: true }, same, "idle"), "cut", "fewer lines were printed");
  assert.equal(fateOf(half, same), undefined, "of what is typed the bytes count");
  assert.equal(fateOf({ ...half, isOwn: true }, saidBefore("shown", 100), "idle"), undefined);
  assert.equal(linesPrinted(caseOf(shows)), 3);
});

test("at each moment at which the reply is held, less of an answer is one that was cut", () => {
  const control = saidBefore("shown", 1000);
  const half = saidEntry("answered", { answerBytes: 100 });
  for (const at of momentNames) {
    const moment = formatMoment({ at, bytes: 5, ...(needsPattern(at) && { pattern: "/x/" }) });
    const { fate } = judgeLoss(half, [], caseOf(died, { control, moment }), 0);
    assert.equal(fate, holdsReply(at) ? "cut" : undefined, moment);
  }
});

test("what it asked by itself was answered in part: fewer bytes came than in the control, by more than may vary", () => {
  const inPart = (control: Partial<ControlRecord>): boolean =>
    isAnsweredInPart(caseOf([serves(900), ...died], { control: { ...usual(), ...control } }));
  const own = [{ text: OWN, fate: "answered" }] as const; // 13 and 6 bytes came
  assert.equal(inPart({ said: own, received: 5000 }), true);
  assert.equal(inPart({ said: own, received: 35 }), false);
  assert.equal(inPart({ said: own, received: 36 }), true);
  assert.equal(inPart({ said: own }), false);
  assert.equal(inPart({ said: [{ text: "again", fate: "answered" }], received: 5000 }), false);
  assert.equal(inPart({ said: [], received: 5000 }), false);
  assert.equal(inPart({ received: 5000 }), false);
  const { evidence, ...rest } = caseOf(died);
  const { control: _, ...alone } = evidence;
  assert.equal(isAnsweredInPart({ ...rest, evidence: alone }), false);
});

test("a control has no control, and is no section either: an answer that is not what was said is no loss", () => {
  const said: readonly Timed[] = [
    types(1100, "again"),
    [1101, segment("> P. 14:20(6) ack 14", "again\n")],
    serves(1102, 14, 20),
    prints(1103, "200 stored\n"),
    expects(1104, true),
  ];
  const lost = (name: string): (number | boolean | undefined)[] => {
    const seen = caseOf([fault("none", 0), ...said], { name, fault: "none" });
    const { control: _, ...evidence } = seen.evidence;
    const alone = { ...seen, evidence };
    const ledger = ledgerOf(alone);
    return [countLostAndDuplicated(alone, ledger).lost, ledger.said.at(-1)?.isLost];
  };
  assert.deepEqual(lost("control"), [0, false]);
  assert.deepEqual(lost("terminal"), [1, true], "a section's client prints what was said");
});
