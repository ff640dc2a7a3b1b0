// What a client printed, and its server sent, in the silence after the fault: what of that was still an answer, and what
// came by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByItself, ControlRecord } from "../../../src/timeline/record.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { cameByItself, compareByItself, silenceOf } from "../../../src/verdict/ledger/came-by-itself.ts";
import { dueByItself, hearsNoMore } from "../../../src/verdict/notice/hears-no-more.ts";
import { runOf, seenIn } from "../exchanges.ts";
import { asksAlone } from "../ledger-runs.ts";
import { opened, segment } from "../made-up.ts";
import {
  KILL,
  START,
  type Timed,
  answers,
  asks,
  caseOf,
  connects,
  fault,
  lostOnTheWay,
  onOther,
  prints,
  rst,
  types,
  usual,
  without,
} from "../one-run.ts";

const NONE = fault("none", 0);
const over = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];
const inTime = (facts: readonly Timed[]): Timed[] => [...facts].sort(([one], [other]) => one - other);
const came = (...facts: readonly Timed[]): ByItself => {
  const seen = caseOf(inTime([START, NONE, ...facts, over(2000)]));
  return cameByItself(seen, flowsOf(seen));
};
/** Pieces of an answer, ten bytes each. */
const pieces = (...all: readonly number[]): Timed[] =>
  all.map((ms, i) => answers(ms, "123456789\n", 14, 14 + 10 * i));
const SAID = types(990);

type Row = readonly [why: string, facts: readonly Timed[], answer: ByItself["answer"]];
const rows: readonly Row[] = [
  ["nothing came", [SAID], undefined],
  ["it came right after the fault", [SAID, ...pieces(1000.1)], { lines: 0, bytes: 10 }],
  ["it came as the fault did", [SAID, ...pieces(1000)], undefined],
  ["it came before", [SAID, ...pieces(995)], undefined],
  ["it had begun before", [SAID, ...pieces(995, 1040)], { lines: 0, bytes: 10 }],
  ["100 ms between its pieces", [SAID, ...pieces(995, 1095)], { lines: 0, bytes: 10 }],
  ["more than 100 ms", [SAID, ...pieces(995, 1095.1)], undefined],
  ["more than 100 ms, and then more", [SAID, ...pieces(1001, 1101.1, 1150)], { lines: 0, bytes: 10 }],
  ["100 ms each time", [SAID, ...pieces(1001, 1101, 1201)], { lines: 0, bytes: 30 }],
  ["it takes long to begin", [SAID, ...pieces(1800)], { lines: 0, bytes: 10 }],
  ["it comes on to the end", [SAID, ...pieces(1800, 1900, 1999)], undefined],
  ["what was said first has been answered long ago", [...pieces(1001)], undefined],
  ["said as the fault came", [types(1000), ...pieces(1001)], { lines: 0, bytes: 10 }],
  ["said since", [types(1000.1), ...pieces(1001)], undefined],
  ["the last that was said counts", [types(500), SAID, ...pieces(505, 1001)], { lines: 0, bytes: 10 }],
  ["and not what came before that", [types(500), SAID, ...pieces(990, 1001)], { lines: 0, bytes: 10 }],
  ["what came as it was said is no answer", [types(900), ...pieces(900, 1001)], { lines: 0, bytes: 10 }],
  ["what its client sends is none", [SAID, asks(1001, "hello\n")], undefined],
  ["an acknowledgment is none", [SAID, [1001, segment("< . 14:14(0) ack 14")]], undefined],
  ["on another connection", [connects(980), SAID, ...pieces(1001).map(onOther)], { lines: 0, bytes: 10 }],
  [
    "its pieces come on two connections",
    [SAID, ...pieces(995, 1150), ...pieces(1060).map(onOther)],
    { lines: 0, bytes: 20 },
  ],
  ["its server's RST is none", [SAID, ...pieces(995), rst(1050)], undefined],
  ["it never arrived", [SAID, lostOnTheWay(pieces(1001)[0] ?? SAID)], { lines: 0, bytes: 0 }],
  ["something else is said before it is over", [SAID, ...pieces(1001, 1050), types(1020)], undefined],
  ["it is printed", [SAID, ...pieces(1001), prints(1002, "one\ntwo\n")], { lines: 2, bytes: 10 }],
  [
    "it is printed until it is over",
    [SAID, ...pieces(1001), prints(1100.9, "one\n"), prints(1101, "two\n")],
    { lines: 1, bytes: 10 },
  ],
  [
    "what was printed before the fault",
    [SAID, ...pieces(995, 1001), prints(996, "one\n"), prints(1002, "two\n")],
    { lines: 1, bytes: 10 },
  ],
  ["empty lines are none", [SAID, ...pieces(1001), prints(1002, "\n  \none\n")], { lines: 1, bytes: 10 }],
];

for (const [why, facts, answer] of rows)
  test(`what came for something that had been said, ${why}: ${JSON.stringify(answer) ?? "nothing"}`, () => {
    const found = came(...facts);
    assert.deepEqual(found.answer, answer);
    assert.equal("answer" in found, answer !== undefined);
  });

test("to whom nothing was said nothing is answered", () => {
  const seen = seenIn(inTime([...asksAlone, NONE, ...pieces(1001), over(2000)]));
  assert.equal(cameByItself(seen, flowsOf(seen)).answer, undefined);
});

test("the silence is from the fault on until something is said, or it is watched no more", () => {
  const of = (...facts: readonly Timed[]): readonly number[] =>
    silenceOf(caseOf(inTime([START, ...facts]))).map((ns) => ns / 1e6);
  assert.deepEqual(of(KILL, over(2000)), [1000, 2000]);
  assert.deepEqual(of(KILL, types(1200), types(1300), over(2000)), [1000, 1200]);
  assert.deepEqual(of(types(1000), KILL, over(2000)), [1000, 2000], "said as it came");
  assert.deepEqual(of(types(500), KILL, over(2000)), [1000, 2000], "said before");
  assert.deepEqual(of(over(2000)), [0, 2], "no fault");
});

test("what came in it, how much of that was new, when that came first, and how long it was", () => {
  const found = came(
    prints(900, "tick 1\n"),
    ...pieces(999, 1001, 1300),
    prints(1100, "tick 2\n"),
    prints(1250, "news\n\n"),
    prints(1300, "more\n"),
    prints(1400, "later"),
  );
  assert.deepEqual(found, { lines: 4, fresh: 3, freshNs: 250e6, bytes: 20, ns: 1000e6 });
  const said = came(prints(1100, "one\n"), ...pieces(1100, 1300), types(1200), prints(1250, "two\n"));
  assert.deepEqual(said, { lines: 1, fresh: 1, freshNs: 100e6, bytes: 10, ns: 200e6 });
  assert.deepEqual(came(), { lines: 0, fresh: 0, bytes: 0, ns: 1000e6 });
});

test("where the fault comes before it connects, it begins with what it prints within 100 ms of its first segment", () => {
  const [connected, syn] = [opened[0]?.[1], opened[1]?.[1]];
  assert.ok(connected && syn);
  const begins = (connectedMs: number, ...facts: readonly Timed[]): number | undefined => {
    const early: Timed[] = [START, NONE, [connectedMs, connected], [connectedMs, syn], ...facts, over(2000)];
    return cameByItself(seenIn(inTime(early)), []).begins;
  };
  assert.equal(begins(1100, prints(1200, "up\n")), 1);
  assert.equal(begins(1100, prints(1200.1, "up\n")), undefined);
  assert.equal(begins(1100, prints(1150, "up\n"), prints(1160, "ready\n"), prints(1300, "on\n")), 2);
  assert.equal(begins(1000, prints(1050, "up\n")), undefined, "it connects as the fault comes");
  assert.equal(begins(1000.1, prints(1050, "up\n")), 1);
});

const byItself = (lines: number, bytes: number, answer?: ByItself["answer"]): ControlRecord => ({
  ...usual(),
  byItself: { lines, fresh: 0, bytes, ns: 2e9, ...(answer && { answer }) },
});

test("what was still an answer does not come by itself again", () => {
  const due = (control: ControlRecord): number =>
    dueByItself(caseOf(inTime([...pieces(500), KILL, over(2000)]), { control }), 1000e6);
  assert.equal(due(byItself(8, 400)), 4, "as before");
  assert.equal(due(byItself(8, 400, { lines: 2, bytes: 100 })), 3);
  assert.equal(due(byItself(8, 400, { lines: 0, bytes: 100 })), 4);
  assert.equal(due(byItself(8, 400, { lines: 8, bytes: 400 })), 0);
  assert.equal(due(byItself(8, 400, { lines: 8, bytes: 200 })), 10, "no line: pieces of ten bytes");
  assert.equal(due(byItself(0, 400, { lines: 0, bytes: 100 })), 15);
});

test("a subscriber that hears nothing on its new connection: not where all that came was still an answer", () => {
  const hears = (lines: number, answer: ByItself["answer"], ...printed: readonly Timed[]): string => {
    const accepted = onOther([1100.1, segment("< S. 0:0(0) ack 1")]);
    const facts = runOf(
      [
        ["HELLO\r\n", "+OK\r\n"],
        ["SUBSCRIBE\r\n", "+OK\r\n"],
      ],
      [["HELLO\r\n", "+OK\r\n"]],
    );
    const seen = seenIn(inTime([...facts, accepted, ...printed, over(3000)]));
    const { byItself: usually } = byItself(lines, 400, answer);
    const control = { ...usual(), ...(usually && { byItself: { ...usually, ns: 4e9 } }) };
    return hearsNoMore({ ...seen, evidence: { ...seen.evidence, control } }, 1000e6);
  };
  assert.equal(hears(40, undefined), "yes");
  assert.equal(hears(40, { lines: 20, bytes: 200 }), "yes");
  assert.equal(hears(40, { lines: 30, bytes: 200 }), "perhaps");
  assert.equal(hears(40, { lines: 40, bytes: 400 }), "no");
  const five = Array.from({ length: 5 }, (_, i) => prints(1400 + i, "line\n"));
  assert.equal(hears(40, undefined, ...five), "yes");
  assert.equal(hears(40, { lines: 8, bytes: 80 }, ...five), "no", "a third of what is due");
});

test("how much would have come: in part, and one line that was on its way is none", () => {
  const compare = (control: ControlRecord, ...facts: readonly Timed[]): unknown => {
    const silence = compareByItself(caseOf(inTime([START, KILL, ...facts]), { control }));
    return silence && [silence.expected, silence.came, silence.lacksFresh];
  };
  const ticks = byItself(8, 400);
  assert.deepEqual(compare(ticks, over(2000)), [4, 0, false]);
  assert.deepEqual(compare(ticks, over(4000)), [8, 0, false], "no more than in the control");
  assert.deepEqual(compare(ticks, over(1300)), [1, 0, false]);
  assert.deepEqual(compare(ticks, prints(1250, "tick\n"), over(2000)), [4, 0, false], "on its way");
  assert.deepEqual(compare(ticks, prints(1250.1, "tick\n"), over(2000)), [4, 1, false]);
  assert.deepEqual(compare(ticks, prints(1200, "a\nb\n"), over(2000)), [4, 2, false]);
  assert.deepEqual(compare(byItself(3, 400), prints(1600, "tick\n"), over(2000)), [2, 0, false]);
  assert.deepEqual(
    compare(byItself(2, 400), prints(1200, "tick\n"), over(2000)),
    [1, 1, false],
    "two have no rate",
  );
  assert.equal(compare(byItself(0, 400), over(2000)), undefined);
  assert.equal(compare(usual(), over(2000)), undefined);
  const fresh = (ms: number): ControlRecord => {
    const { byItself: usually } = byItself(8, 400);
    return { ...usual(), ...(usually && { byItself: { ...usually, fresh: 1, freshNs: ms * 1e6 } }) };
  };
  assert.deepEqual(compare(fresh(600), over(2000)), [4, 0, true]);
  assert.deepEqual(compare(fresh(2000 / 3), over(2000)), [4, 0, false], "one and a half times as long");
  assert.deepEqual(compare(fresh(600), prints(1900, "tick\n"), over(2000)), [4, 1, false]);
  assert.deepEqual(compare(fresh(600), prints(1100, "tick\n"), over(2000)), [4, 0, false], "on its way");
  const unseen = caseOf([START, KILL, over(2000)], { control: ticks, ...without("output") });
  assert.equal(compareByItself(unseen), undefined);
});
