// Generated clients and deaths beside deadpeer's verdict: what is chosen, what their logs show, and what is called false.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments } from "../oracle/generated/arguments.ts";
import { type Said, classify } from "../oracle/generated/classify.ts";
import type { ClientNote, ServerNote } from "../oracle/generated/logs.ts";
import { chance } from "../oracle/generated/random.ts";
import { exitCodeOf, lineOf, tableOf } from "../oracle/generated/report.ts";
import { type Truth, truthOf } from "../oracle/generated/truth.ts";
import { caseOf, deathOf, wordsOf } from "../oracle/generated/case.ts";
import { failures } from "../oracle/generated/way.ts";

const CASE = caseOf(1, 1);
const NOTHING: Truth = {
  dropped: 0,
  said: 0,
  storedTwice: 0,
  stillTrying: 0,
  triedMs: 0,
  neverBegun: 0,
  neverSent: 0,
  answeredInVain: 0,
  triesInVain: false,
};

function wordOf(truth: Partial<Truth>, said: Said, fault = "kill"): string {
  const way = { ...CASE.way, ids: "number", tls: false, connections: 1 } as const;
  return classify({ ...NOTHING, ...truth }, said, { way, death: { fault, more: [] } }).word;
}

test("a case depends on the seed and its number alone", () => {
  assert.deepEqual(caseOf(7, 3), caseOf(7, 3));
  const some = Array.from({ length: 200 }, (_, i) => caseOf(7, i + 1));
  assert.ok(new Set(some.map((each) => wordsOf(each) + deathOf(each))).size > 190);
  assert.deepEqual(new Set(some.map(({ way }) => way.onFailure)), new Set(Object.keys(failures)));
  assert.notDeepEqual(caseOf(8, 3), caseOf(7, 3));
});

test("a number lies between both ends, and each comes", () => {
  const by = chance(1, 1);
  const seen = Array.from({ length: 100 }, () => by.between(3, 5));
  assert.deepEqual([...new Set(seen)].sort(), [3, 4, 5]);
  assert.throws(() => by.pick([]));
});

test("a request with a connection of its own is met while it is under way, and a list that ends before its end", () => {
  for (const { way, death } of Array.from({ length: 300 }, (_, i) => caseOf(2, i))) {
    if (way.protocol === "per-request") assert.match(death.fault, /@(?:mid-re|answered|request)/);
    else if (way.count > 0) assert.match(death.fault, /@/);
  }
});

test("what is said not to be lost, and is, is a false pass; so is what is said to be reported, and is not", () => {
  assert.equal(wordOf({ dropped: 1 }, { lost: 0, unreported: 0 }), "FALSE-PASS-lost");
  assert.equal(wordOf({ said: 1 }, { lost: 0, unreported: 0 }), "FALSE-PASS-lost");
  assert.equal(wordOf({ dropped: 1 }, { lost: 1, unreported: 0 }), "FALSE-PASS-unreported");
  assert.equal(wordOf({ dropped: 1 }, { unreported: 0 }), "FALSE-PASS-unreported");
  assert.equal(wordOf({ dropped: 1, said: 1 }, { lost: 1, unreported: 1 }), "ok");
});

test("what is said to be lost, and is not, is false, unless it is still tried", () => {
  assert.equal(wordOf({}, { lost: 1, unreported: 0 }), "false-lost");
  assert.equal(wordOf({ stillTrying: 1, triedMs: 2000 }, { lost: 1, unreported: 0 }), "ok");
  assert.equal(wordOf({ stillTrying: 1, triedMs: 2000 }, { lost: 0, unreported: 0 }), "open");
  assert.equal(wordOf({ stillTrying: 1, triedMs: 5 }, { lost: 0, unreported: 0 }), "ok");
  assert.equal(wordOf({ said: 1 }, { lost: 1, unreported: 1 }), "false-unreported");
});

test("unknown is no finding, and what was not seen is no run", () => {
  assert.equal(wordOf({ dropped: 1 }, {}), "unknown");
  assert.equal(wordOf({}, { lost: 0 }), "unknown");
  assert.equal(wordOf({ dropped: 1 }, { lost: 0, missing: "no FIN" }), "not made");
});

test("what docs/verdict.md leaves out is open", () => {
  const nothing = { lost: 0, unreported: 0 };
  assert.equal(wordOf({ dropped: 2, answeredInVain: 2 }, nothing), "open");
  assert.equal(wordOf({ dropped: 2, answeredInVain: 2 }, nothing, "kill@mid-reply:2"), "FALSE-PASS-lost");
  assert.equal(wordOf({ dropped: 2, neverBegun: 1, neverSent: 1, exitCode: 0 }, nothing), "open");
  assert.equal(wordOf({ dropped: 2, triesInVain: true }, { lost: 1, unreported: 0 }), "open");
  assert.equal(wordOf({ dropped: 2, triesInVain: true }, nothing), "FALSE-PASS-lost");
});

const note = (what: ClientNote["what"], thing?: string, text = thing): ClientNote => ({
  atMs: 100,
  what,
  ...(thing !== undefined && { thing }),
  ...(text !== undefined && { text }),
});
const at = (what: ServerNote["what"], text: string): ServerNote => ({ atMs: 100, what, text });

test("the logs say what became of each thing", () => {
  const client = [
    [note("begun", "1"), note("sent", "1"), note("answered", "1")],
    [note("begun", "2"), note("sent", "2"), note("dropped", "2")],
    [note("begun", "3"), note("said", "3")],
    [{ ...note("dropped", "4"), isRest: true as const }, note("begun", "5")],
  ].flat();
  const server = [
    at("stored", "1"),
    at("answered", "1"),
    at("stored", "2"),
    at("stored", "2"),
    at("answered", "2"),
  ];
  const expected = { dropped: 2, said: 1, storedTwice: 1, stillTrying: 1, triedMs: 50, neverBegun: 1 };
  const rest = { neverSent: 1, answeredInVain: 1, triesInVain: false };
  assert.deepEqual(truthOf({ client, server }, 150), { ...expected, ...rest });
});

test("who tries to connect, and is not served any more, tries in vain; who is, or has ended, does not", () => {
  const tries = [note("connected"), note("begun", "1"), note("dropped", "1"), note("tries")];
  const isInVain = (client: readonly ClientNote[], endMs = 150): boolean =>
    truthOf({ client, server: [] }, endMs).triesInVain;
  assert.equal(isInVain(tries), true);
  assert.equal(isInVain(tries, 5000), false);
  assert.equal(isInVain([...tries, note("connected")]), false);
  assert.equal(isInVain([...tries, { ...note("ended"), code: 0 }]), false);
});

test("a line has the way, the death, the truth, the verdict and the class; the table counts", () => {
  const result = {
    all: CASE,
    truth: { ...NOTHING, dropped: 1 },
    said: { lost: 0 },
    word: "FALSE-PASS-lost",
  } as const;
  assert.match(lineOf(result), /^1 \| .* \| dropped=1 said=0 .* \| lost=0 unreported=\? \| FALSE-PASS-lost$/);
  assert.match(tableOf([result]), /^\| FALSE-PASS-lost \| 1 \| 1 \|$/m);
  assert.equal(exitCodeOf([result]), 1);
});

test("it passes where some verdict was held against the logs, and none is false", () => {
  for (const word of ["ok", "unknown", "open"] as const) assert.equal(exitCodeOf([{ word }]), 0);
  assert.equal(exitCodeOf([{ word: "ok" }, { word: "not made" }]), 0);
  for (const word of ["FALSE-PASS-unreported", "false-lost", "false-unreported"] as const)
    assert.equal(exitCodeOf([{ word: "ok" }, { word }]), 1);
  assert.equal(exitCodeOf([{ word: "not made" }]), 1);
  assert.equal(exitCodeOf([]), 1);
});

test("its arguments", () => {
  assert.equal(readArguments(["--help"]), "help");
  const given = readArguments(["--seed", "3", "--count", "2"]);
  assert.ok(given !== "help");
  assert.deepEqual([given.seed, given.numbers], [3, [1, 2]]);
  const only = readArguments(["--only", "17"]);
  assert.ok(only !== "help");
  assert.deepEqual(only.numbers, [17]);
  assert.throws(() => readArguments(["--seed", "x"]), /--seed is a number/);
  assert.throws(() => readArguments(["--else"]));
});
