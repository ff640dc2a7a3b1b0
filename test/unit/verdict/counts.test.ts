// What was lost and what was done twice, by the server's own count, and what of it nobody was told.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import {
  type Losses,
  countLostAndDuplicated,
  countUnreported,
  countedMore,
  endsAsUsual,
  settleRows,
} from "../../../src/verdict/ledger/losses.ts";
import {
  KILL,
  asks,
  caseOf,
  counted,
  died,
  exits,
  habit,
  judgeOf,
  ofServer,
  prints,
  type Timed,
  types,
  usual,
} from "../one-run.ts";
import { saidEntry } from "../ledger-runs.ts";

test("the server's count: what it took between the two times it was asked, less what was said between them", () => {
  const more = (...facts: readonly Timed[]): number | undefined => countedMore(caseOf(facts));
  const [before, afterwards] = [counted(900, "before", 5), counted(2000, "after", 7)];
  assert.equal(more(before, ...died, types(1500), afterwards), 1);
  assert.equal(
    more(types(800), before, types(900), types(2000), afterwards, types(2100)),
    2,
    "only between them",
  );
  assert.equal(more(before, ...died, counted(1800, "after", 6), afterwards), 2, "the last one counts");
  assert.equal(more(counted(800, "before", 4), before, afterwards), 3, "and the first one before");
  for (const facts of [
    [before],
    [afterwards],
    [counted(900, "before"), afterwards],
    [before, counted(2000, "after")],
  ])
    assert.equal(more(...facts), undefined);
});

test("by the server's count where that is conclusive, else by the ledger", () => {
  const counts = (count: number): Timed[] => [
    counted(900, "before", 0),
    ...died,
    counted(2000, "after", count),
  ];
  const of = (
    facts: readonly Timed[],
    said: readonly SaidEntry[],
    control: ControlRecord = usual(),
  ): object => countLostAndDuplicated(caseOf(facts, { control }), { said, bytes: [] });
  const exact = { ...usual(), countedMore: 0 };
  assert.deepEqual(of(counts(2), [], exact), { lost: 0, duplicated: 2 });
  assert.deepEqual(of([types(1500), ...counts(0)], [], exact), { lost: 1, duplicated: 0 });
  assert.deepEqual(
    of(counts(2), [], { ...usual(), countedMore: 1 }),
    { lost: 0 },
    "it counts something else",
  );
  const twice = saidEntry("taken", { sent: 2, isLost: false });
  assert.deepEqual(
    of(counts(1), [twice]),
    { lost: 0, duplicated: 1 },
    "without one: put on a connection twice",
  );
  assert.deepEqual(of(counts(2), [twice]), { lost: 0 }, "more than that is something else of its own");
  assert.deepEqual(of(counts(2), [twice, { ...twice, sent: 2 }]), { lost: 0, duplicated: 2 });
  assert.deepEqual(
    of(counts(0), [saidEntry("not-said", { isLost: false })]),
    { lost: 0 },
    "nothing was said",
  );
  assert.deepEqual(of(counts(0), [saidEntry("not-said", { isLost: false }), twice]), {
    lost: 0,
    duplicated: 0,
  });
  const [gone, unsure] = [saidEntry("refused", { isLost: true }), saidEntry("unknown")];
  assert.deepEqual(of(died, [gone, twice, gone]), { lost: 2 });
  assert.deepEqual(of(died, [gone, unsure]), {});
  assert.deepEqual(of(died, [gone], exact), { lost: 1 }, "it was not counted in this run");
  assert.deepEqual(of([KILL], []), { lost: 0 });
  const one = [types(1500), ...counts(1)];
  assert.deepEqual(of(one, [gone], exact), { lost: 1 }, "something else was counted in its place");
  assert.deepEqual(of(one, [{ ...gone, fate: "swallowed" }], exact), { lost: 1 });
  assert.deepEqual(of([types(1500), ...counts(0)], [gone], exact), { lost: 1, duplicated: 0 });
  assert.deepEqual(of(one, [saidEntry("taken", { isLost: true })], exact), { lost: 0, duplicated: 0 });
});

test("the rows never say more than the count: what it has is not lost, and which it has may not be known", () => {
  const rows = (said: readonly SaidEntry[], losses: Losses): unknown[] =>
    settleRows({ said, bytes: [] }, losses).said.map(({ isLost }) => isLost);
  const taken = saidEntry("taken", { isLost: true });
  const refused = saidEntry("refused", { isLost: true });
  const shown = saidEntry("shown", { isLost: false });
  assert.deepEqual(rows([taken, shown], { lost: 0, duplicated: 0 }), [false, false]);
  assert.deepEqual(rows([taken, refused], { lost: 1, duplicated: 0 }), [false, true]);
  assert.deepEqual(rows([taken, taken, shown], { lost: 1, duplicated: 0 }), [undefined, undefined, false]);
  assert.deepEqual(rows([taken, refused], { lost: 2, duplicated: 0 }), [true, true]);
  assert.deepEqual(rows([taken], { lost: 0 }), [true], "not by the count");
  assert.deepEqual(rows([taken], {}), [true]);
});

test("unreported: lost, nothing new printed, and ended as if all were well, or noticed and running on", () => {
  const said = [saidEntry("refused", { isLost: true }), saidEntry("shown", { isLost: false })];
  const unreported = (of: Partial<Verdict>, entries: readonly SaidEntry[] = said): number | undefined =>
    countUnreported(
      { said: entries, bytes: [] },
      { told: "", exit: undefined, noticed: "at-once", lost: 1, ...of },
    );
  assert.equal(unreported({}), 1);
  assert.equal(unreported({ exit: { exitCode: 0 } }), 1);
  assert.equal(unreported({ exit: { exitCode: 0 }, noticed: "never" }), 1, "it cannot tell any more");
  assert.equal(unreported({ exit: { exitCode: 1 } }), 0);
  assert.equal(unreported({ exit: { signal: "SIGPIPE" } }), 0);
  assert.equal(unreported({ told: "gone" }), 0);
  assert.equal(unreported({ noticed: "never" }), 0, "it may yet tell");
  assert.equal(unreported({ noticed: "unknown" }), 0, "it may yet tell");
  assert.equal(unreported({ lost: 0 }), 0);
  const both = [...said, ...said];
  assert.equal(unreported({ lost: 1 }, both), 1, "no more than were lost by the server's count");
  assert.equal(unreported({ lost: 3 }, both), 2, "of which no more are known");
  const { lost: _, ...unknown } = { told: "", exit: undefined, noticed: "at-once", lost: 1 } as const;
  assert.equal(countUnreported({ said: both, bytes: [] }, unknown), 2);
  assert.equal(countUnreported({ said: [], bytes: [] }, unknown), undefined);
  assert.equal(unreported({ lost: 4 }, []), 4);
});

test("it ends as usual: so it does in one of its controls", () => {
  const isUsual = (control: ControlRecord | undefined, ...facts: readonly Timed[]): boolean => {
    const seen = caseOf(facts, control === undefined ? {} : { control });
    const { control: _, ...alone } = seen.evidence;
    return endsAsUsual(control === undefined ? { ...seen, evidence: alone } : seen);
  };
  const end = exits(1600, { exitCode: 1 });
  const withOne = usual(habit("exit", "its end (exit code 1)", 5));
  assert.equal(isUsual(withOne, KILL, end), true);
  assert.equal(isUsual(usual(habit("exit", "its end (exit code 2)", 5)), KILL, end), false);
  assert.equal(isUsual({ ...usual(), more: [withOne] }, KILL, end), true);
  assert.equal(isUsual(withOne, KILL), false, "it runs on");
  assert.equal(isUsual(undefined, KILL, end), false, "there is none");
});

test("what the server prints of each thing done is a count, too; what it has forgotten is none", () => {
  const stores = (ms: number): Timed => ofServer(prints(ms, "stored it\n"));
  const meaning = { doneWhen: { regexp: "stored", flags: "" } };
  const exact = { ...usual(), countedMore: 0 };
  const facts = [stores(4), ...died, types(1500), asks(1501, "another\n")];
  const counts = (...more: readonly Timed[]): unknown[] => {
    const { lost, duplicated } = judgeOf([...facts, ...more], exact, { meaning });
    return [lost, duplicated];
  };
  assert.deepEqual(counts(), [1, 0]);
  assert.deepEqual(counts(stores(1600)), [0, 0]);
  assert.deepEqual(counts(stores(1600), stores(1601)), [0, 1]);
});
