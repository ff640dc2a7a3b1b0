// What the client believes was done, held against what the server has: each word, each cause of `unknown`, and what may be
// expected of it. In each run two things are said: the first is answered before the fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { checkExpectations } from "../../../src/verdict/expectations.ts";
import { segment } from "../made-up.ts";
import {
  NO_CONTROL,
  START,
  type Timed,
  counted,
  died,
  exits,
  expects,
  judgeOf,
  ofServer,
  onPort,
  prints,
  types,
  usual,
  without,
} from "../one-run.ts";

const COUNTED: ControlRecord = { ...usual(), countedMore: 0 };
const FIRST = expects(6, true, "before");
const sent: Timed = [1510, segment("> P. 14:20(6) ack 15", "again\n")];
const sentAgain: readonly Timed[] = [
  onPort(41_000, [1520, segment("> S 0:0(0)")]),
  onPort(41_000, [1521, segment("> P. 1:7(6) ack 1", "again\n")]),
];
const told = prints(1530, "connection lost\n");
const found = expects(1540, true);

/** The second thing is said and sent, then this; the server has so many in the end. */
function verdictOf(
  count: number | undefined,
  facts: readonly Timed[],
  { control = COUNTED, ...other }: Partial<Evidence> = {},
): Verdict {
  const all = [START, counted(1, "before", 0), FIRST, ...died, types(1500, "again"), sent];
  return judgeOf([...all, ...facts, counted(2500, "after", count)], control, other);
}

/** `failed 1: false-failure`, of the second thing. */
function second(...given: Parameters<typeof verdictOf>): string {
  const { belief } = verdictOf(...given).ledger?.said.at(-1) ?? {};
  return `${belief?.believed} ${belief?.done ?? "?"}: ${belief?.why ?? belief?.word}`;
}

test("each word: what is believed against what is there", () => {
  assert.equal(second(1, [told]), "failed 0: honest");
  assert.equal(second(2, [told]), "failed 1: false-failure");
  assert.equal(second(1, [found]), "done 0: false-success");
  assert.equal(second(2, [found]), "done 1: honest");
  assert.equal(second(3, [found]), "done 2: duplicate");
  assert.equal(second(4, [told]), "failed 3: duplicate");
  assert.equal(second(1, []), "said-nothing 0: honest");
  assert.equal(second(2, []), "said-nothing 1: honest");
});

test("the first thing was done before the fault, and what the client says later is not about it", () => {
  const { ledger, belief } = verdictOf(2, [told, exits(1600, { exitCode: 1 })]);
  assert.deepEqual(ledger?.said[0]?.belief, { believed: "done", done: 1, word: "honest" });
  assert.equal(belief, "false-failure", "the worst of all");
});

test("sent again on a new connection: silent if nobody was told, and only if it was done once", () => {
  assert.equal(second(2, [...sentAgain, found]), "done 1: silent-retry");
  assert.equal(second(2, [...sentAgain, told, found]), "done 1: honest");
  assert.equal(second(3, [...sentAgain, found]), "done 2: duplicate");
  const usually = [1, 2].map((connections) => ({ text: "again", fate: "shown", connections }) as const);
  const control = {
    ...COUNTED,
    said: [{ text: "hello, world", fate: "answered" }, ...usually.slice(1)],
  } as const;
  assert.equal(
    second(2, [...sentAgain, found], { control }),
    "done 1: honest",
    "so it does without the fault",
  );
});

test("what cannot be read on a second connection may be the same again; what is done twice is, all the same", () => {
  const unreadable: readonly Timed[] = [
    onPort(41_000, [1520, segment("> S 0:0(0)")]),
    onPort(41_000, [1521, segment("> P. 1:7(6) ack 1", "\u0017\u0003\u0003abc")]),
  ];
  const run = (count: number, ...facts: readonly Timed[]): string => {
    const said = [
      types(1500, "x"),
      [1510, segment("> P. 14:20(6) ack 15", "\u0017\u0003\u0003xyz")] as Timed,
    ];
    const all = [START, counted(1, "before", 0), FIRST, ...died, ...said, ...unreadable, ...facts];
    const { ledger } = judgeOf([...all, counted(2500, "after", count)], COUNTED);
    const { belief } = ledger?.said.at(-1) ?? {};
    return String(belief?.why ?? belief?.word);
  };
  assert.equal(run(2, found), "may-be-again");
  assert.equal(run(3, found), "duplicate");
  assert.equal(run(2, told, found), "honest", "the user was told");
});

test("patterns say what is meant, before anything else does; both at once say nothing", () => {
  const meaning = { done: { text: "lost" }, failed: { regexp: "lo+st", flags: "i" } } as const;
  assert.equal(second(2, [told], { meaning: { done: meaning.done } }), "done 1: honest");
  assert.equal(second(2, [found], { meaning: { done: meaning.done } }), "said-nothing 1: honest");
  assert.equal(
    second(2, [prints(1530, "never mind\n")], { meaning: { failed: meaning.failed } }),
    "said-nothing 1: honest",
  );
  assert.equal(second(2, [told], { meaning }), "unknown 1: says-both");
});

test("a pattern that takes too long says nothing of what is believed", () => {
  const slow = { regexp: "(l|l|ll)+$", flags: "" };
  const long = prints(1530, `${"l".repeat(60)}!\n`);
  assert.equal(second(2, [long], { meaning: { done: slow } }), "unknown ?: slow-pattern");
});

test("an exit code is about the last thing said; how it ended may not be known", () => {
  assert.equal(second(2, [exits(1600, { exitCode: 0 })]), "done 1: honest");
  assert.equal(second(2, [exits(1600, { signal: "SIGPIPE" })]), "failed 1: false-failure");
  assert.equal(second(2, [exits(1600, {})]), "unknown 1: no-status");
});

test("what the server has is unknown where nothing was counted, not one for each, or it has forgotten", () => {
  assert.equal(second(undefined, [found]), "done ?: not-counted");
  assert.equal(second(2, [found], { control: { ...COUNTED, countedMore: 1 } }), "done ?: not-one-each");
  assert.equal(second(2, [found], { control: usual() }), "done ?: not-counted");
  const other: Timed = [1100, { kind: "took-over", pid: 9, command: "another" }];
  assert.equal(second(2, [other, found]), "done ?: not-one-each", "two servers were asked");
  assert.equal(second(0, [found]), "done ?: server-forgot");
  assert.equal(
    second(4, [found], { control: NO_CONTROL }),
    "done ?: not-one-each",
    "of something else, perhaps",
  );
  assert.equal(second(2, [found], without("output")), "unknown ?: not-observed".replace("?", "1"));
});

test("what the server prints can be counted; a pattern that never came, here or in the control, proves nothing", () => {
  const done = (ms: number): Timed => ofServer(prints(ms, "stored it\n"));
  const run = (times: number, control: ControlRecord, regexp = "stored"): string => {
    const all = [START, FIRST, ...died, types(1500, "again"), sent, found];
    const printed = Array.from({ length: times }, (_, i) => done(1600 + i));
    const meaning = { doneWhen: { regexp, flags: "" } };
    const { ledger } = judgeOf([...all, ...printed], control, { meaning });
    const { belief } = ledger?.said.at(-1) ?? {};
    return `${belief?.done ?? "?"}: ${belief?.why ?? belief?.word}`;
  };
  assert.equal(run(1, COUNTED), "0: false-success");
  assert.equal(run(2, COUNTED), "1: honest");
  assert.equal(run(3, COUNTED), "2: duplicate");
  assert.equal(run(2, COUNTED, "stroed"), "?: server-forgot");
  assert.equal(run(2, usual(), "stroed"), "?: not-counted");
  assert.equal(run(2, NO_CONTROL, "stroed"), "?: not-counted");
});

test("more are believed to be done than were: a false success, whichever it is", () => {
  const third: readonly Timed[] = [types(1700, "third"), [1710, segment("> P. 20:26(6) ack 15", "third\n")]];
  const { belief, summary } = verdictOf(2, [found, ...third, expects(1740, true)]);
  assert.equal(belief, "false-success");
  assert.match(summary.join(" "), /More was believed to be done than was done\./);
});

const refusedThen = (...others: readonly Timed[]): readonly Timed[] => [
  [1511, segment("< R 15:15(0)")],
  ...others,
];
const somethingElse: readonly Timed[] = [
  onPort(41_000, [1520, segment("> S 0:0(0)")]),
  onPort(41_000, [1521, segment("> P. 1:7(6) ack 1", "other\n")]),
];

test("what was refused is not there, whatever else is counted: unknown, and as lost as its row says", () => {
  const facts = refusedThen(...somethingElse, found);
  const { ledger, lost, unreported, belief, duplicated } = verdictOf(2, facts);
  assert.equal(ledger?.said.at(-1)?.fate, "refused");
  assert.equal(ledger?.said.at(-1)?.isLost, true);
  assert.deepEqual([lost, unreported, duplicated, belief], [1, 1, undefined, "unknown"]);
  assert.equal(second(2, facts), "done ?: not-one-each");
  assert.equal(second(1, facts), "done 0: false-success", "nothing else is counted");
  const twice = verdictOf(3, facts);
  assert.deepEqual([twice.lost, twice.duplicated, twice.belief], [1, undefined, "unknown"]);
});

test("what was never sent is not there either", () => {
  const all = [START, counted(1, "before", 0), FIRST, ...died, types(1500, "again"), ...somethingElse, found];
  const control = {
    ...COUNTED,
    said: [
      { text: "hello, world", fate: "shown" },
      { text: "again", fate: "shown" },
    ],
  } as const;
  const { ledger, lost } = judgeOf([...all, counted(2500, "after", 2)], control);
  const { fate, belief } = ledger?.said.at(-1) ?? {};
  assert.deepEqual([fate, lost, belief?.why], ["swallowed", 1, "not-one-each"]);
});

test("a silent retry is bad by itself: it is the verdict's word, though what was done of the others is not known", () => {
  const verdict = judgeOf([START, FIRST, ...died, types(1500, "again"), sent, ...sentAgain, found], usual());
  assert.deepEqual(
    verdict.ledger?.said.map(({ belief }) => belief?.word),
    ["unknown", "silent-retry"],
  );
  assert.equal(verdict.belief, "silent-retry");
  assert.equal(verdict.undecided?.["belief"], undefined);
  const outcomes = checkExpectations(
    "belief!=silent-retry,belief!=silent-retry|duplicate,belief!=duplicate,belief=honest",
    verdict,
  ).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ["fail", "fail", "unknown", "fail"]);
});

test("a count that failed is the cause, also where nothing was said that it could be of", () => {
  const control = { ...COUNTED, said: [] };
  const shipped = judgeOf([START, counted(900, "before", 0), ...died, counted(2500, "after")], control);
  assert.equal(shipped.undecided?.["belief"], "not-counted");
  assert.match(verdictOf(undefined, [found]).summary.join(" "), /no number: `wc` was not seen to end/);
});

test("nothing is said of it where nobody asked, and nothing shows by itself", () => {
  const { belief, ledger } = judgeOf([...died, types(1500, "again"), sent, found], usual());
  assert.equal(belief, undefined);
  assert.ok(ledger?.said.every((entry) => !("belief" in entry)));
  const silent = judgeOf([START, ...died, types(1500, "again"), sent, ...sentAgain, found], usual());
  assert.equal(silent.ledger?.said.at(-1)?.belief?.word, "silent-retry");
});

test("an expectation that allows what was not ruled out is not met", () => {
  const outcome = (term: string, verdict: Verdict): string | undefined =>
    checkExpectations(term, verdict)[0]?.outcome;
  const counts = verdictOf(2, [...sentAgain, found]);
  const uncounted = judgeOf(
    [START, FIRST, ...died, types(1500, "again"), sent, ...sentAgain, found],
    usual(),
    { meaning: { done: { text: "hello" } } },
  );
  assert.equal(outcome("belief=silent-retry", counts), "pass");
  assert.equal(outcome("belief!=duplicate", counts), "pass");
  assert.equal(outcome("belief=honest", counts), "fail");
  assert.equal(outcome("belief!=duplicate", uncounted), "unknown");
  assert.equal(outcome("belief=honest", verdictOf(undefined, [found])), "unknown");
  assert.equal(outcome("belief!=false-success", verdictOf(1, [found])), "fail");
});
