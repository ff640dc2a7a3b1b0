// What came may be an answer, a part of it, or something else: then nobody knows whether it is lost, and the row says why.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { LATER, MAY_BE_PUSHED } from "../../../src/verdict/asks/why-unsure.ts";
import { saidEntry } from "../ledger-runs.ts";
import {
  START,
  type Timed,
  answers,
  asks,
  caseOf,
  died,
  fault,
  lostOnTheWay,
  onOther,
  serves,
  types,
  usual,
} from "../one-run.ts";

const control = (answerBytes: number): ControlRecord => ({
  ...usual(),
  said: [{ text: "again", fate: "read", answerBytes }],
});

test("what the server sends by itself may be the answer, unless another one was expected", () => {
  const of = (other: Partial<SaidEntry>): unknown =>
    judgeLoss(
      saidEntry("taken", { why: MAY_BE_PUSHED, ...other }),
      [],
      caseOf(died, { control: control(6) }),
      0,
    ).isLost;
  assert.equal(of({}), undefined);
  assert.equal(of({ found: true }), undefined);
  assert.equal(of({ found: false }), true);
});

test("what came once more was said may be the rest of the answer before", () => {
  const entry = saidEntry("answered", { atNs: 500e6, answerBytes: 100 });
  const of = (...facts: readonly Timed[]): object =>
    judgeLoss(entry, [], caseOf([...facts, ...died], { control: control(117), moment: "mid-reply:5" }), 0);
  const cut = { fate: "cut", isLost: true };
  const come = [serves(700, 14), serves(710, 20), serves(720, 26)];
  assert.deepEqual(of(types(600), ...come), { fate: "unknown", why: LATER });
  assert.deepEqual(of(types(600), ...come.slice(1)), cut, "that is less than it lacks");
  assert.deepEqual(of(...come), cut, "nothing was said");
  assert.deepEqual(of(...come, types(800)), cut, "it had come by then");
  const key: Timed = [600, { kind: "pressed", key: "ctrl-c" }];
  assert.deepEqual(of(key, ...come), cut, "a key is no line");
});

test("the rest of an answer that was held was cut, whatever comes on a connection on which it was not said", () => {
  const entry = saidEntry("read", { atNs: 500e6, answerBytes: 100, sent: 1, connections: 1 });
  const rest = [lostOnTheWay(serves(900)), lostOnTheWay(serves(1300))];
  const of = (said: SaidEntry, ...since: readonly Timed[]): object =>
    judgeLoss(
      said,
      [],
      caseOf([START, ...rest, fault("stop"), ...since], { control: control(67), moment: "mid-reply:3" }),
      0,
    );
  const cut = { fate: "cut", isLost: true };
  assert.deepEqual(of(entry), cut, "sent again, and lost again");
  const login = [onOther(asks(1100, "hello\n", 1)), onOther(answers(1110, "welcome\n", 7, 1))];
  assert.deepEqual(of(entry, ...login), cut);
  assert.deepEqual(
    of({ ...entry, sent: 2, connections: 2 }, ...login),
    { isLost: false },
    "said again there",
  );
  assert.deepEqual(
    of({ ...entry, isOwn: true }, ...login),
    { isLost: false },
    "nobody knows what it asks there",
  );
  assert.deepEqual(of(entry, serves(1100)), { isLost: false }, "the rest came, late");
});
