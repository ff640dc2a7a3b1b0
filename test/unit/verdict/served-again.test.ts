// Whether the client was served since, and whether that may be what was cut; and whether it is still served over other
// connections.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { FEWER } from "../../../src/verdict/asks/why-unsure.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { isServedSince, isStillAtWork, isStillServed } from "../../../src/verdict/bytes/served-again.ts";
import {
  START,
  type Timed,
  aborts,
  answers,
  asks,
  caseOf,
  died,
  exits,
  fault,
  habit,
  lostOnTheWay,
  onOther,
  onPort,
  rst,
  sends,
  serves,
  usual,
} from "../one-run.ts";

type Question = typeof isServedSince;
/** Since 1000 ms. */
function ask(question: Question, facts: readonly Timed[]): boolean {
  const seen = caseOf([START, ...facts]);
  return question(seen, flowsOf(seen), 1000e6);
}

/** Another connection has asked, and was answered, before. */
const beside = [onOther(asks(900, "hello\n", 1)), onOther(answers(910, "hello\n", 7, 1))];
const goesOn = onOther(answers(1100, "and on\n", 7, 7));

test("it was served since by data on the connection under test, and by nothing else on it", () => {
  const isServed = (...facts: readonly Timed[]): boolean => ask(isServedSince, facts);
  assert.equal(isServed(serves(1100)), true);
  assert.equal(isServed(), false);
  assert.equal(isServed(serves(900)), false, "before");
  assert.equal(isServed(serves(1000)), false, "at that moment");
  assert.equal(isServed(rst(1100)), false, "an RST");
  assert.equal(isServed(sends(1100)), false, "what it sends itself");
  assert.equal(isServed(lostOnTheWay(serves(1100))), false, "sent again, and lost again");
  const [ms, held] = lostOnTheWay(serves(900));
  assert.equal(isServed([ms, held], [1200, { kind: "delivered", frame: 1 }]), true, "held until then");
  assert.equal(isServed([ms, held], [950, { kind: "delivered", frame: 1 }]), false, "held, and come before");
});

test("what comes on another connection that was open before, and was not asked for since, is something else", () => {
  const isServed = (...facts: readonly Timed[]): boolean => ask(isServedSince, facts);
  assert.equal(isServed(...beside, goesOn), false);
  const [asked] = beside;
  assert.ok(asked);
  assert.equal(isServed(asked, goesOn), false, "asked for before");
  const greeted = onOther(answers(910, "hello\n", 1, 1));
  assert.equal(isServed(greeted, goesOn), false, "served before");
  assert.equal(isServed(...beside, goesOn, onOther(aborts(1150))), false, "an RST asks for nothing");
  assert.equal(isServed(...beside, onOther(asks(1050, "again\n", 7))), false, "asked, and not answered");
});

test("on another connection it was served again where it has asked since, or that was made since", () => {
  const isServed = (...facts: readonly Timed[]): boolean => ask(isServedSince, facts);
  assert.equal(isServed(...beside, onOther(asks(1050, "again\n", 7)), goesOn), true);
  const made = [onOther(asks(1050, "hello\n", 1)), onOther(answers(1100, "hello\n", 7, 1))];
  assert.equal(isServed(...made), true);
  assert.equal(isServed(onOther(answers(1100, "hello\n", 1, 1))), true, "unasked");
});

test("it is still served by data on another connection than that under test", () => {
  const isServed = (...facts: readonly Timed[]): boolean => ask(isStillServed, facts);
  assert.equal(isServed(...beside, goesOn), true);
  assert.equal(isServed(...beside), false, "not since");
  assert.equal(isServed(onOther(answers(1000, "hello\n", 1, 1))), false, "at that moment");
  assert.equal(isServed(serves(1100)), false, "on the one under test");
  assert.equal(isServed(...beside, onOther(rst(1100))), false, "an RST");
  assert.equal(isServed(...beside, onOther(asks(1100, "again\n", 7))), false, "what it sends itself");
});

/** It is sent two bytes there, each time. */
const served = (port: number, ...all: readonly number[]): readonly Timed[] =>
  all.map((ms, i) => onPort(port, answers(ms, "on", 1, 1 + 2 * i)));
const [OTHER, THIRD] = [50_000, 50_001];

test("it is still at work as long as something of its server came no longer ago than two of its rests, or 100 ms", () => {
  const rows: readonly (readonly [
    why: string,
    facts: readonly Timed[],
    untilMs: number | undefined,
    end?: readonly Timed[],
  ])[] = [
    ["once: it may come every 100 ms", served(OTHER, 1100), 1300],
    ["its rest was shorter", served(OTHER, 1100, 1150), 1350],
    ["its rest was longer", served(OTHER, 1100, 1400), 2000],
    ["its longest rest", served(OTHER, 1100, 1400, 1500), 2100],
    ["on two connections", [...served(OTHER, 1100, 1500), ...served(THIRD, 1300)], 1900],
    ["what came before the end is no rest", served(OTHER, 500, 1100), 1300],
    ["nothing came", [], undefined],
    ["before the end", served(OTHER, 900), undefined],
    ["as the end came", served(OTHER, 1002), undefined],
    ["on the connection under test", [serves(1100)], undefined],
    ["an RST", [onOther(rst(1100))], undefined],
    ["what it sends itself", [onOther(asks(1100, "hello\n", 1))], undefined],
    ["it has ended", [...served(OTHER, 1100), exits(1110, { exitCode: 0 })], undefined],
    ["no end has come", served(OTHER, 1100), undefined, [fault("host-crash")]],
  ];
  for (const [why, facts, untilMs, end = died] of rows) {
    const isAtWork = (ms: number): boolean => {
      const watched: Timed = [ms, { kind: "process-ended", pid: 99 }];
      const all = [...end, ...facts].sort(([one], [other]) => one - other);
      const seen = caseOf([START, ...all, watched]);
      return isStillAtWork(seen, flowsOf(seen));
    };
    if (untilMs === undefined) assert.equal(isAtWork(1120), false, why);
    else assert.deepEqual([isAtWork(untilMs), isAtWork(untilMs + 1)], [true, false], why);
  }
});

test("who was served something else on a new connection has not got what it was started for, unless it is at work still", () => {
  const control: ControlRecord = {
    ...usual(habit("exit", "its end (exit code 0)", 100)),
    said: [{ text: OWN, fate: "answered", answerBytes: 400, connections: 1 }],
  };
  const entry: SaidEntry = {
    text: OWN,
    isOwn: true,
    atNs: 0,
    fate: "answered",
    answerBytes: 400,
    because: [],
  };
  const loss = (...facts: readonly Timed[]): unknown => {
    const first = [asks(900, "GET one\r\n"), answers(910, "x".repeat(400), 23)];
    const second = [onOther(asks(1100, "GET two\r\n", 1)), onOther(answers(1110, "y".repeat(100), 10, 1))];
    const seen = caseOf([START, ...first, ...died, ...second, ...facts], { control });
    return judgeLoss(entry, [entry], seen, 0);
  };
  const watched = (ms: number): Timed => [ms, { kind: "process-ended", pid: 99 }];
  assert.deepEqual(loss(watched(1310)), { fate: "unknown", why: FEWER });
  assert.deepEqual(loss(watched(1311)), { fate: "cut", isLost: true });
  assert.deepEqual(loss(exits(1150, { exitCode: 0 })), { fate: "cut", isLost: true });
});
