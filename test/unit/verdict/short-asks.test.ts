// A client that asks by itself in the clear, runs on, and was answered in part: the control says how much was to come.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { NO_FAULT, asksAlone, ends } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, onOther, onPort } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);
const FAULT: Timed = [300, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }];
const GONE: Timed = [301, { kind: "process-ended", pid: 7 }];
const fin = (bytes: number, ack: number): Timed => [
  302,
  segment(`< F. ${bytes + 1}:${bytes + 1}(0) ack ${ack + 1}`),
];
const died = (bytes: number, ack: number): Timed[] => [FAULT, GONE, fin(bytes, ack)];
const until = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];

const sends = (ms: number, from: number, text: string): Timed => [
  ms,
  segment(`> P. ${from + 1}:${from + 1 + text.length}(${text.length}) ack 1`, text),
];
const comes = (ms: number, from: number, bytes: number, ack: number): Timed => [
  ms,
  segment(`< P. ${from + 1}:${from + 1 + bytes}(${bytes}) ack ${ack + 1}`, "x".repeat(bytes)),
];

const controlOfThese = (facts: readonly Timed[], ms = 2000): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...begun, ...facts, NO_FAULT, until(ms)), { fault: "none" })));

function judge(control: ControlRecord, ...facts: readonly Timed[]): Verdict {
  const evidence = evidenceOf(observations(...begun, ...facts, until(900)), { control });
  return judgeClient(layOut(evidence), { endings: ["fin", "rst", "silence"] });
}

const known = ({ lost, unreported, ledger }: Verdict): unknown[] => [lost, unreported, ledger?.said[0]?.fate];
const UNKNOWN = [undefined, undefined, "unknown"];
const NOTHING = [0, 0, undefined];

const ASK = "fetch one\r\n";
const [HALF, REST] = [comes(4, 0, 500, 11), comes(250, 500, 500, 11)];
const usual = (): ControlRecord => controlOfThese([sends(3, 0, ASK), HALF, REST]);

test("what was answered by less than in the control may not have been answered as a whole", () => {
  assert.deepEqual(
    usual().steps?.map((step) => step.slice(0, 3)),
    [[11, 1000, 1000]],
  );
  const verdict = judge(usual(), sends(3, 0, ASK), HALF, ...died(500, 11), ends(310, 0));
  assert.deepEqual(known(verdict), UNKNOWN);
  assert.match(verdict.ledger?.said[0]?.why ?? "", /less of its answer came than in the control/);
  assert.equal(judge(usual(), sends(3, 0, ASK), HALF, ...died(500, 11), ends(310, 1)).unreported, 0);
});

test("as much as in the control is the answer, a few bytes of a number more or less", () => {
  for (const bytes of [500, 490])
    assert.deepEqual(
      known(judge(usual(), sends(3, 0, ASK), HALF, comes(250, 500, bytes, 11), ...died(500 + bytes, 11))),
      NOTHING,
    );
  const short = controlOfThese([sends(3, 0, ASK), comes(4, 0, 10, 11)]);
  assert.deepEqual(
    known(judge(short, sends(3, 0, ASK), comes(4, 0, 5, 11), ...died(5, 11), ends(310, 0))),
    UNKNOWN,
  );
});

test("a command that is unlike what was asked first, and came to nothing: a PUBLISH without its PUBACK", () => {
  const asked = [sends(3, 0, "CONNECT..\n"), comes(4, 0, 4, 10), sends(5, 10, "PUBLISH..\n")];
  const control = controlOfThese([...asked, comes(250, 4, 4, 20)]);
  assert.deepEqual(known(judge(control, ...asked, ...died(4, 20), ends(310, 0))), UNKNOWN);
  const without = controlOfThese(asked);
  assert.deepEqual(known(judge(without, ...asked, ...died(4, 20), ends(310, 0))), NOTHING, "QoS 0 has none");
});

test("of a stream less always comes where its server dies", () => {
  const pushes = [120, 240, 360, 480].map((ms, i) => comes(ms, 500 + 50 * i, 50, 11));
  const pushed = controlOfThese([sends(3, 0, ASK), HALF, ...pushes], 600);
  assert.equal(pushed.steps, undefined);
  const dense = [4, 44, 84].map((ms, i) => comes(ms, 500 * i, 500, 11));
  const [none, most] = [controlOfThese([sends(3, 0, ASK), ...dense], 500), [[11, 1500, 1500]]];
  assert.equal(none.steps, undefined, "it came until the end");
  assert.deepEqual([none.openStep?.slice(0, 3)], most);
  assert.deepEqual(known(judge(pushed, sends(3, 0, ASK), HALF, ...died(500, 11), ends(310, 0))), NOTHING);
});

test("an answer in parts, with a rest before each, comes to its end: it is no stream", () => {
  const parts = [120, 240, 360].map((ms, i) => comes(ms, 500 + 50 * i, 50, 11));
  const inParts = controlOfThese([sends(3, 0, ASK), HALF, ...parts]);
  assert.deepEqual(
    inParts.steps?.map((step) => step.slice(0, 3)),
    [[11, 650, 650]],
  );
  const cut = [sends(3, 0, ASK), HALF, ...parts.slice(0, 1), ...died(550, 11)];
  assert.deepEqual(known(judge(inParts, ...cut, ends(310, 0))), UNKNOWN);
  const ended = controlOfThese([sends(3, 0, ASK), HALF, ...parts, ends(370, 0)], 380);
  assert.notEqual(ended.steps, undefined, "who has ended had all that it wanted");
});

test("more had come in the control already, which was over before its answer", () => {
  const short = controlOfThese([sends(3, 0, ASK), HALF, REST], 500);
  assert.equal(short.steps, undefined);
  const dies = (bytes: number, text = ASK): Timed[] => [
    sends(3, 0, text),
    comes(4, 0, bytes, 11),
    ...died(bytes, 11),
    ends(310, 1),
  ];
  assert.deepEqual(known(judge(short, ...dies(500))), [undefined, 0, "unknown"]);
  assert.deepEqual(known(judge(short, ...dies(990))), NOTHING, "about as much");
  assert.deepEqual(known(judge(short, ...dies(500, "other one\r\n"))), NOTHING, "other words");
  assert.equal(controlOfThese([sends(3, 0, ASK), HALF, REST]).openStep, undefined, "it was over");
});

test("who has asked once more, and was answered as a whole, has lost nothing", () => {
  const again = (bytes: number): Timed[] =>
    [
      [400, segment("> S 0:0(0)")] as Timed,
      [400, segment("< S. 0:0(0) ack 1")] as Timed,
      sends(401, 0, ASK),
      comes(402, 0, bytes, 11),
    ].map(onOther);
  const dies = [sends(3, 0, ASK), HALF, ...died(500, 11)];
  assert.deepEqual(known(judge(usual(), ...dies, ...again(1000))), [0, 0, "answered"]);
  assert.equal(judge(usual(), ...dies, ...again(400)).lost, undefined);
});

test("who has left did not want the rest", () => {
  const leaves: Timed = [200, segment("> F. 12:12(0) ack 501")];
  assert.deepEqual(
    known(judge(usual(), sends(3, 0, ASK), HALF, leaves, ...died(500, 12), ends(310, 0))),
    NOTHING,
  );
});

test("who was started for it, and ended, may lack no more than its last line", () => {
  const session = [
    sends(3, 0, ASK),
    comes(4, 0, 100, 11),
    sends(5, 11, "RETR file\r\n"),
    comes(6, 100, 8, 22),
  ];
  const control = controlOfThese([...session, comes(250, 108, 10, 22), ends(260, 0)], 261);
  const verdict = judge(control, ...session, ...died(108, 22), ends(310, 0));
  assert.deepEqual(known(verdict), UNKNOWN);
  assert.match(verdict.ledger?.said[0]?.why ?? "", /less of its answer came than in the control/);
  const whole = judge(control, ...session, comes(250, 108, 10, 22), ...died(118, 22), ends(310, 0));
  assert.equal(whole.lost, 0);
});

/** So many asks, each answered by so many bytes. */
const polls = (...answers: readonly number[]): Timed[] => {
  let came = 0;
  return answers.flatMap((bytes, i) => {
    const from = 11 * i;
    const both = [sends(3 + 2 * i, from, ASK), comes(4 + 2 * i, came, bytes, from + 11)];
    came += bytes;
    return both;
  });
};

test("what is asked in the same words is held against all of its answers, unless these are of any length", () => {
  const even = controlOfThese(polls(100, 100, 100));
  const more = polls(100, 100, 100, 100, 50);
  assert.deepEqual(known(judge(even, ...more, ...died(450, 55), ends(310, 0))), UNKNOWN, "asked more often");
  const whole = polls(100, 100, 100, 100, 100);
  assert.deepEqual(known(judge(even, ...whole, ...died(500, 55), ends(310, 0))), NOTHING);
  const uneven = controlOfThese(polls(100, 300, 200));
  assert.deepEqual(known(judge(uneven, ...polls(100, 20), ...died(120, 22), ends(310, 0))), NOTHING);
});

test("where the control has kept the ends of many alone, all of the last ones had more, whatever the first had", () => {
  const list = (i: number, bytes: number): Timed[] => {
    const [asked, came] = [(i - 100) * 9, 5 + (i - 101) * 100];
    return [sends(i, asked, `LIST ${i}\n`), comes(i + 0.5, came, bytes, asked + 9)];
  };
  const hello = [sends(3, 0, "HI there\n"), comes(4, 0, 5, 9)];
  const lists = (count: number): Timed[] =>
    Array.from({ length: count }, (_, i) => list(101 + i, 100)).flat();
  const control = controlOfThese([...hello, ...lists(120)], 2000);
  assert.equal(control.steps?.length, 64);
  const run = (bytes: number): unknown => {
    const [asked, came] = [50 * 9, 5 + 49 * 100 + bytes];
    return known(
      judge(control, ...hello, ...lists(49), ...list(150, bytes), ...died(came, asked + 9), ends(310, 0)),
    );
  };
  assert.deepEqual(run(40), UNKNOWN);
  assert.deepEqual(run(100), NOTHING);
  const few = controlOfThese([...hello, ...lists(20)]);
  const beside = judge(few, ...hello, ...lists(49), ...list(150, 40), ...died(4945, 459), ends(310, 0));
  assert.deepEqual(known(beside), NOTHING, "it had not come so far there");
});

test("what came on a connection that it had before is no answer to something short", () => {
  const short = controlOfThese([sends(3, 0, "q\n"), comes(4, 0, 500, 2)]);
  const beside = [onOther([2, segment("> S 0:0(0)")]), onOther(comes(400, 0, 600, 11))];
  const run = [...beside, sends(3, 0, "q\n"), comes(4, 0, 100, 2), ...died(100, 2), ends(510, 0)];
  assert.deepEqual(known(judge(short, ...run)), UNKNOWN);
});

test("an answer of HTTP of which what says how long it is was not kept", () => {
  const begins = (bytes: number): Timed => [
    4,
    segment(`< P. 1:${bytes + 1}(${bytes}) ack 12`, `HTTP/1.1 200 OK\r\nA: ${"a".repeat(490)}`),
  ];
  const control = controlOfThese([sends(3, 0, ASK), begins(900), comes(250, 900, 900, 11)]);
  assert.deepEqual(
    known(judge(control, sends(3, 0, ASK), begins(900), ...died(900, 11), ends(310, 0))),
    UNKNOWN,
  );
});

test("what it asked on another connection, and was answered elsewhere, hides no half of an answer", () => {
  const WHO = "WHO is there\r\n";
  const opens = (port: number, ms: number): Timed[] =>
    ["> S 0:0(0)", "< S. 0:0(0) ack 1"].map((text) => onPort(port, [ms, segment(text)]));
  const there = [...opens(41_000, 200), onPort(41_000, sends(290, 0, WHO))];
  const again = [...opens(42_000, 400), onPort(42_000, sends(401, 0, WHO))];
  const all = [...there, ...died(500, 11), onPort(41_000, fin(0, WHO.length)), ...again];
  const verdict = judge(usual(), sends(3, 0, ASK), HALF, ...all, onPort(42_000, comes(402, 0, 500, 14)));
  assert.deepEqual([verdict.lost, verdict.ledger?.said[0]?.fate], [undefined, "unknown"]);
});
