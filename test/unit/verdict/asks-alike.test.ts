// A client that asks the same again and again, as one that works through a batch, and asks on over a new connection: has it
// asked what its server died with once more?

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { layOut } from "../../../src/timeline/case.ts";
import { askedAlike } from "../../../src/verdict/asks/asks-alike.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { FAULT, GONE, NO_FAULT, asksAlone, controlBy, ends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, onOther } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);

const ASK = "incr counter\n";
const LENGTH = ASK.length;
const asks = (ms: number, i: number, text = ASK): Timed => {
  const from = 1 + i * LENGTH;
  return [ms, segment(`> P. ${from}:${from + text.length}(${text.length}) ack 1`, text)];
};
const answers = (ms: number, i: number): Timed => {
  const [from, ack] = [1 + i * 3, 1 + (i + 1) * LENGTH];
  return [ms, segment(`< P. ${from}:${from + 3}(3) ack ${ack}`, "ok\n")];
};
/** So many, each answered. */
const rounds = (ms: number, count: number, ask: typeof asks = asks): Timed[] =>
  Array.from({ length: count }, (_, i) => [ask(ms + i, i), answers(ms + i + 0.5, i)]).flat();
const opens: readonly Timed[] = [
  onOther([40, segment("> S 0:0(0)")]),
  onOther([40.1, segment("< S. 0:0(0) ack 1")]),
];
const fin: Timed = [11, segment("< F. 10:10(0) ack 40")];
const refused: Timed = [12, segment("< R 11:11(0)")];
/** Three were answered, and the fourth was refused; so many follow elsewhere. */
const goesOn = (count: number, ask?: typeof asks): readonly Timed[] => [
  ...rounds(5, 3),
  asks(9, 3),
  FAULT,
  GONE,
  fin,
  refused,
  ...opens,
  ...rounds(50, count, ask).map(onOther),
  ends(90, 0),
];
const usual = (): ControlRecord => controlBy([NO_FAULT, ...rounds(15, 10), ends(90, 0)], begun);
const judge = (facts: readonly Timed[], control: ControlRecord): Verdict =>
  judgeClient(layOut(evidenceOf(observations(...begun, ...facts), { control })), { endings: ["fin"] });
const two = (): ControlRecord => ({ ...usual(), more: [usual()] });
const of = ({ lost, ledger }: Verdict): unknown[] => [lost, ledger?.said[0]?.fate, ledger?.said[0]?.sent];

test("all that was sent is recorded of a control, each byte once", () => {
  assert.equal(usual().sent, 10 * LENGTH);
  const again = controlBy([NO_FAULT, asks(15, 0), asks(16, 0), ends(90, 0)], begun);
  assert.equal(again.sent, LENGTH);
});

test("asked once more, it is answered", () => {
  assert.deepEqual(of(judge(goesOn(7), usual())), [0, "answered", 2]);
  assert.deepEqual(of(judge(goesOn(7), two())), [0, "answered", 2]);
});

test("the others alone: unknown, and lost where two controls have sent the same", () => {
  assert.deepEqual(of(judge(goesOn(6), usual())), [undefined, "unknown", 1]);
  const asked = judge(goesOn(6), usual()).ledger?.said[0]?.because ?? [];
  assert.ok(asked.length > 0 && asked.every((id) => id <= begun.length + 11), "on the connection that ended");
  assert.match(judge(goesOn(6), usual()).ledger?.said[0]?.why ?? "", /asks the same again and again/);
  assert.deepEqual(of(judge(goesOn(6), two())), [1, "cut", 1]);
  const varies: ControlRecord = { ...usual(), more: [{ ...usual(), sent: 131 }] };
  assert.deepEqual(of(judge(goesOn(6), varies)), [undefined, "unknown", 1], "by the clock");
  assert.deepEqual(of(judge(goesOn(5), two())), [undefined, "unknown", 1], "less by something else");
});

test("in a document without that number the bytes of the answers show whether one is missing", () => {
  const { sent: _, asked: __, ...older } = usual();
  assert.deepEqual(of(judge(goesOn(7), older)), [0, "answered", 2]);
  assert.deepEqual(of(judge(goesOn(6), older)), [undefined, "unknown", 2]);
});

/** How much of it the new connections show, of a client that asks so often on the first. */
function alike(
  { before = 3, answered = false, after = 7, greeting = "", moment = "idle" },
  control: ControlRecord = two(),
): unknown {
  const onNew = (ms: number, from: number, text: string): Timed =>
    onOther([ms, segment(`> P. ${from}:${from + text.length}(${text.length}) ack 1`, text)]);
  const facts: readonly Timed[] = [
    ...rounds(5, before),
    asks(9, before),
    ...(answered ? [answers(9.5, before)] : []),
    FAULT,
    GONE,
    ...opens,
    ...(greeting === "" ? [] : [onNew(49, 1, greeting)]),
    ...Array.from({ length: after }, (_, i) => onNew(50 + i, 1 + greeting.length + i * LENGTH, ASK)),
    ends(90, 0),
  ];
  const seen = layOut(evidenceOf(observations(...begun, ...facts), { control, moment }));
  return askedAlike(seen, flowsOf(seen));
}

test("what greets a new connection is no ask", () => {
  assert.deepEqual([alike({}), alike({ after: 6 })], [undefined, "less"]);
  assert.deepEqual(
    [alike({ greeting: "hello\n" }), alike({ greeting: "hello\n", after: 6 })],
    [undefined, "less"],
  );
});

test("what was answered before need not be asked again; what was cut short need", () => {
  assert.equal(alike({ answered: true, after: 6 }), undefined);
  assert.equal(alike({ answered: true, after: 5 }), "less");
  assert.equal(alike({ answered: true, after: 6, moment: "mid-reply:2" }), "less");
});

test("who has asked twice only is no batch, nor who makes several connections anyway", () => {
  assert.equal(alike({ before: 1, after: 8 }), undefined);
  assert.equal(alike({ before: 2, after: 7 }), "less", "three times");
  const several: ControlRecord = { ...two(), said: [{ text: "x", fate: "answered", connections: 2 }] };
  assert.equal(alike({ after: 6 }, several), undefined);
});

test("of two controls each must have sent another number for something to be missing", () => {
  const other: ControlRecord = { ...usual(), more: [{ ...usual(), sent: 9 * LENGTH }] };
  assert.equal(alike({ after: 6 }, other), undefined, "as much as in one of them");
  assert.equal(alike({ after: 4 }, other), "unknown");
});
