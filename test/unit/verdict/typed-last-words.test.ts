// What was typed last, and to which only that came which a server may say as it ends: `421 closing`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { answersBegin, settleLastWords } from "../../../src/verdict/asks/typed-last-words.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { NO_FAULT } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { NO_CONTROL, type Timed, lostOnTheWay, onOther, types } from "../one-run.ts";
import { FAULT, GONE, type Saying, begun, talk, watched } from "../talks.ts";

const OK = "250 fine\n";
const CLOSING = "421 closing\n";
const ONE: Saying = [101, "one\n", OK];
const TYPED: readonly Timed[] = [types(100, "one"), types(390, "two")];
const inOrder = (facts: readonly Timed[]): Timed[] => [...facts].sort(([one], [other]) => one - other);

const control = (...answers: readonly string[]): ControlRecord => {
  const said = answers.map((answer, i): Saying => [i === 0 ? 101 : 391, ["one\n", "two\n"][i] ?? "", answer]);
  const facts = inOrder([...TYPED, ...talk(said).facts]);
  return controlOf(
    layOut(evidenceOf(observations(...begun, ...facts, NO_FAULT, watched), { fault: "none" })),
  );
};
const USUAL = control(OK, OK);

const caseOf = (facts: readonly Timed[], usual: ControlRecord): Case =>
  layOut(evidenceOf(observations(...begun, ...inOrder([...TYPED, ...facts]), watched), { control: usual }));

const entry = (text: string, ms: number, other: Partial<SaidEntry> = {}): SaidEntry => ({
  text,
  atNs: ms * 1e6,
  fate: "answered",
  isLost: false,
  because: [],
  ...other,
});
const SAID = [entry("one", 100), entry("two", 390)];

/** What came for the second: it is asked at 391 ms, the fault comes at 400 ms, and the end at 405 ms. */
const comes = (ms: number, words: string): Timed[] => {
  const { facts, sent, came } = talk([ONE, [391, "two\n"], [ms - 1, "", words]]);
  return [...facts, FAULT, GONE, [405, segment(`< F. ${came}:${came}(0) ack ${sent}`)]];
};

function fates(facts: readonly Timed[], said: readonly SaidEntry[] = SAID, usual = USUAL): string {
  const seen = caseOf(facts, usual);
  return settleLastWords(said, seen, flowsOf(seen))
    .map(({ fate }) => fate)
    .join(" ");
}
const KEPT = "answered answered";
const UNKNOWN = "answered unknown";

test("what came between the fault and the end, and begins otherwise than any answer, may be no answer", () => {
  assert.equal(fates(comes(403, CLOSING)), UNKNOWN);
  assert.equal(fates(comes(405, CLOSING)), UNKNOWN, "with the end");
  assert.equal(fates(comes(403, OK)), KEPT);
  assert.equal(fates(comes(399, CLOSING)), KEPT, "before the fault");
  assert.equal(fates(comes(400, CLOSING)), KEPT, "just as it came");
  assert.equal(fates(comes(403, "")), KEPT, "nothing came");
});

test("all that came for it has to have come then, wherever, and what came first counts", () => {
  const other = (ms: number, words: string): Timed =>
    onOther([ms, segment(`< P. 1:${1 + words.length}(${words.length}) ack 1`, words)]);
  const opens = onOther([50, segment("> S 0:0(0)")]);
  assert.equal(fates([opens, ...comes(403, CLOSING), other(395, "more")]), KEPT);
  assert.equal(fates([opens, ...comes(403, CLOSING), other(410, "more")]), KEPT);
  assert.equal(fates([opens, ...comes(403, CLOSING), other(402, OK)]), KEPT);
  assert.equal(fates([opens, ...comes(403, CLOSING), other(404, OK)]), UNKNOWN);
  assert.equal(
    fates([opens, ...comes(403, CLOSING), lostOnTheWay(other(402, OK))]),
    UNKNOWN,
    "it did not come",
  );
  const sealed = onOther([60, segment("> P. 1:6(5) ack 1", "\u0016\u0003\u0001xx")]);
  assert.equal(fates([opens, sealed, ...comes(403, CLOSING), other(402, OK)]), UNKNOWN, "it cannot be read");
});

test("each control was answered there, and all answers begin alike, in this run as well", () => {
  const of = (usual: ControlRecord): string => fates(comes(403, CLOSING), SAID, usual);
  assert.equal(of(NO_CONTROL), KEPT);
  assert.equal(of(control(OK)), KEPT, "the second was not");
  assert.equal(of({ ...USUAL, more: [control(OK)] }), KEPT);
  assert.equal(of({ ...USUAL, more: [USUAL] }), UNKNOWN);
  assert.equal(of(control(OK, "354 go on\n")), KEPT);
  assert.equal(of(control("354 go on\n", "354 go on\n")), KEPT, "the first of this run");
  assert.equal(of(control("", OK)), UNKNOWN, "of one that was not answered there nothing is known");
  const { said: _, ...older } = USUAL;
  assert.equal(of(older), KEPT, "an older document");
});

test("only what was typed last before the end, and may be taken for answered", () => {
  const of = (...said: readonly SaidEntry[]): string => fates(comes(403, CLOSING), said);
  const [one] = SAID;
  assert.ok(one);
  assert.equal(of(one, entry("two", 390, { isLost: true })), KEPT);
  assert.equal(of(one, entry("two", 390, { found: true })), KEPT);
  assert.equal(of(one, entry("two", 390, { found: false })), KEPT);
  assert.equal(of(one, entry("two", 390, { isOwn: true })), KEPT);
  assert.equal(of(...SAID, entry("six", 410)), `${UNKNOWN} answered`);
  assert.equal(of(entry("six", 410)), "answered");
  assert.equal(of(...SAID, entry("six", 405)), `${UNKNOWN} answered`, "at the end");
});

test("not in a silence, not where nothing is typed, and not without a fault", () => {
  const { facts } = talk([ONE, [391, "two\n", CLOSING]]);
  assert.equal(fates([...facts, FAULT, GONE]), KEPT);
  const untyped = layOut(
    evidenceOf(observations(...begun, ...inOrder(comes(403, CLOSING)), watched), { control: USUAL }),
  );
  assert.deepEqual(settleLastWords(SAID, untyped, flowsOf(untyped)), SAID);
  const unharmed = caseOf(
    comes(403, CLOSING).filter(([, { kind }]) => kind !== "fault"),
    USUAL,
  );
  assert.deepEqual(settleLastWords(SAID, unharmed, flowsOf(unharmed)), SAID);
});

test("for a control: how each answer begins, until the next thing was typed", () => {
  const begins = (facts: readonly Timed[]): readonly (number | undefined)[] =>
    answersBegin(SAID, flowsOf(caseOf(facts, NO_CONTROL)));
  const [first, second] = begins(talk([ONE, [391, "two\n", OK]]).facts);
  assert.ok(first !== undefined && first === second);
  assert.deepEqual(begins(talk([ONE]).facts), [first, undefined]);
  assert.deepEqual(begins(talk([[391, "two\n", OK]]).facts), [undefined, first]);
  assert.deepEqual(begins([[395, segment("< R. 1:1(0) ack 1")]]), [undefined, undefined]);
});
