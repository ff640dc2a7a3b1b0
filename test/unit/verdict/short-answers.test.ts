// Something was answered, and less came for it than without the fault: it may have been several things, of which some were
// lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByItself, ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { segment } from "../made-up.ts";
import {
  NO_CONTROL,
  type Timed,
  caseOf,
  died,
  exits,
  fault,
  fin,
  prints,
  serves,
  types,
  usual,
} from "../one-run.ts";

type Loss = ReturnType<typeof judgeLoss>;

const QUIET: ByItself = { lines: 0, fresh: 0, bytes: 0, ns: 500e6 };
const said = (answerBytes: number, connections?: number, text = "again"): ControlRecord => ({
  ...usual(),
  byItself: QUIET,
  said: [{ text, fate: "shown", answerBytes, ...(connections !== undefined && { connections }) }],
});
const entry = (answerBytes: number, other: Partial<SaidEntry> = {}): SaidEntry => ({
  text: "again",
  atNs: 1500e6,
  fate: "shown",
  found: true,
  answerBytes,
  because: [],
  ...other,
});

function lossOf(
  of: SaidEntry,
  control: ControlRecord,
  moment = "idle",
  facts: readonly Timed[] = died,
): Loss | string {
  const loss = judgeLoss(of, [], caseOf(facts, { control, moment }), 0);
  return loss.why === undefined ? loss : `${loss.fate}, ${loss.isLost}`;
}

const KEPT = { isLost: false };
const CUT: Loss = { fate: "cut", isLost: true };
const UNCLEAR = "unknown, undefined";

test("of a request that the fault came in, what was answered before it is a part", () => {
  const underWay = (bytes: number): SaidEntry => entry(bytes, { atNs: 900e6 });
  const facts = [types(900, "again"), ...died];
  assert.deepEqual(lossOf(underWay(10), said(30), "request:/two/", facts), CUT);
  assert.deepEqual(lossOf(underWay(30), said(30), "request:/two/", facts), KEPT);
  assert.deepEqual(lossOf(underWay(10), said(30), "idle", facts), KEPT, "it was over by then");
  const other = [types(900, "again"), types(950, "more"), ...died];
  assert.deepEqual(lossOf(underWay(10), said(30), "request:/two/", other), KEPT, "so was it here");
  const since = [...facts, types(1500, "more")];
  assert.deepEqual(
    lossOf(underWay(10), said(30), "request:/two/", since),
    CUT,
    "what is said later is another",
  );
  assert.notDeepEqual(lossOf(entry(10), said(30), "request:/two/", since), CUT, "said after the fault");
  const asks: Timed = [1590, segment("> P. 14:20(6) ack 15", "again\n")];
  const later: Timed = [1600, segment("< P. 15:25(10) ack 20", "x".repeat(10))];
  assert.equal(
    lossOf(underWay(10), said(30), "request:/two/", [...facts, asks, later]),
    UNCLEAR,
    "answered anew",
  );
  const silence = [types(900, "again"), fault("stop")];
  assert.deepEqual(lossOf(underWay(10), said(30), "request:/two/", silence), CUT, "nothing came afterwards");
});

test("without a control nobody knows how much of an answer was held", () => {
  const held = (other: Partial<SaidEntry> = {}): SaidEntry =>
    entry(10, { atNs: 900e6, fate: "read", ...other });
  const answered = (other: Partial<SaidEntry>): SaidEntry => {
    const { found: _, ...mine } = held(other);
    return mine;
  };
  const cases: readonly (readonly [why: string, SaidEntry, moment: string, Timed[], Loss | string])[] = [
    ["typed", answered({}), "mid-reply:10", [], UNCLEAR],
    ["by itself", answered({ isOwn: true, text: OWN }), "mid-reply:10", [], UNCLEAR],
    ["not as expected", held({ found: false }), "mid-reply:10", [], UNCLEAR],
    ["as expected", held(), "mid-reply:10", [], KEPT],
    ["shown", answered({ fate: "shown" }), "mid-reply:10", [], KEPT],
    ["not in the reply", answered({}), "idle", [], KEPT],
    ["another was said", answered({}), "mid-reply:10", [types(950, "more")], KEPT],
    ["said after the fault", answered({ atNs: 1500e6 }), "mid-reply:10", [], KEPT],
    ["the rest came", answered({}), "mid-reply:10", [serves(1600)], KEPT],
  ];
  for (const [why, mine, moment, more, expected] of cases)
    assert.deepEqual(lossOf(mine, NO_CONTROL, moment, [...died, ...more]), expected, why);
});

test("where the rest of an answer was seen to be held, it was cut, however little that was", () => {
  const report = "child 9: 9 bytes are there, and held: reply after 100 bytes\n";
  const says = (ms: number, role: "server" | "client"): Timed => [
    ms,
    { kind: "printed", role, text: report },
  ];
  const reports = says(950, "server");
  const [ms, fact] = serves(950);
  const lostOnWire: Timed = [ms, { ...fact, wire: { frame: 1, fate: "held" } } as Timed[1]];
  const own = entry(100, { isOwn: true, text: OWN, atNs: 900e6, fate: "read" });
  const { found: _, ...nothingExpected } = own;
  const whole = said(109, 1, OWN);
  const cases: readonly (readonly [
    why: string,
    Partial<SaidEntry>,
    ControlRecord,
    Timed[],
    Loss | string,
  ])[] = [
    ["at the relay", {}, whole, [reports], CUT],
    ["on the wire", {}, whole, [lostOnWire], CUT],
    ["without a control", {}, NO_CONTROL, [reports], CUT],
    ["not seen", {}, whole, [], KEPT],
    ["the client's own words", {}, whole, [says(950, "client")], KEPT],
    ["of later", {}, whole, [says(1050, "server")], KEPT],
    ["it came afterwards", {}, whole, [reports, serves(1600)], KEPT],
    ["what was expected came", { found: true }, whole, [reports], KEPT],
  ];
  for (const [why, other, control, facts, expected] of cases) {
    const mine = { ...nothingExpected, ...other };
    const all = [...facts, ...died].toSorted(([one], [two]) => one - two);
    assert.deepEqual(lossOf(mine, control, "mid-reply:100", all), expected, why);
  }
  assert.deepEqual(lossOf(nothingExpected, whole, "idle", [reports, ...died]), KEPT, "it was over by then");
  const untouched = [reports, fault("none", 0)];
  assert.deepEqual(lossOf(nothingExpected, whole, "mid-reply:100", untouched), KEPT, "nothing was done");
  const taken = { ...nothingExpected, fate: "taken" } as const;
  const usualTaken = { ...whole, said: [{ text: OWN, fate: "taken", answerBytes: 300 }] } as const;
  for (const control of [usualTaken, NO_CONTROL])
    assert.deepEqual(lossOf(taken, control, "mid-reply:100", [reports, ...died]), { isLost: true }, "rsync");
  assert.deepEqual(lossOf(taken, usualTaken, "mid-reply:100"), KEPT, "nothing was seen to be held");
  const notTaken = { ...nothingExpected, fate: "acknowledged" } as const;
  const usualThere = { ...whole, said: [{ text: OWN, fate: "acknowledged" }] } as const;
  assert.deepEqual(
    lossOf(notTaken, usualThere, "mid-reply:100", [reports, ...died]),
    KEPT,
    "the answer to what came before",
  );
  const typed = { ...nothingExpected, text: "again", atNs: 900e6 };
  delete typed.isOwn;
  assert.deepEqual(lossOf(typed, said(109), "mid-reply:100", [reports, ...died]), CUT, "typed");
});

test("of what is said after the fault, less may be another answer: whether something of it was lost is unknown", () => {
  assert.equal(lossOf(entry(20), said(30)), UNCLEAR);
  assert.deepEqual(lossOf(entry(24), said(30)), KEPT, "not much less");
  assert.deepEqual(lossOf(entry(6), said(10)), KEPT, "a number with some digits less");
  assert.equal(lossOf(entry(5), said(10)), UNCLEAR);
  const pushes = { ...said(30), byItself: { ...QUIET, bytes: 7 } };
  assert.deepEqual(lossOf(entry(20), pushes), KEPT, "what the server sends by itself counts as well");
  assert.equal(
    lossOf(entry(20), pushes, "mid-request:5"),
    UNCLEAR,
    "in the middle of an exchange it is answers",
  );
  const { byItself: _, ...older } = said(30);
  assert.deepEqual(lossOf(entry(20), older), KEPT, "a control of before does not say");
});

test("where little is said, little is missing", () => {
  const own = (bytes: number): SaidEntry => entry(bytes, { text: OWN, isOwn: true, atNs: 0, connections: 1 });
  const there = (bytes: number): ControlRecord => said(bytes, 1, OWN);
  assert.deepEqual(lossOf(own(10), there(15)), CUT, "two of three answers");
  assert.deepEqual(lossOf(own(13), there(15)), KEPT);
  assert.deepEqual(lossOf(own(100), there(116)), KEPT);
  assert.deepEqual(lossOf(own(100), there(117)), CUT);
});

test("who asks again and again, and had to connect anew, has asked less often: nothing need be lost", () => {
  const own = (connections?: number): SaidEntry => {
    const poller = entry(100, { text: OWN, isOwn: true, atNs: 0 });
    return connections === undefined ? poller : { ...poller, connections };
  };
  const there: ControlRecord = { ...said(250, 1, OWN), printed: 2 };
  const prints1 = prints(1900, "ok\n");
  const ended = exits(2000, { exitCode: 0 });
  assert.deepEqual(lossOf(own(1), there), CUT, "it made no other connection");
  assert.equal(lossOf(own(2), there), UNCLEAR);
  assert.equal(lossOf(own(), there), UNCLEAR, "whether it asked for the same is not known");
  assert.equal(lossOf(own(2), there, "idle", [...died, prints1, ended]), UNCLEAR);
  assert.deepEqual(lossOf(own(2), there, "idle", [...died, ended]), CUT, "it has ended, and printed less");
  assert.deepEqual(lossOf(own(2), said(250, 2, OWN)), CUT, "as many as there");
});

test("where the server pushes, fewer bytes are no fewer answers", () => {
  const pushed = [fault("kill"), fin(1002)];
  const push = (ms: number, at: number): Timed => [ms, segment(`< P. ${at}:${at + 5}(5) ack 14`, "tick\n")];
  const facts = [push(300, 14), push(500, 19), ...pushed];
  assert.deepEqual(lossOf(entry(20), said(30), "idle", facts), KEPT);
});

// slow:20 and a client that gives up: 244 bytes of 2008 came, and what was expected was never printed.
test("whatever it was that came of it, it is lost where what was expected was not printed, as it is in the control", () => {
  const part = entry(244, { fate: "read", found: false });
  assert.equal(lossOf(part, said(2008)), "unknown, true");
  assert.equal(lossOf({ ...part, found: true }, said(2008)), UNCLEAR);
  const other = {
    ...said(2008),
    said: [{ text: "again", fate: "read", answerBytes: 2008 }],
  } as ControlRecord;
  assert.equal(lossOf(part, other), UNCLEAR, "nor was it there");
});

test("of what was printed early nothing is known, but of what a client asks by itself, if it is not so in the control", () => {
  const early = (other: Partial<SaidEntry>): SaidEntry =>
    entry(0, { fate: "acknowledged", isEarly: true, ...other });
  const own = early({ isOwn: true, text: OWN });
  const there = (text: string, fate: SaidEntry["fate"]): ControlRecord => ({
    ...usual(),
    said: [{ text, fate }],
  });
  const nothing: Loss = {};
  assert.deepEqual(lossOf(early({}), there("again", "shown")), nothing);
  assert.deepEqual(lossOf(early({}), there("again", "answered")), nothing);
  assert.deepEqual(lossOf(early({}), NO_CONTROL), nothing);
  assert.deepEqual(lossOf(own, there(OWN, "shown")), nothing, "it prints it early there, too");
  assert.deepEqual(lossOf(own, there(OWN, "answered")), { isLost: true });
  assert.deepEqual(lossOf({ ...own, fate: "refused" }, NO_CONTROL), { isLost: true });
});

test("what is sent on and on is not lost once it is taken; whether it is once it is acknowledged nobody knows", () => {
  const ships = (fate: SaidEntry["fate"]): SaidEntry =>
    entry(0, { text: "what it sends by itself", isOwn: true, fate });
  assert.deepEqual(lossOf(ships("taken"), NO_CONTROL), KEPT);
  assert.deepEqual(lossOf(ships("acknowledged"), NO_CONTROL), {});
});
