// A client that has all that it was started for has given nothing up: it ends, or turns to something else between two
// answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Ledger, SaidEntry } from "../../../src/timeline/verdict-record.ts";
import { isEndOfWork } from "../../../src/verdict/notice/end-of-work.ts";
import type { Sign } from "../../../src/verdict/signs/signs.ts";
import { segment, sockets } from "../made-up.ts";
import { type Timed, acks, caseOf, exits, fault, habit, prints, serves, usual } from "../one-run.ts";

const own = { text: "", atNs: 0, isOwn: true, isLost: false, fate: "read", because: [] } as const;
const ledgerOf = (entry: Partial<SaidEntry>): Ledger =>
  ({ said: [{ ...own, ...entry }], bytes: {} }) as unknown as Ledger;
const WOKEN = "no longer waiting for its connection";
const control = usual(habit("woken", WOKEN, 361), habit("segment", "its own FIN", 560));

function isEnd(
  kind: Sign["kind"],
  ms: number,
  facts: readonly Timed[],
  entry: Partial<SaidEntry> = {},
  held = control,
): boolean {
  const what = kind === "woken" ? WOKEN : "its own FIN";
  const seen = caseOf([fault("pause"), ...facts], { control: held });
  const sign = { kind, what, atNs: ms * 1e6, isAsked: false } as Sign;
  return isEndOfWork(sign, { ...seen, typed: [] }, ledgerOf(entry));
}

const [answer, later] = [serves(1900), serves(2200, 20)];

test("it ends once it has all of it", () => {
  assert.equal(isEnd("segment", 2300, [answer, later]), true);
  assert.equal(isEnd("segment", 2000, [answer, later]), false, "more was to come");
});

test("it turns to something else once it was answered, though more comes that it asks for afterwards", () => {
  assert.equal(isEnd("woken", 2000, [answer, later]), true);
  assert.equal(isEnd("woken", 1800, [answer, later]), false, "nothing had come since the fault");
  assert.equal(isEnd("woken", 2000, [answer, later], { isLost: true }), false);
  assert.equal(isEnd("woken", 2000, [answer, later], { fate: "taken" }), false);
});

test("with its half closed no table shows that it has read its answer, and what it prints does; it closes just before it ends", () => {
  const half: readonly Timed[] = [
    [500, segment("> F. 14:14(0) ack 14")],
    [501, sockets("FIN_WAIT2", "CLOSE_WAIT")],
  ];
  const whole = { fate: "answered" } as const;
  const ends = usual(habit("exit", "its end (exit code 0)", 900));
  const tells = { ...ends, byItself: { lines: 1, fresh: 1, bytes: 8, ns: 1400e6 } };
  const ended = exits(2310, { exitCode: 0 });
  assert.equal(isEnd("closed", 2300, [...half, answer, ended], whole, ends), true);
  assert.equal(
    isEnd("woken", 2300, [...half, answer, ended], whole, ends),
    true,
    "seen on its way to its end",
  );
  const failed = exits(2310, { exitCode: 1 });
  assert.equal(isEnd("closed", 2300, [...half, answer, failed], whole, ends), false);
  assert.equal(isEnd("closed", 2300, [...half, answer], whole, ends), false, "it has not ended");
  assert.equal(
    isEnd("closed", 2300, [answer, ended], whole, ends),
    false,
    "whether it was read is to be seen",
  );
  assert.equal(isEnd("closed", 2300, [...half, answer, ended], whole, tells), false, "it printed nothing");
  assert.equal(
    isEnd("closed", 2300, [...half, answer, prints(2250, "HELLO\n"), ended, acks(2400)], whole, tells),
    true,
  );
  assert.equal(
    isEnd("closed", 2300, [...half, answer, ended], { fate: "taken" }, ends),
    false,
    "not answered, here or in the control",
  );
});

test("a farewell comes last, which nobody answers in the control either: as much came as there", () => {
  const said = [{ text: "", fate: "taken", answerBytes: 100 }] as const;
  const ends = (entry: Partial<SaidEntry>, usualSaid: ControlRecord["said"] = said): boolean =>
    isEnd(
      "segment",
      2300,
      [answer, later],
      { fate: "acknowledged", answerBytes: 100, ...entry },
      {
        ...control,
        said: usualSaid,
      },
    );
  assert.equal(ends({}), true);
  assert.equal(ends({ answerBytes: 99 }), false, "less came");
  assert.equal(ends({ isLost: true }), false);
  assert.equal(ends({}, [{ text: "", fate: "read", answerBytes: 100 }]), false, "there it was answered");
  assert.equal(ends({}, [{ text: "", fate: "taken" }]), false, "nothing came there");
  assert.equal(ends({}, [{ text: "more", fate: "taken", answerBytes: 100 }]), false, "it is something else");
  assert.equal(ends({}, []), false);
});

test("what its closed socket refuses was no part of its answer", () => {
  const said = serves(2301, 20);
  const refused: Timed = [2301.1, segment("> R 15:15(0)")];
  assert.equal(isEnd("segment", 2300, [answer, said, refused]), true);
  assert.equal(isEnd("segment", 2300, [answer, said]), false, "it had not waited for that");
});
