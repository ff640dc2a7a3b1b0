// Whether a subscriber asks on its new connection for what it had asked for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hearsNoMore } from "../../../src/verdict/notice/hears-no-more.ts";
import { type Exchange, runOf, seenIn } from "../exchanges.ts";
import { segment } from "../made-up.ts";
import { type Timed, onOther, prints, usual } from "../one-run.ts";

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
