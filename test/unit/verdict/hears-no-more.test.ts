// Whether a subscriber asks on its new connection for what it had asked for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { dueByItself, hearsNoMore } from "../../../src/verdict/notice/hears-no-more.ts";
import { type Exchange, runOf, seenIn } from "../exchanges.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { segment } from "../made-up.ts";
import {
  type Timed,
  answers,
  asks,
  caseOf,
  died,
  fault,
  onOther,
  prints,
  reaction,
  usual,
} from "../one-run.ts";

const HELLO: Exchange = ["HELLO\r\n", "+OK\r\n"];
const SUBSCRIBES: Exchange = ["SUBSCRIBE news\r\n", "+OK\r\n"];

/** Ten lines a second are usual, until `untilMs`. */
function hears(
  before: readonly Exchange[],
  since: readonly Exchange[],
  untilMs = 3000,
  lines = 40,
  printed: readonly Timed[] = [],
): string {
  const accepted = onOther([1100.1, segment("< S. 0:0(0) ack 1")]);
  const over: Timed = [untilMs, { kind: "printed", role: "server", text: "here\n" }];
  const facts = [...runOf(before, since), ...(since.length > 0 ? [accepted] : []), ...printed, over];
  const seen = seenIn(facts.sort(([one], [other]) => one - other));
  const byItself = { lines, fresh: 0, bytes: 400, ns: 4e9 };
  const control = { ...usual(), byItself };
  return hearsNoMore({ ...seen, evidence: { ...seen.evidence, control } }, 1000e6);
}

test("it says hello on its new connection, and does not subscribe", () => {
  assert.equal(hears([HELLO, SUBSCRIBES], [HELLO]), "yes");
});

test("of twenty lines that are due it prints a few, as it connects or as heartbeats, or as many as a third", () => {
  const lines = (count: number, fromMs = 1400): Timed[] =>
    Array.from({ length: count }, (_, i) => prints(fromMs + i, "line\n"));
  const silent = (printed: readonly Timed[]): string =>
    hears([HELLO, SUBSCRIBES], [HELLO], 3000, 40, printed);
  assert.equal(silent(lines(10, 1101)), "yes");
  assert.equal(silent(lines(5)), "yes");
  assert.equal(silent(lines(6)), "no");
});

test("it subscribes again, or more: its server says no more", () => {
  assert.equal(hears([HELLO, SUBSCRIBES], [HELLO, SUBSCRIBES]), "no");
  assert.equal(hears([SUBSCRIBES], [HELLO, SUBSCRIBES]), "no");
});

test("what it has sent on its first connection later than the new one has lived does not count", () => {
  const late: Exchange[] = Array.from({ length: 40 }, () => HELLO);
  assert.equal(hears([...late, SUBSCRIBES], late, 1180, 400), "no");
});

test("so little would have come that it may be late", () => {
  assert.equal(hears([HELLO, SUBSCRIBES], [HELLO], 1700, 20), "perhaps");
  assert.equal(hears([HELLO, SUBSCRIBES], [HELLO], 3000, 8), "perhaps");
  assert.equal(hears([HELLO, SUBSCRIBES], [HELLO], 1180), "no");
});

test("without a new connection there is none to hear on", () => {
  assert.equal(hears([HELLO, SUBSCRIBES], []), "no");
});

/** What came by itself in the control, in two seconds. */
const byItself = (lines: number, bytes: number, other: Partial<ControlRecord> = {}): ControlRecord => ({
  ...usual(),
  byItself: { lines, fresh: 0, bytes, ns: 2e9 },
  ...other,
});
const watched = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];
/** Its server sends as many bytes as these, one after the other, and then dies. */
const pieces = (fromMs: number, ...lengths: readonly number[]): Timed[] => {
  let from = 14;
  return lengths.map((length, i) => {
    const piece = answers(fromMs + i, "x".repeat(length), 14, from);
    from += length;
    return piece;
  });
};

test("what would have come by itself since: lines, and of one that prints nothing pieces that its server sends", () => {
  const rows: readonly (readonly [
    why: string,
    due: number,
    control: ControlRecord,
    before: readonly Timed[],
    end?: readonly Timed[],
  ])[] = [
    ["lines, in half of the time", 4, byItself(8, 400), pieces(500, 10)],
    ["whatever its server sends", 4, byItself(8, 400, { sendsByItself: true }), pieces(500, 10)],
    ["pieces of ten bytes", 20, byItself(0, 400), pieces(500, 10, 10)],
    ["about as long as most", 20, byItself(0, 400), pieces(500, 10, 300, 1)],
    ["it asks for them", 0, byItself(0, 400, { sendsByItself: true }), pieces(500, 10)],
    [
      "what a connection begins with is no piece",
      20,
      byItself(0, 400),
      [...pieces(101, 300), ...pieces(102, 10)],
    ],
    ["all that came is how it begins: such pieces, then", 20, byItself(0, 400), pieces(101, 10, 10)],
    [
      "what it sends itself is no piece",
      20,
      byItself(0, 400),
      [...pieces(500, 10), asks(600, "x".repeat(300))],
    ],
    ["what came since is no piece", 20, byItself(0, 400), pieces(500, 10), [...died, ...pieces(1005, 300)]],
    ["none came in the control", 0, byItself(0, 0), pieces(500, 10)],
    ["it is not known what came there", 0, usual(), pieces(500, 10)],
  ];
  for (const [why, due, control, before, end = [fault("kill")]] of rows)
    assert.equal(dueByItself(caseOf([...before, ...end, watched(2000)], { control }), 1000e6), due, why);
  const none = caseOf([...pieces(500, 10), fault("kill"), watched(2000)]);
  assert.equal(
    dueByItself({ ...none, evidence: { ...none.evidence, control: undefined as never } }, 1000e6),
    0,
  );
});

test("who closes its connection while what it hears was due several times may hear nothing any more", () => {
  const FIN: Timed = [1003, segment("> F. 14:14(0) ack 15")];
  const lines = byItself(6, 0);
  const mute = byItself(0, 60);
  const heard = pieces(500, 10); // of which it hears six in two seconds
  const told = prints(1500, "gone: error\n");
  const rows: readonly (readonly [
    why: string,
    word: string,
    control: ControlRecord,
    ...facts: readonly Timed[],
  ])[] = [
    ["three lines are due a second after the fault", "unknown: too-short", lines, watched(2000)],
    ["fewer are", "closes", lines, watched(1999)],
    ["it hears on", "closes", lines, prints(1500, "news 1\n"), watched(2000)],
    [
      "it hears on, what it hears in the control",
      "closes",
      { ...lines, lines: ["news 1"], times: [1] },
      prints(1500, "news 1\n"),
      watched(2000),
    ],
    ["nothing is known of what it hears", "closes", usual(), watched(2000)],
    ["three pieces are due", "unknown: too-short", mute, ...heard, watched(2000)],
    ["fewer pieces", "closes", mute, ...heard, watched(1999)],
    ["no piece was seen", "closes", mute, watched(2000)],
    ["it has told of it", "closes", mute, ...heard, told, watched(2000)],
    ["it asks for them", "closes", { ...mute, sendsByItself: true }, ...heard, watched(2000)],
  ];
  for (const [why, word, control, ...facts] of rows) {
    const all = [...died, FIN, ...facts].sort(([one], [other]) => one - other);
    assert.equal(reaction(all, control), word, why);
  }
});
