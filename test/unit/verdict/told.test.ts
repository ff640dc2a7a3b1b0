// What the client told its user, and how much of what was lost nobody was told of: what is known, and the causes of what is
// not.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { BeliefEntry, Ledger, SaidEntry } from "../../../src/timeline/verdict-record.ts";
import type { Evidence } from "../../../src/timeline/case.ts";
import { type Words, judgeOutput, settleUnreported } from "../../../src/verdict/notice/told.ts";
import {
  START,
  type Timed,
  answers,
  caseOf,
  died,
  exits,
  habit,
  onOther,
  prints,
  types,
  usual,
} from "../one-run.ts";

const thing = (isLost?: boolean, other: Partial<SaidEntry> = {}): SaidEntry => ({
  text: "again",
  atNs: 1500e6,
  fate: "unacknowledged",
  because: [],
  ...(isLost !== undefined && { isLost }),
  ...other,
});
const believes = (believed: BeliefEntry["believed"], isLost = true): SaidEntry =>
  thing(isLost, { belief: { believed, word: "unknown" } });
const ledgerOf = (...said: readonly SaidEntry[]): Ledger => ({ said, bytes: [] });

const FAILED: Partial<Evidence> = { meaning: { failed: { text: "x" } } };
const UNCLEAR: Words = { told: "x", lost: 2, undecided: { unreported: "says-nothing-wrong" } };
const settled = (said: readonly SaidEntry[], words = UNCLEAR, evidence = FAILED): Words =>
  settleUnreported(words, ledgerOf(...said), caseOf(died, evidence));

test("where --means-failed is given, what is lost is unreported but for what the client believes has failed", () => {
  assert.deepEqual(settled([believes("failed"), believes("said-nothing")]), {
    told: "x",
    lost: 2,
    unreported: 1,
  });
  const kept = [believes("done"), believes("said-nothing", false), believes("unknown", false), thing(false)];
  assert.equal(settled(kept).unreported, 1, "of what is not lost there is nothing to report");
  const also: Words = { ...UNCLEAR, undecided: { ...UNCLEAR.undecided, belief: "chance" } };
  assert.deepEqual(settled([believes("failed")], also).undecided, { belief: "chance" });
});

test("who was told as the server died, before more was said, knows; what was said before is a thing of its own", () => {
  const before = thing(true, { atNs: 900e6, belief: { believed: "said-nothing", word: "unknown" } });
  const said = [before, before, believes("done")];
  const unreported = (...facts: readonly Timed[]): unknown =>
    settleUnreported(UNCLEAR, ledgerOf(...said), caseOf([...died, ...facts], FAILED)).unreported;
  assert.equal(unreported(prints(1100, "x\n"), types(1500)), 2);
  assert.equal(unreported(types(1500), prints(1600, "x\n")), 3, "not before");
  assert.equal(unreported(prints(1100, "y\n"), types(1500)), 3);
  assert.equal(unreported(prints(900, "x\n"), types(1500)), 3, "before the fault");
  assert.equal(unreported(prints(1100, "x\n")), 3, "nothing was said since");
});

test("what it says is done by --means-done, and is lost, nobody was told of, whatever else the line says", () => {
  const means: Partial<Evidence> = { meaning: { done: { text: "stored" } } };
  const unreported = (
    told: Words,
    said: readonly SaidEntry[],
    other = means,
    ...facts: readonly Timed[]
  ): unknown => settleUnreported(told, ledgerOf(...said), caseOf([...died, ...facts], other)).unreported;
  const told: Words = { told: "stored in the error queue", lost: 1, unreported: 0 };
  assert.equal(unreported(told, [believes("done"), believes("failed")]), 1);
  assert.equal(unreported(told, [believes("done", false)]), 0, "it is not lost");
  assert.equal(unreported(told, [believes("done")], FAILED), 0);
  assert.equal(
    unreported(told, [believes("done")], means, exits(1600, { exitCode: 1 })),
    0,
    "its exit code tells",
  );
  assert.equal(unreported(told, [believes("done")], means, exits(1600, { exitCode: 0 })), 1);
  assert.equal(unreported({ lost: 1 }, [believes("done")]), undefined);
  assert.equal(unreported({ ...told, unreported: 2 }, [believes("done"), believes("failed")]), 2, "no fewer");
});

test("it stays unknown for another cause, without --means-failed, or where what is believed of one is unknown", () => {
  const known = [believes("failed")];
  const chance: Words = { undecided: { unreported: "chance" } };
  assert.equal(settled(known, chance), chance);
  assert.equal(settled(known, UNCLEAR, { meaning: { done: { text: "x" } } }), UNCLEAR);
  assert.equal(settled(known, UNCLEAR, {}), UNCLEAR);
  assert.equal(settled([...known, believes("unknown")]), UNCLEAR);
  assert.equal(settled([...known, thing(true)]), UNCLEAR);
  const decided: Words = { unreported: 1 };
  assert.equal(settled(known, decided), decided);
});

const words = (said: readonly SaidEntry[], facts: readonly Timed[], control = usual()): Words => {
  const end = facts.some(([, { kind }]) => kind === "program-exited") ? { exitCode: 0 } : undefined;
  const known = { ledger: ledgerOf(...said), exit: end, noticed: "at-once" } as const;
  return judgeOutput(caseOf([START, ...died, ...facts], { control }), 1000e6, known);
};
const end = exits(1600, { exitCode: 0 });

test("what is not known is left out, with its cause where there is one", () => {
  assert.deepEqual(words([thing(true)], [end]), { told: "", lost: 1, unreported: 1 });
  assert.deepEqual(words([thing()], [end]), { told: "" }, "whether it is lost has a cause of its own");
  const chance = { ...usual(), lines: ["took 5 ms"], times: [1] };
  assert.deepEqual(words([thing(true)], [prints(1510, "took 120 ms\n"), end], chance), {
    lost: 1,
    undecided: { told: "chance", unreported: "chance" },
  });
  assert.deepEqual(words([thing(false)], [prints(1510, "took 120 ms\n"), end], chance), {
    lost: 0,
    unreported: 0,
    undecided: { told: "chance" },
  });
  assert.deepEqual(words([thing(true)], [prints(1510, "two: 0\n"), end]), {
    told: "two: 0",
    lost: 1,
    undecided: { unreported: "says-nothing-wrong" },
  });
});

test("who says of what is lost that it is done has not told of that, whatever it had told before", () => {
  const down = prints(1100, "connection lost\n");
  const claimed = thing(true, { found: true });
  const unreported = (said: readonly SaidEntry[], ...facts: readonly Timed[]): unknown =>
    words(said, [...facts, types(1500)]).unreported;
  assert.equal(unreported([claimed], down), 1);
  assert.equal(unreported([claimed], down, prints(1510, "not stored\n")), 0, "it says more of it");
  assert.equal(unreported([thing(true)], down), 0, "it has not said so");
  assert.equal(unreported([thing(true, { atNs: 1050e6 }), claimed], down), 1, "it has told of the other");
  assert.equal(unreported([thing(true, { atNs: 1200e6, found: true }), claimed], down), 2);
  assert.equal(unreported([claimed, thing(false)], down), 1);
});

test("one that asks by itself, and is served on, was watched for too short a time; whatever else was said to it", () => {
  const served = onOther(answers(1550, "hello\n", 1, 1));
  const own = thing(true, { isOwn: true });
  const ending = usual(habit("exit", "its end (exit code 0)", 100));
  const cause = (...given: Parameters<typeof words>): string | undefined =>
    words(...given).undecided?.["unreported"];
  assert.equal(cause([own], [served], ending), "too-short");
  assert.equal(cause([thing(true), own], [types(1500), served], ending), "too-short");
  assert.equal(
    cause([thing(true)], [types(1500), served], ending),
    undefined,
    "it only does what it is told",
  );
  assert.equal(cause([own], [served], usual(habit("closed", "its FIN", 100))), undefined);
  assert.equal(cause([own], [served, prints(1560, "two: 0\n")], ending), "says-nothing-wrong");
});
