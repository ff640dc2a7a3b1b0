// What the server has counted, held against what was said; and what of a loss nobody was told.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../../src/timeline/case.ts";
import type { ControlSign } from "../../../src/timeline/record.ts";
import type { SaidEntry, Verdict } from "../../../src/timeline/verdict-record.ts";
import type { Fate } from "../../../src/timeline/words.ts";
import { hasClaimed } from "../../../src/verdict/ledger/claims.ts";
import {
  countLostAndDuplicated,
  countUnreported,
  countedMore,
  endsAsUsual,
  settleRows,
} from "../../../src/verdict/ledger/losses.ts";
import { serverHas } from "../../../src/verdict/ledger/server-has.ts";
import { saidEntry } from "../ledger-runs.ts";
import {
  START,
  type Timed,
  OTHER,
  caseOf,
  connects,
  counted,
  died,
  exits,
  fault,
  habit,
  onOther,
  sends,
  types,
  usual,
  without,
} from "../one-run.ts";

const entry = (fate: Fate, isLost?: boolean, other: Partial<SaidEntry> = {}): SaidEntry =>
  saidEntry(fate, { ...(isLost !== undefined && { isLost }), ...other });
const ledger = (...said: readonly SaidEntry[]): NonNullable<Verdict["ledger"]> => ({ said, bytes: [] });

test("of two servers the count says nothing, and keys are not lines", () => {
  const key: Timed = [1400, { kind: "pressed", key: "ctrl-c" }];
  const facts = [counted(900, "before", 1), types(950), ...died, types(1200), key, counted(2000, "after", 2)];
  assert.equal(countedMore(caseOf(facts)), -1);
  const second: Timed = [1100, { kind: "took-over", pid: 8, command: "s" }];
  assert.equal(countedMore(caseOf([...facts, second])), undefined);
  assert.equal(countedMore(caseOf([counted(900, "before"), ...died, counted(2000, "after", 2)])), undefined);
  assert.equal(countedMore(caseOf([...died, counted(2000, "after", 2)])), undefined);
});

test("the rows agree with the count: which of them are lost is not known, unless none or all are", () => {
  const rows = (lost: number, ...said: readonly SaidEntry[]): (boolean | undefined)[] =>
    settleRows(ledger(...said), { lost, duplicated: 0 }).said.map(({ isLost }) => isLost);
  assert.deepEqual(rows(0, entry("taken", true), entry("shown", false)), [false, false]);
  assert.deepEqual(rows(1, entry("taken", true), entry("taken", true)), [undefined, undefined]);
  assert.deepEqual(rows(1, entry("taken", true), entry("swallowed", true)), [false, true]);
  assert.deepEqual(rows(2, entry("taken", true), entry("taken", true)), [true, true]);
  const uncounted = ledger(entry("taken", true), entry("taken", true));
  assert.equal(settleRows(uncounted, { lost: 1 }), uncounted);
  assert.equal(settleRows(uncounted, {}), uncounted);
});

test("more was lost for certain than is missing: the count is of something else", () => {
  const facts = [counted(900, "before", 1), ...died, types(1200), types(1300), counted(2000, "after", 2)];
  const seen = caseOf(facts, { control: { ...usual(), countedMore: 0 } });
  assert.deepEqual(countLostAndDuplicated(seen, ledger(entry("shown", false), entry("taken", true))), {
    lost: 1,
    duplicated: 0,
  });
  assert.deepEqual(countLostAndDuplicated(seen, ledger(entry("swallowed", true), entry("swallowed", true))), {
    lost: 2,
  });
  assert.deepEqual(countLostAndDuplicated(caseOf(died), ledger(entry("taken"), entry("shown", false))), {});
});

// redis-server without persistence: INCR is answered, the server is killed, and what comes back has counted nothing.
test("as it came back it had less than it had answered: what it has in the end is of what was said since", () => {
  const said = [entry("shown", false, { atNs: 950e6 }), entry("refused", true), entry("shown", false)];
  const lost = (...back: readonly Timed[]): unknown => {
    const facts = [counted(900, "before", 0), types(950), ...died, ...back, types(1200), types(1300)];
    const seen = caseOf([...facts, counted(2000, "after", 1)], { control: { ...usual(), countedMore: 0 } });
    return countLostAndDuplicated(seen, ledger(...said));
  };
  assert.deepEqual(lost(counted(1100, "back", 0)), { lost: 1 });
  assert.deepEqual(lost(counted(1100, "back", 1), counted(1150, "back", 0)), { lost: 1 }, "the second time");
  assert.deepEqual(lost(counted(1100, "back", 1)), { lost: 2, duplicated: 0 }, "it had it still");
  assert.deepEqual(lost(counted(1100, "back")), { lost: 2, duplicated: 0 }, "it could not be asked yet");
});

// A server that writes a line into its log as it starts: that stands for the one that was lost.
test("what its start has added to the count is no thing said", () => {
  const control = { ...usual(), countedMore: 0 };
  const said = [entry("shown", false), entry("taken", true), entry("shown", false)];
  const judge = (...back: readonly Timed[]): unknown => {
    const before = [START, counted(900, "before", 1), types(910)];
    const facts = [...before, ...died, ...back, types(1300), types(1400)];
    const seen = caseOf([...facts, counted(2000, "after", 4)], { control });
    return [countLostAndDuplicated(seen, ledger(...said)), serverHas(seen)];
  };
  const unknown = [{ lost: 1 }, { unknown: "not-one-each" }];
  const known = [{ lost: 0, duplicated: 0 }, { times: 3 }];
  const down = counted(1100, "down", 2);
  assert.deepEqual(judge(down, counted(1200, "back", 3)), unknown);
  assert.deepEqual(
    judge(down, counted(1150, "after", 2), counted(1200, "back", 3)),
    unknown,
    "asked between",
  );
  assert.deepEqual(judge(down, counted(1200, "back", 2)), known);
  assert.deepEqual(judge(counted(1200, "back", 3)), known, "it could not be asked while it was down");
  assert.deepEqual(judge(down, counted(1200, "back")), known, "it could not be asked as it came back");
  const again = [counted(1150, "down", 2), counted(1200, "back", 3)];
  assert.deepEqual(judge(down, counted(1120, "back", 2), ...again), unknown, "the second time");
  const sent = [connects(1110, OTHER), onOther(sends(1150, 1))];
  assert.deepEqual(judge(down, ...sent, counted(1200, "back", 3)), known, "what was sent since may be that");
  assert.deepEqual(judge(down, ...sent, counted(1200, "back", 4)), unknown, "not both of it");
});

test("what a server has answered, and forgotten as it died, is no loss that its client could tell of", () => {
  const before = entry("shown", false, { atNs: 950e6 });
  const run = (count: number, ...said: readonly SaidEntry[]): object => {
    const lines = said.map(({ atNs }) => types(atNs / 1e6));
    const facts = [counted(900, "before", 0), ...lines, ...died, counted(2000, "after", count)];
    const seen = caseOf(facts, { control: { ...usual(), countedMore: 0 } });
    return countLostAndDuplicated(seen, ledger(...said));
  };
  assert.deepEqual(run(0, before), { lost: 0 });
  assert.deepEqual(run(0, before, entry("shown", false)), { lost: 0 }, "one of the two was before");
  assert.deepEqual(run(1, before, entry("taken", true)), { lost: 1, duplicated: 0 });
  assert.deepEqual(run(0, before, entry("taken", true)), { lost: 1 });
});

test("printed for answered, though it is lost: to a pipe, where nobody else draws it", () => {
  const started = (on: "pipes" | "terminal", role: "client" | "server" = "client"): Timed => [
    1,
    { kind: "program-started", role, pid: 3, command: "c", on },
  ];
  const claims = (start: Timed, said: SaidEntry): boolean =>
    hasClaimed(caseOf([start, fault("kill")]), ledger(said));
  const found = entry("taken", true, { found: true });
  assert.equal(claims(started("pipes"), found), true);
  assert.equal(claims(started("terminal"), found), false);
  assert.equal(claims(started("pipes", "server"), found), false);
  assert.equal(claims(started("pipes"), entry("taken", true, { found: false })), false);
  assert.equal(claims(started("pipes"), entry("shown", false, { found: true })), false);
});

test("unreported is what nobody was told of, by one that has ended well, has noticed, or has done", () => {
  const said = [entry("taken", true), entry("taken", true), entry("shown", false)];
  const count = (facts: Partial<Verdict>, hasDone = false): number | undefined =>
    countUnreported(ledger(...said), { noticed: "never", exit: undefined, ...facts }, hasDone);
  assert.equal(count({}), 0, "it may yet tell");
  assert.equal(count({}, true), 2);
  assert.equal(count({ noticed: "unknown" }), 0);
  assert.equal(count({ noticed: "at-once" }), 2);
  assert.equal(count({ noticed: "at-once", told: "connection lost" }), 0);
  assert.equal(count({ exit: { exitCode: 0 } }), 2);
  assert.equal(count({ exit: { exitCode: 1 } }), 0);
  assert.equal(count({ exit: { signal: "SIGPIPE" } }), 0);
  assert.equal(count({ exit: { exitCode: 0 }, lost: 1 }), 1);
  assert.equal(
    countUnreported(ledger(), { exit: { exitCode: 0 }, noticed: "never", lost: 3 }),
    3,
    "by the count alone",
  );
});

// The server reads `two` and dies over it; `three` is sent once more, and done twice: its log has one, three, three.
test("one that was lost, and another one that was done twice, are not none of either", () => {
  const facts = [counted(900, "before", 1), ...died, types(1200), types(1300), counted(2000, "after", 3)];
  const seen = caseOf(facts, { control: { ...usual(), countedMore: 0 } });
  const said = [entry("taken", true, { found: false }), entry("shown", false, { sent: 2, found: true })];
  const { lost, duplicated } = countLostAndDuplicated(seen, ledger(...said));
  assert.notEqual(lost, 0);
  assert.notEqual(duplicated, 0);
});

test("the one that was sent once is the lost one, where another one was sent again, and may be lost as well", () => {
  const facts = [counted(900, "before", 1), ...died, types(1200), types(1300), counted(2000, "after", 3)];
  const seen = caseOf(facts, { control: { ...usual(), countedMore: 0 } });
  const of = (...said: readonly SaidEntry[]): object => countLostAndDuplicated(seen, ledger(...said));
  const again = { sent: 2, found: true };
  assert.deepEqual(of(entry("unknown", undefined, again), entry("taken", true)), {});
  assert.deepEqual(of(entry("taken", true, again)), { lost: 0, duplicated: 0 }, "it was done once");
});

test("where nothing was said, and segments are missing, nobody knows what it asked by itself", () => {
  const of = (other: Partial<Evidence>): object =>
    countLostAndDuplicated(caseOf(died, { control: usual(), ...other }), ledger());
  assert.deepEqual(of({}), { lost: 0 });
  assert.deepEqual(of(without("segments")), {});
  assert.deepEqual(of({ drops: 3 }), {});
});

test("it ends as usual where any control shows that end, among all that it shows", () => {
  const ends = exits(1500, { exitCode: 0 });
  const of = (...signs: readonly ControlSign[]): boolean =>
    endsAsUsual(caseOf([START, ...died, ends], { control: usual(...signs) }));
  const [fin, exit] = [habit("segment", "its own FIN", 100), habit("exit", "its end (exit code 0)", 100)];
  assert.equal(of(fin, exit), true);
  assert.equal(of(fin), false);
});
