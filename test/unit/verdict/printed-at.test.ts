// When a client had printed what was expected, and what had come from the server by then: an answer, nothing, or what the
// server sends by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observed } from "../../../src/timeline/observation.ts";
import { ofKind } from "../../../src/timeline/queries.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { printedAt, timingOf } from "../../../src/verdict/lines/printed-at.ts";
import { isPushed } from "../../../src/verdict/lines/pushed.ts";
import { observations, segment } from "../made-up.ts";
import { KILL, START, type Timed, caseOf, prints, types } from "../one-run.ts";

const expects = (ms: number, text: string, found = true): Timed => [
  ms,
  { kind: "expected", phase: "after", pattern: text, found, text: found ? text : "" },
];

/** In milliseconds, of what was said at 100 ms. */
function printed(facts: readonly Timed[], typed = "two"): number | undefined {
  const all = observations(types(100, typed), ...facts);
  const expected: readonly Observed<"expected">[] = ofKind(all, "expected");
  const atNs = printedAt(all, { text: typed, atNs: 100e6 }, expected);
  return atNs === undefined ? undefined : atNs / 1e6;
}

test("when the last of what was expected was complete, in whatever pieces it came", () => {
  assert.equal(printed([prints(110, "done\n"), expects(120, "done")]), 110);
  assert.equal(
    printed([prints(110, "do"), prints(115, "ne\n"), prints(117, "ok\n"), expects(120, "done")]),
    115,
  );
  assert.equal(
    printed([prints(110, "\u001b[1mdo\u001b[0mne\n"), prints(115, "x"), expects(120, "done")]),
    110,
  );
  const two = [prints(110, "done\n"), prints(115, "saved\n"), expects(120, "saved"), expects(121, "done")];
  assert.equal(printed(two), 115);
  assert.equal(
    printed([prints(110, "x done"), prints(115, "y done"), expects(120, "done")]),
    115,
    "the last one",
  );
});

test("what was printed before it was said, or after it had been found, is something else", () => {
  assert.equal(printed([prints(90, "done\n"), prints(110, "done\n"), expects(120, "done")]), 110);
  assert.equal(printed([prints(110, "done\n"), expects(120, "done"), prints(130, "done\n")]), 110);
  assert.equal(printed([expects(120, "done"), prints(130, "done\n")]), undefined);
});

test("it cannot be known: nothing expected, one of it not found, no text, or it is in what was typed", () => {
  assert.equal(printed([prints(110, "done\n")]), undefined);
  assert.equal(
    printed([prints(110, "done\n"), expects(120, "done"), expects(121, "saved", false)]),
    undefined,
  );
  assert.equal(printed([prints(110, "done\n"), expects(120, "done", false)]), undefined);
  assert.equal(printed([prints(110, "a b\n"), expects(120, " ")]), undefined);
  assert.equal(printed([prints(110, "two\n"), expects(120, "two\n")], "get two"), undefined, "an echo");
  assert.equal(printed([prints(110, "done\n"), expects(120, "gone")]), undefined, "not found again");
});

/** The server sends seven bytes by itself. */
const ticks = (ms: number, text: string, from: number): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack 14`, text),
];
const PUSHES = [ticks(150, "tick 1\n", 14), ticks(350, "tick 2\n", 21)];

/** Of what was said at 520 ms and printed at 600 ms; with pushes before. */
function timing(facts: readonly Timed[], texts: readonly string[] = ["done"], before = PUSHES): string {
  const seen = caseOf([START, ...before, types(520, "two"), ...facts, KILL]);
  return timingOf(flowsOf(seen), { saidNs: 520e6, printedNs: 600e6, texts });
}

test("before anything had come, shortly before, or after", () => {
  assert.equal(timing([ticks(550, "done\n", 14)], ["done"], []), "after");
  assert.equal(timing([], ["done"], []), "before");
  assert.equal(timing([ticks(602, "done\n", 14)], ["done"], []), "before");
  assert.equal(timing([ticks(600.5, "done\n", 14)], ["done"], []), "near");
  assert.equal(timing([ticks(519, "done\n", 14)], ["done"], []), "before", "it came before that was said");
});

test("where the time is not known, nothing is early", () => {
  const seen = caseOf([START, types(520, "two")]);
  const claim = { saidNs: 520e6, printedNs: undefined, texts: [] };
  assert.equal(timingOf(flowsOf(seen), claim), "after");
});

test("what contains the text, or looks like nothing that the server sends by itself, is its answer", () => {
  assert.equal(timing([ticks(550, "done\n", 28)]), "after");
  assert.equal(timing([ticks(550, "other\n", 28)]), "after");
  assert.equal(timing([ticks(550, "tick 3\n", 28)]), "unclear");
  assert.equal(timing([ticks(550, "tick 3\n", 28)], ["tick"]), "after");
  assert.equal(timing([ticks(550, "tick 3\n", 28)], []), "unclear");
  assert.equal(timing([ticks(550, "tick 3\n", 28)], ["tick", "done"]), "unclear", "all of it");
  assert.equal(timing([ticks(550, "ti", 28), ticks(560, "ck 3\n", 30)], ["tick 3"]), "after", "in pieces");
  const usualPieces = [ticks(550, "tick 3\n", 28), ticks(560, "tick 4\n", 35)];
  assert.equal(timing(usualPieces, ["3\ntick 4"]), "after", "in pieces that look as usual");
  assert.equal(timing([ticks(550, "tick 3\r\n\r\ntick 4\n", 28)]), "unclear", "whatever the line ends");
  assert.equal(timing([ticks(550, "tick 3\n", 14)], ["done"], []), "after", "nothing came by itself before");
  assert.equal(timing([ticks(550, "\r\n", 14)], ["done"], []), "after", "nor is an empty line any of it");
  const bare = [ticks(150, "tick 1", 14), ticks(350, "tick 2", 20)];
  assert.equal(timing([ticks(550, "\r\ntick 3", 26)], ["done"], bare), "unclear", "an empty line is none");
  const reset: Timed = [560, segment("< R. 35:35(0) ack 14")];
  assert.equal(timing([ticks(550, "tick 3\n", 28), reset]), "unclear", "nor has an RST any");
});

test("its text came later: it was not printed for that", () => {
  assert.equal(timing([ticks(550, "tick 3\n", 28), ticks(700, "done\n", 35)]), "answered-later");
  assert.equal(timing([ticks(550, "tick 3\n", 28), ticks(600, "done\n", 35)]), "after");
  assert.equal(timing([ticks(550, "tick 3\n", 28), ticks(700, "else\n", 35)]), "unclear");
  assert.equal(
    timing([ticks(510, "done\n", 28), ticks(550, "tick 3\n", 33)]),
    "unclear",
    "before it was said",
  );
  const lost: Timed = [
    560,
    { ...ticks(560, "done\n", 35)[1], wire: { frame: 1, fate: "dropped" } } as Timed[1],
  ];
  assert.equal(timing([ticks(550, "tick 3\n", 28), lost]), "unclear", "it never reached the client");
});

test("of what is no text the length is compared", () => {
  const bytes = (ms: number, length: number, from: number): Timed =>
    ticks(ms, "\u0000\u0001\u0002\u0003\u0004\u0005\u0006".slice(0, length), from);
  const before = [bytes(150, 7, 14), bytes(350, 7, 21)];
  assert.equal(timing([bytes(550, 7, 28)], ["done"], before), "unclear");
  assert.equal(timing([bytes(550, 6, 28)], ["done"], before), "after");
});

test("a server sends by itself what comes a while after its last data, with nothing of the client's between", () => {
  const pushed = (...facts: readonly Timed[]): boolean => isPushed(flowsOf(caseOf(facts)), 900e6);
  const asks: Timed = [120, segment("> P. 14:18(4) ack 14", "two\n")];
  assert.equal(pushed(ticks(150, "tick 1\n", 14)), true);
  assert.equal(pushed(ticks(104, "tick 1\n", 14)), false, "not more than a tenth of a second after");
  assert.equal(pushed(asks, ticks(150, "tick 1\n", 14)), false);
  assert.equal(pushed(asks, ticks(150, "tick 1\n", 14), ticks(260, "tick 2\n", 21)), true);
  assert.equal(pushed([150, segment("< . 14:14(0) ack 14")]), false, "no data");
  assert.equal(pushed(ticks(900, "tick 1\n", 14)), false, "not by then");
  assert.equal(isPushed(flowsOf(caseOf([ticks(900, "tick 1\n", 14)]))), true);
  // The very first data of a server is a greeting.
  const greeting = caseOf([]).observations.filter(({ kind, id }) => kind !== "segment" || id < 5);
  assert.equal(isPushed(flowsOf({ ...caseOf([]), observations: greeting, segments: [] })), false);
});
