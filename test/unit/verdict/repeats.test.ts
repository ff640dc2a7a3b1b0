// When something on another connection is the same again: the bytes, in whatever pieces, and what was said in between.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SegmentFact } from "../../../src/timeline/observation.ts";
import { sentElsewhere } from "../../../src/verdict/bytes/elsewhere.ts";
import { segment } from "../made-up.ts";
import {
  KILL,
  START,
  type Timed,
  answers,
  asks,
  caseOf,
  connects,
  fault,
  onOther,
  onPort,
  types,
} from "../one-run.ts";

const opens = [onOther([6, segment("> S 0:0(0)")]), onOther([6, segment("< S. 0:0(0) ack 1")])];
/** `1102 again` */
const found = (facts: readonly Timed[], moment = "idle"): string =>
  sentElsewhere(caseOf([START, ...opens, ...facts], { moment }))
    .map(({ kind, atNs }) => `${atNs / 1e6} ${kind}`)
    .join(", ");
const sends = (one: string, other: string, ...more: readonly Timed[]): string =>
  found([KILL, asks(1101, one), ...more, onOther(asks(1102, other, 1))]);
/** As long as it was, and kept up to the end of this text. */
const cut = ([ms, fact]: Timed, length: number): Timed => [ms, { ...(fact as SegmentFact), length }];

test("the same bytes, however short; a part of the other from eight bytes on, at its beginning or its end", () => {
  assert.equal(sends("?\n", "?\n"), "1102 again");
  assert.equal(sends("?\n", "!\n"), "");
  assert.equal(sends("12345678", "12345678 and more"), "1102 again");
  assert.equal(sends("12345678 and more", "12345678"), "1102 again");
  assert.equal(sends("before 12345678", "12345678"), "1102 again");
  assert.equal(sends("12345678", "before 12345678"), "1102 again");
  assert.equal(sends("1234567", "1234567 and more"), "");
  assert.equal(sends("before 12345678 after", "12345678"), "", "neither the beginning nor the end");
  assert.equal(sends("87654321", "12345678 and more"), "");
});

test("one of several pieces; what was not kept as a whole is the same if it is as long", () => {
  assert.equal(
    found([KILL, asks(1100, "a\n"), asks(1101, "b\n", 16), onOther(asks(1102, "b\n", 1))]),
    "1102 again",
  );
  assert.equal(found([KILL, asks(1100, "a\n"), asks(1101, "b\n", 16), onOther(asks(1102, "c\n", 1))]), "");
  const [one, other] = [asks(1101, "12345678"), onOther(asks(1102, "12345678", 1))];
  assert.equal(found([KILL, cut(one, 900), cut(other, 900)]), "1102 again");
  assert.equal(found([KILL, cut(one, 900), cut(other, 901)]), "");
  const longer = onOther(asks(1102, "12345678 and more", 1));
  assert.equal(found([KILL, cut(one, 900), longer]), "");
  assert.equal(found([KILL, one, cut(longer, 900)]), "");
});

test("an answer ends a message; the last one before is what is sent again", () => {
  const first = [asks(900, "12345678"), answers(901, "ok", 22)];
  assert.equal(found([...first, KILL, asks(1101, "other", 22), onOther(asks(1102, "12345678", 1))]), "");
  const [acked] = [[901, segment("< . 14:14(0) ack 22")] as Timed];
  const one = [asks(900, "1234"), acked, asks(902, "5678", 18)];
  assert.equal(
    found([...one, KILL, onOther(asks(1102, "12345678", 1))]),
    "1102 again",
    "a bare acknowledgment is none",
  );
});

test("what its user has said again meanwhile is not sent again by itself; another thing that was said does not matter", () => {
  assert.equal(sends("say it\n", "say it\n", types(1101.5, "say it")), "1102 elsewhere");
  assert.equal(sends("say it\n", "say it\n", types(1101.5, "nothing")), "1102 again");
  assert.equal(sends("say it\n", "say it\n", types(1101.5, "?")), "1102 elsewhere", "too short to be known");
  const key: Timed = [1101.5, { kind: "pressed", key: "enter" }];
  assert.equal(sends("say it\n", "say it\n", key), "1102 again", "a key says nothing");
});

test("with nothing done to the server, and before the fault, it may have been answered", () => {
  const answered = [asks(900, "12345678"), answers(901, "ok", 22)];
  const later = onOther(asks(1102, "12345678", 1));
  assert.equal(found([...answered, KILL, later]), "");
  assert.equal(found([...answered, fault("none", 0), later]), "1102 again");
  assert.equal(found([...answered, onOther(asks(950, "12345678", 1)), KILL]), "950 again");
  assert.equal(found([...answered, KILL, later], "mid-reply:2"), "1102 again", "the answer was cut");
  const own = [KILL, asks(1100, "12345678"), answers(1101, "ok", 22), later];
  assert.equal(found(own, "mid-reply:2"), "", "answered since the fault");
});

test("no connection that began later, and none to another server", () => {
  const [one, other] = [asks(1101, "12345678"), asks(1102, "12345678", 1)];
  const begun = [connects(1101.5, 60_000), onPort(60_000, other)];
  assert.equal(found([KILL, one, ...begun]), "");
  const elsewhere = { address: "127.0.0.1", port: 80 };
  assert.equal(found([KILL, one, onPort(60_000, other, elsewhere)]), "");
  assert.deepEqual(sentElsewhere(caseOf([START, KILL, one])), []);
});
