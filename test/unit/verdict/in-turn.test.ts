// A client that asks for the same names in turn, again and again: whether it has passed over one since its server's end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { passesOverInTurn } from "../../../src/verdict/asks/in-turn.ts";
import { type Exchange, exchanges } from "../exchanges.ts";
import { judged } from "../lacking.ts";
import { type Timed, onPort } from "../one-run.ts";
import { anew, control, polls, run, stores } from "../works-on.ts";

const names = (letters: string): Exchange[] => [...letters].map((letter) => stores(`the ${letter}`));
const [AB, ABCD] = [control(names("ababab")), control(names("abcdabcd"))];
const unanswered = (letter: string): Exchange => [names(letter)[0]?.[0] ?? "", ""];
const on = (port: number, ms: number, letters: string): readonly Timed[] =>
  exchanges(ms, ...names(letters)).map((each) => onPort(port, each));
const passes = (
  before: readonly Exchange[],
  since: readonly Timed[],
  controls = [ABCD],
  reads: ReadonlySet<number> = new Set(),
): boolean => {
  const [seen, flows] = judged(run(exchanges(500, ...before), since, 3000), controls);
  return passesOverInTurn(seen, flows, reads);
};
const kindOfStores = ABCD.asked?.[0]?.[2] ?? 0;

test("what comes next in turn was not asked, and others were", () => {
  assert.equal(passes(names("ab"), anew(1100, ...names("dab"))), true);
  assert.equal(passes(names("ab"), anew(1100, ...names("cda"))), false);
  assert.equal(passes(names("abcda"), anew(1100, ...names("cdab"))), true, "in a later round");
  assert.equal(
    passes([...names("ab"), unanswered("c")], anew(1100, ...names("da"))),
    true,
    "it was given up",
  );
  assert.equal(
    passes([...names("ab"), unanswered("c")], anew(1100, ...names("cd"))),
    false,
    "asked once more",
  );
  assert.equal(passes(names("ab"), anew(1100, ...names("bcd"))), false, "the last one, and so on");
  assert.equal(passes(names("ab"), []), false, "nothing since");
  assert.equal(passes([], anew(1100, ...names("dab"))), false, "nothing before");
  assert.equal(passes(names("ab"), anew(1100, polls, ...names("cda"))), false, "another kind between");
  assert.equal(
    passes(names("ab"), anew(1100, ...names("dab")), [ABCD], new Set([kindOfStores])),
    false,
    "a poll",
  );
});

test("as many as it has connections may come first, and no more", () => {
  assert.equal(passes(names("ab"), anew(1100, ...names("dc"))), false);
  assert.equal(passes(names("ab"), anew(1100, ...names("cba"))), true, "behind what it asked since");
  assert.equal(passes(names("ab"), anew(1100, ...names("cdabcdb"))), false, "long after");
  const two = [...on(50_001, 1100, "d"), ...on(50_002, 1200, "a"), ...on(50_003, 1300, "c")];
  assert.equal(passes(names("ab"), two), true);
});

test("of two in turn, the other one", () => {
  assert.equal(passes(names("ab"), anew(1100, ...names("ba")), [AB]), true);
  assert.equal(passes(names("ab"), anew(1100, ...names("ab")), [AB]), false);
});

test("nothing is known of the turn", () => {
  const since = anew(1100, ...names("dab"));
  assert.equal(passes(names("ab"), since, []), false, "no control");
  assert.equal(passes(names("ab"), since, [control(names("abcd"))]), false, "none of them comes again");
  assert.equal(passes(names("ab"), since, [control(names("abcdacbd"))]), false, "not always in the same");
  assert.equal(passes(names("ab"), since, [ABCD, control(names("acbdacbd"))]), false, "not in each control");
  assert.equal(passes(names("ab"), since, [control(names("abcda"))]), false, "once is no rule");
  assert.equal(
    passes(names("aa"), anew(1100, ...names("aa")), [control(names("aaaa"))]),
    false,
    "always the same",
  );
  assert.equal(passes(names("ax"), since), false, "in no control");
});
