// Whether a line is usual, news, or perhaps chance: docs/verdict.md, "Lines are compared whole".

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observation, Observed } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { linesOf } from "../../../src/verdict/lines/lines-printed.ts";
import { newLines } from "../../../src/verdict/lines/new-lines.ts";
import {
  type LineKind,
  type Source,
  createUsualLines,
  sourceOf,
} from "../../../src/verdict/lines/usual-lines.ts";
import { NO_CONTROL } from "../one-run.ts";
import { output, laidOut } from "../made-up.ts";

const source = (lines: readonly string[], unfinished: readonly string[] = []): Source => ({
  lines: new Map(lines.map((line) => [line, lines.filter((other) => other === line).length])),
  unfinished,
});
const kindOf = (
  text: string,
  before: readonly string[],
  ...controls: readonly (readonly string[])[]
): LineKind =>
  createUsualLines(
    source(before),
    controls.map((lines) => source(lines)),
  ).judge(text, true);

test("how often a line comes: no oftener than ever, unless it repeats itself anyway, or nothing shows how often", () => {
  const kinds = (
    times: number,
    before: readonly string[],
    ...controls: readonly (readonly string[])[]
  ): string => {
    const lines = createUsualLines(
      source(before),
      controls.map((each) => source(each)),
    );
    return Array.from({ length: times }, () => lines.judge("up", true)).join(" ");
  };
  assert.equal(kinds(3, ["up"]), "usual usual usual", "there is no control");
  assert.equal(kinds(2, [], ["up"]), "usual doubtful");
  assert.equal(kinds(1, ["up"], ["up"]), "doubtful");
  assert.equal(kinds(3, [], ["up", "up"]), "usual usual usual");
  assert.equal(kinds(3, ["up", "up"], ["x"]), "usual usual usual");
  assert.equal(kinds(1, ["up"], ["x"]), "doubtful");
  const prompt = createUsualLines(source([]), [source(["x"], ["up"])]);
  assert.deepEqual([prompt.judge("up", true), prompt.judge("up", true)], ["usual", "usual"], "a prompt");
});

test("the beginning of a usual line is usual as long as it is unfinished", () => {
  const lines = createUsualLines(source(["status ok", "tick 1 of 5"], ["db=> x"]), [
    source(["tick 2 of 5", "code 200 n 1"]),
  ]);
  for (const text of ["stat", "db", "tick 77", "tick 77 o", "code 200 n 1"]) {
    assert.equal(lines.isBeginning(text), true, text);
    assert.equal(lines.judge(text, false), "usual", text);
  }
  assert.equal(lines.judge("stat", true), "new", "it has ended");
  assert.equal(lines.isBeginning("lost"), false);
  assert.equal(lines.judge("lost", false), "new");
});

test("a value that is still being printed may become a usual one; those before it are as they are", () => {
  const code = createUsualLines(source(["code 200 n 1"]), [source(["code 200 n 2"])]);
  assert.deepEqual(
    ["code 200 n 3", "code 2", "code 503 n 3", "code 20 n 3", "code 503 n", "code 20 n", "code 5"].map(
      code.isBeginning,
    ),
    [true, true, false, false, false, false, false],
  );
  const last = createUsualLines(source(["n 1 code 200"]), [source(["n 2 code 200"])]);
  assert.deepEqual(["n 3 code 2", "n 3 code 200", "n 3 code 5"].map(last.isBeginning), [true, true, false]);
  const forms = createUsualLines(source(["x 1 a", "x 2 b"]), [source(["x 9 a", "x 2 b"])]);
  assert.equal(forms.isBeginning("x 7"), true, "of one of the forms");
});

test("a line of a known shape: usual, new or doubtful as the values in its places are", () => {
  assert.equal(kindOf("tick 9", ["tick 1", "tick 2"]), "usual");
  assert.equal(kindOf("code 200 n 9", ["code 200 n 1", "code 200 n 2"]), "usual", "one that stays");
  assert.equal(kindOf("status 503", ["status 200"]), "new");
  assert.equal(
    kindOf("status 500 in 9 ms", ["status 200 in 1 ms", "status 404 in 2 ms", "status 200 in 3 ms"]),
    "doubtful",
  );
  assert.equal(kindOf("tick nine", ["tick 1", "tick 2"]), "new");
});

test("the same words in another order: usual where their order has varied, else perhaps chance", () => {
  assert.equal(kindOf("b a c", ["a b c", "c b a"]), "usual");
  assert.equal(kindOf("b a c", ["a b c"]), "doubtful");
  assert.equal(kindOf("b  a c", ["a b c"]), "doubtful", "whatever the space between");
  assert.equal(kindOf("b\u00a0a c", ["a b c"]), "doubtful");
  assert.equal(kindOf("b a d", ["a b c"]), "new");
});

test("lines that only this run had: one that differs from several in one word, or has only their words, may be chance", () => {
  const names = ["hello alice", "hello dave"];
  assert.equal(kindOf("hello erin", names, ["hello bob"]), "doubtful");
  assert.equal(kindOf("goodbye erin", names, ["hello bob"]), "new");
  assert.equal(kindOf("hello erin", ["hello alice"], ["hello bob"]), "new", "one is not several");
  assert.equal(kindOf("hello erin", names), "new", "without a control it takes three");
  assert.equal(kindOf("hello erin", [...names, "hello frank"]), "doubtful");
  assert.equal(kindOf("hello erin", names, names, ["hello bob"]), "new", "a control had them as well");
  assert.equal(
    kindOf("job lost done", ["job 7 done", "job 8 done"], ["job 9 done", "job 10 done"]),
    "new",
    "they are of a usual shape",
  );
  assert.equal(
    kindOf("go go a", ["go a b", "b go a", "a b go"], ["b a go"]),
    "new",
    "they are of the usual words",
  );
  assert.equal(kindOf("hello  erin", names, ["hello bob"]), "doubtful");
  assert.equal(
    kindOf("tell hello erin", ["say hello alice", "say hello dave"], ["say hello bob"]),
    "new",
    "in two words",
  );
  const states = ["alpha", "beta", "gamma"];
  assert.equal(kindOf("alpha beta", states, states), "new", "a control had them as well");
  const fruits = ["red apple", "green pear", "blue plum"];
  assert.equal(kindOf("red pear", fruits, ["x y"]), "doubtful");
  assert.equal(kindOf("red  pear", fruits, ["x y"]), "doubtful");
  assert.equal(kindOf("red kiwi", fruits, ["x y"]), "new");
  assert.equal(kindOf("red pear", fruits.slice(0, 2), ["x y"]), "new");
  assert.equal(kindOf("erin", ["alice", "dave"], ["bob"]), "new", "one word is no pattern");
  const words = (count: number, one: string): string =>
    [one, ..."abcdefghijklmnop".slice(0, count - 1)].join(" ");
  for (const [count, kind] of [
    [12, "doubtful"],
    [13, "new"],
  ] as const)
    assert.equal(
      kindOf(words(count, "z"), [words(count, "x"), words(count, "y")], ["q"]),
      kind,
      `${count} words`,
    );
});

const printed = (text: string, atMs = 20): Observed<"printed"> => output(text, atMs);
const typed = (text: string): Observed<"typed"> => ({ id: 15, atNs: 15e6, kind: "typed", text });
const textsOf = (seen: readonly Observation[], sinceNs: number, control?: ControlRecord): string[] =>
  newLines(laidOut(seen), sinceNs, control).map(({ text, isDoubtful }) => (isDoubtful ? `? ${text}` : text));

test("what was printed up to then is no news, and neither is what was typed, as it is drawn", () => {
  assert.deepEqual(textsOf([printed("one\n", 10), printed("two\n", 11)], 10e6, NO_CONTROL), ["two"]);
  assert.deepEqual(
    textsOf([printed("one\n", 10), printed("one\n", 11)], 10e6, NO_CONTROL),
    [],
    "it is usual from then on",
  );
  assert.deepEqual(
    textsOf([typed(" ls -1 /etc"), printed("ls -1\n"), printed("/etc\n", 21)], 10e6, NO_CONTROL),
    ["/etc"],
  );
  assert.deepEqual(textsOf([typed(""), printed("gone\n")], 10e6, NO_CONTROL), ["gone"]);
});

test("the same observations are asked for at another time, with another control, and when more has come", () => {
  const seen = [printed("one\n", 20), printed("two\n", 40)];
  const other: ControlRecord = { ...NO_CONTROL, lines: ["one"], times: [1] };
  delete (other as { none?: true }).none;
  assert.deepEqual(textsOf(seen, 10e6, NO_CONTROL), ["one", "two"]);
  assert.deepEqual(textsOf(seen, 30e6, NO_CONTROL), ["two"]);
  assert.deepEqual(textsOf(seen, 30e6, undefined), ["two"]);
  assert.deepEqual(textsOf(seen, 10e6, other), ["two"]);
  seen.push(printed("three\n", 50));
  assert.deepEqual(textsOf(seen, 10e6, other), ["two", "three"]);
});

test("a control without counts, and one of version 1 with its numbers left out", () => {
  const uncounted: ControlRecord = { lines: ["connecting"], signs: [], answered: [] };
  assert.deepEqual(textsOf([printed("connecting\nconnecting\n")], 10e6, uncounted), ["? connecting"]);
  const old: ControlRecord = { masked: true, lines: ["tick # ok", "tock #"], signs: [], answered: [] };
  assert.deepEqual(textsOf([printed("tock 55\ntick 55 ok\ntuck 5\n")], 10e6, old), ["tuck 5"]);
});

test("a prompt with another number in it says nothing", () => {
  assert.deepEqual(textsOf([printed("[1]> ", 1), printed("\n[22]> \ngone\n", 20)], 10e6, NO_CONTROL), [
    "gone",
  ]);
});

test("of what was printed whole lines are counted, and what stood there unfinished is kept if it is short", () => {
  const { lines, unfinished } = sourceOf(
    linesOf([printed("a\na\nst"), printed("atus\n", 30), printed("db", 40), printed("> ", 49.9)]),
  );
  assert.deepEqual(
    [...lines],
    [
      ["a", 2],
      ["status", 1],
    ],
  );
  assert.deepEqual(unfinished, ["st", "db>"], "what goes on at once was one line, read in two pieces");
  const long = (length: number): readonly string[] =>
    sourceOf(linesOf([printed("x".repeat(length))])).unfinished;
  assert.deepEqual([long(80).length, long(81).length], [1, 0]);
});
