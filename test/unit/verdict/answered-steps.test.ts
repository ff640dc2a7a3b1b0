// What a control keeps of how a client's own asks in the clear were answered, and what a run is held against of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { NO_FAULT, asksAlone, ends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, lostOnTheWay, onOther, onPort } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);
const until = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];
const died = (bytes: number, ack: number): Timed[] => [
  [300, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }],
  [301, { kind: "process-ended", pid: 7 }],
  [302, segment(`< F. ${bytes + 1}:${bytes + 1}(0) ack ${ack + 1}`)],
];
const sends = (ms: number, from: number, text: string): Timed => [
  ms,
  segment(`> P. ${from + 1}:${from + 1 + text.length}(${text.length}) ack 1`, text),
];
const says = (ms: number, from: number, text: string, ack: number): Timed => [
  ms,
  segment(`< P. ${from + 1}:${from + 1 + text.length}(${text.length}) ack ${ack + 1}`, text),
];
const comes = (ms: number, from: number, bytes: number, ack: number): Timed =>
  says(ms, from, "x".repeat(bytes), ack);
const opens = (ms: number, port: number): Timed[] => [
  onPort(port, [ms, segment("> S 0:0(0)")]),
  onPort(port, [ms, segment("< S. 0:0(0) ack 1")]),
];

const controlOfThese = (facts: readonly Timed[], ms = 2000): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...begun, ...facts, NO_FAULT, until(ms)), { fault: "none" })));

function judge(control: ControlRecord, ...facts: readonly Timed[]): Verdict {
  const evidence = evidenceOf(observations(...begun, ...facts, until(900)), { control });
  return judgeClient(layOut(evidence), { endings: ["fin", "rst", "silence"] });
}

/** Of each step what had been sent, what had come, and what of that since. */
const stepsOf = (facts: readonly Timed[], ms?: number): unknown =>
  controlOfThese(facts, ms).steps?.map((step) => step.slice(0, 3));
const known = ({ lost, ledger }: Verdict): unknown[] => [lost, ledger?.said[0]?.fate];
const UNKNOWN = [undefined, "unknown"];
const NOTHING = [0, undefined];
const whyOf = ({ ledger }: Verdict): string => ledger?.said[0]?.why ?? "";

const ASK = "fetch one\r\n";
const [HALF, REST] = [comes(4, 0, 500, 11), comes(250, 500, 500, 11)];
const WHOLE = [sends(3, 0, ASK), HALF, REST];
const usual = (): ControlRecord => controlOfThese(WHOLE);
const cut = [sends(3, 0, ASK), HALF, ...died(500, 11)];
const again = (ms: number, bytes: number, ask = ASK): Timed[] => [
  ...opens(ms, 50_000),
  onOther(sends(ms + 1, 0, ask)),
  onOther(comes(ms + 2, 0, bytes, ask.length)),
];

/** So many asks, each answered by 100 bytes. */
const many = (count: number): Timed[] =>
  Array.from({ length: count }, (_, i) => [
    sends(3 + 2 * i, 11 * i, ASK),
    comes(4 + 2 * i, 100 * i, 100, 11 * (i + 1)),
  ]).flat();

test("of an endless exchange its beginning and its end are kept", () => {
  const sentIn = (count: number): number[] =>
    controlOfThese(many(count)).steps?.map(([sent]) => sent / 11) ?? [];
  assert.equal(sentIn(64).length, 64);
  const few = sentIn(70);
  assert.deepEqual([few.length, few[0], few[31], few[32], few[63]], [64, 1, 32, 39, 70]);
});

test("what came last may not be all of it, unless nothing came any more, or the client had what it wanted", () => {
  const three = [sends(3, 0, ASK), HALF, comes(80, 500, 10, 11), comes(1500, 510, 500, 11)];
  assert.equal(stepsOf(three), undefined);
  assert.deepEqual(stepsOf(three, 2600), [[11, 1010, 1010]]);
  assert.deepEqual(stepsOf([...three, ends(1600, 0)]), [[11, 1010, 1010]]);
  const next = [...three, sends(1600, 11, ASK), comes(1610, 1010, 9, 22)];
  assert.deepEqual(stepsOf(next), [[11, 1010, 1010]], "the one before it");
});

test("a greeting is no answer, and bytes count once, when they came", () => {
  const greeted = [comes(2, 0, 40, 0), sends(3, 0, ASK), comes(4, 40, 60, 11)];
  assert.deepEqual(stepsOf(greeted), [[11, 100, 60]]);
  assert.deepEqual(stepsOf([...WHOLE, comes(260, 500, 500, 11)]), [[11, 1000, 1000]]);
  assert.deepEqual(stepsOf([...WHOLE.slice(0, 2), lostOnTheWay(REST)]), [[11, 500, 500]]);
  const aborts: Timed = [300, segment("> R. 12:12(0) ack 1001")];
  assert.deepEqual(stepsOf([...WHOLE, aborts]), [[11, 1000, 1000]], "the client's RST is no ask");
});

test("what cannot be read, or says itself where it ends, has no steps; nor has a connection on which nothing is asked", () => {
  const tls = `${String.fromCharCode(22, 3, 3)}${"x".repeat(97)}`;
  assert.equal(stepsOf([sends(3, 0, tls), comes(4, 0, 500, 100)]), undefined);
  const http = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  assert.equal(stepsOf([sends(3, 0, "GET / HTTP/1.1\r\n\r\n"), says(4, 0, http, 18)]), undefined);
  const pushes = [1580, 1700, 1820, 1940].map((ms, i) => onOther(comes(ms, 50 * i, 50, 0)));
  const leaves = onOther([1960, segment("> R. 1:1(0) ack 201")]);
  assert.deepEqual(stepsOf([...opens(1, 50_000), ...WHOLE, ...pushes, leaves]), [[11, 1000, 1000]]);
  const subscribes = onOther(sends(2, 0, "subscribe\r\n"));
  assert.equal(
    stepsOf([...opens(1, 50_000), subscribes, ...WHOLE, ...pushes]),
    undefined,
    "a stream beside it",
  );
});

test("of several controls each must show that more was to come", () => {
  const half = controlOfThese([sends(3, 0, ASK), HALF]);
  assert.deepEqual(known(judge({ ...usual(), more: [usual()] }, ...cut)), UNKNOWN);
  assert.deepEqual(known(judge({ ...usual(), more: [half] }, ...cut)), NOTHING);
});

test("what it asked first once its server was gone was not answered in part", () => {
  assert.equal(judge(usual(), ...died(0, 0), sends(400, 0, ASK)).ledger?.said[0]?.why, undefined);
});

test("the entry names when it was asked, and the first segment of it", () => {
  const asked = [sends(3, 0, ASK.slice(0, 6)), sends(3.5, 6, ASK.slice(6))];
  const control = controlOfThese([...asked, HALF, REST]);
  const [entry] = judge(control, ...asked, HALF, ...died(500, 11)).ledger?.said ?? [];
  assert.deepEqual([entry?.atNs, entry?.because], [3e6, [begun.length + 1]]);
});

test("a farewell on the dead connection is not what it had asked last; what is asked again after a greeting is answered", () => {
  const farewell = sends(305, 11, "farewell now\r\n");
  assert.deepEqual(known(judge(usual(), ...cut, farewell, ...again(400, 1000))), [0, "answered"]);
  const greets = comes(2, 0, 40, 0);
  const asked = [greets, sends(3, 0, ASK), comes(4, 40, 500, 11)];
  const control = controlOfThese([...asked, comes(250, 540, 500, 11)]);
  const run = [...asked, ...died(540, 11)];
  assert.deepEqual(known(judge(control, ...run)), UNKNOWN);
  const anew = [...opens(400, 50_000), ...[greets, sends(3, 0, ASK), comes(4, 40, 1000, 11)].map(later)];
  assert.deepEqual(known(judge(control, ...run, ...anew)), [0, "answered"]);
});

/** The same on another connection, 400 ms later. */
function later([ms, fact]: Timed): Timed {
  return onOther([400 + ms, fact]);
}

test("who asks the same again and again may just have gone on, unless it comes sooner", () => {
  const polled = [...WHOLE, sends(803, 11, ASK), comes(804, 1000, 1000, 22)];
  const control = controlOfThese([...polled, sends(1603, 22, ASK), comes(1604, 2000, 1000, 33)]);
  const next = judge(control, ...cut, ...again(850, 1000));
  assert.deepEqual(known(next), UNKNOWN);
  assert.match(whyOf(next), /the same again and again/);
  assert.deepEqual(known(judge(control, ...cut, ...again(320, 1000))), [0, "answered"]);
});

test("what is asked in other words, and by as many bytes, is held against as much", () => {
  const other = sends(3, 0, "fetch two\r\n");
  assert.deepEqual(known(judge(usual(), other, HALF, ...died(500, 11))), UNKNOWN);
  assert.deepEqual(known(judge(usual(), other, HALF, REST, ...died(1000, 11))), NOTHING);
});

test("the same words are held against what came for them, wherever else as much had been sent", () => {
  const [first, second] = ["fetch a big one\r\n", "fetch one\r\n"];
  const asked = [sends(3, 0, first), comes(4, 0, 500, 17)];
  const control = controlOfThese([...asked, sends(5, 17, second), comes(6, 500, 20, 28)]);
  const longer = sends(3, 0, "fetch one, which is by chance\r".slice(0, 27) + "\n");
  assert.deepEqual(known(judge(control, longer, comes(4, 0, 100, 28), ...died(100, 28))), NOTHING);
});

test("the same words count first, and once in another place they say nothing", () => {
  const there = [...opens(1, 50_000), onOther(sends(2, 0, "fetch two\r\n")), onOther(comes(4, 0, 20, 11))];
  const both = controlOfThese([...there, ...WHOLE]);
  assert.deepEqual(known(judge(both, ...cut)), UNKNOWN);
  const greeted = [sends(3, 0, "hello\r\n"), comes(4, 0, 9, 7), sends(5, 7, ASK), comes(6, 9, 500, 18)];
  assert.deepEqual(known(judge(usual(), ...greeted, ...died(509, 18))), NOTHING);
});

test("as much in all as in the control is enough, though more of it came before the last was asked", () => {
  const two = (first: number): Timed[] => [
    sends(3, 0, ASK),
    comes(4, 0, first, 11),
    sends(5, 11, "fetch two\r\n"),
    comes(6, first, 1000 - first, 22),
  ];
  assert.deepEqual(known(judge(controlOfThese(two(500)), ...two(900), ...died(1000, 22))), NOTHING);
});

test("as much that came for something else on a connection made since is no answer", () => {
  assert.deepEqual(known(judge(usual(), ...cut, ...again(400, 1000, "fetch two\r\n"))), UNKNOWN);
});

test("what is known to be lost stays lost", () => {
  const session = [
    sends(3, 0, ASK),
    comes(4, 0, 100, 11),
    sends(5, 11, "RETR file\r\n"),
    comes(6, 100, 8, 22),
  ];
  const told: Timed = [255, { kind: "printed", role: "client", text: "done\n" }];
  const control = controlOfThese([...session, comes(250, 108, 10, 22), told, ends(260, 0)], 261);
  assert.equal(judge(control, ...session, ...died(108, 22), ends(310, 0)).lost, 1);
});

test("something short, asked again on a connection that was made since, is answered by as much as ever", () => {
  const short = controlOfThese([sends(3, 0, "q\n"), comes(4, 0, 500, 2)]);
  const run = [sends(3, 0, "q\n"), comes(4, 0, 100, 2), ...died(100, 2)];
  assert.deepEqual(known(judge(short, ...run, ...again(400, 500, "q\n"))), [0, "answered"]);
  assert.deepEqual(known(judge(short, ...run, ...again(400, 499, "q\n"))), UNKNOWN);
});

test("what had been asked on the other connection before is not asked again there", () => {
  const before = [...opens(1, 50_000), onOther(sends(2, 0, ASK)), onOther(comes(5, 0, 1000, 11))];
  const run = [...before, ...cut];
  assert.deepEqual(known(judge(usual(), ...run)), UNKNOWN);
  const once = [onOther(sends(401, 11, "fetch two\r\n")), onOther(comes(402, 1000, 1000, 22))];
  assert.deepEqual(known(judge(usual(), ...run, ...once)), UNKNOWN);
});

test("what was still coming when the control was over, and was asked again, is answered by as much only", () => {
  const slow = controlOfThese([sends(3, 0, ASK), HALF, comes(80, 500, 10, 11), comes(1500, 510, 500, 11)]);
  assert.deepEqual([slow.steps, slow.openStep?.slice(0, 3)], [undefined, [11, 1010, 1010]]);
  assert.deepEqual(known(judge(slow, ...cut, ...again(400, 1010))), [0, "answered"]);
  assert.deepEqual(known(judge(slow, ...cut, ...again(400, 20))), UNKNOWN);
  const refused = [...opens(400, 50_000), onOther(sends(401, 0, ASK))];
  assert.deepEqual(known(judge(slow, ...cut, ...refused)), UNKNOWN, "nothing came there");
});
