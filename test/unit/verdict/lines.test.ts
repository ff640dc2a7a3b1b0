// The parts that lines are compared by: how they come, their shape, the values that vary in it, prompts, words of waiting.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observed } from "../../../src/timeline/observation.ts";
import { linesOf } from "../../../src/verdict/lines/lines-printed.ts";
import { prefixSearch } from "../../../src/verdict/lines/prefix.ts";
import { isProgress, onlyWaits, stillWaits, withoutSpinner } from "../../../src/verdict/lines/progress.ts";
import { createPrompts } from "../../../src/verdict/lines/prompts.ts";
import { bagOf, openShape, shapeOf } from "../../../src/verdict/lines/shape.ts";
import { createSlot } from "../../../src/verdict/lines/slot.ts";
import { causeIn } from "../../../src/verdict/lines/uncaught.ts";
import {
  CRASH,
  type Timed,
  caseOf,
  died,
  fin,
  ofServer,
  pipe,
  sleepTogether,
  sleeps,
  socket,
} from "../one-run.ts";

const printed = (text: string, atMs = 1): Observed<"printed"> => ({
  id: atMs,
  atNs: atMs * 1e6,
  kind: "printed",
  role: "client",
  text,
});

test("a line is looked at each time something is added to it, up to 32 times and 1000 characters", () => {
  const lines = (...pieces: readonly string[]): (string | number | boolean)[][] =>
    linesOf(pieces.map((each, i) => printed(each, i + 1))).map(({ text, isWhole, states }) => [
      text,
      isWhole,
      ...states.map(({ text: at }) => at),
    ]);
  assert.deepEqual(lines("a", " ", "b\r\n\r\n", "c"), [
    ["a b", true, "a", "a b"],
    ["c", false, "c"],
  ]);
  assert.deepEqual(lines("  ", "\n", " x"), [["x", false, "x"]]);
  assert.deepEqual(lines(), []);
  const [long] = linesOf([printed("x".repeat(1500))]);
  assert.equal(long?.text.length, 1000);
  const [often] = linesOf(Array.from({ length: 40 }, (_, i) => printed("y", i + 1)));
  assert.deepEqual([often?.states.length, often?.text.length], [32, 32]);
});

test("of many texts those that begin so, in order, sixteen at most", () => {
  const find = prefixSearch(["b", "abc", "a", "ab", "ab", "c", "B"]);
  assert.deepEqual(find("a"), ["a", "ab", "ab", "abc"]);
  assert.deepEqual(find("ab"), ["ab", "ab", "abc"]);
  assert.deepEqual(find("c"), ["c"]);
  assert.deepEqual(find("abd"), []);
  assert.deepEqual(find("d"), []);
  assert.deepEqual(find(""), ["B", "a", "ab", "ab", "abc", "b", "c"]);
  assert.equal(prefixSearch(Array.from({ length: 20 }, (_, i) => `x${i}`))("x").length, 16);
  assert.deepEqual(prefixSearch([])("x"), []);
});

test("the values of a line: anything with a digit, hexadecimal words, and long identifiers as a whole, but not paths", () => {
  const values: readonly (readonly [string, readonly string[]])[] = [
    ["took 1.5s at 12:00:01", ["1.5s", "12:00:01"]],
    ["bad face add FACE FaCe facades xface", ["face", "FACE"]],
    ["1111-2222-3333-4444", ["1111-2222-3333-4444"]],
    ["1234_5678_9012_3456", ["1234", "5678", "9012", "3456"]],
    ["connection-refused-here connection_refused_xyz", []],
    ["abcdefghijklm-x12", ["x12"]],
    ["abcdefghijkl-x123", ["abcdefghijkl-x123"]],
    ["deadbeef-cafe-fa", ["deadbeef-cafe-fa"]],
    ["deadbeef-cafe-f", ["deadbeef", "cafe"]], // too short for one
    ["/users/ali/v1234", ["v1234"]],
    ["/use/x1234567890123", ["x1234567890123"]],
    ["/Xyzabc/1234567890123x", ["1234567890123x"]],
    ["/ab/x1234567890123456", ["/ab/x1234567890123456"]],
    ["--------------------", []],
  ];
  for (const [text, expected] of values) assert.deepEqual(shapeOf(text).values, expected, text);
  assert.equal(shapeOf("a 1 b 2").form, "a \u0001 b \u0001");
  assert.deepEqual(openShape(shapeOf("a 1 b 2 c 3")), { head: "a \u0001 b \u0001 c \u0001", value: "3" });
  assert.equal(openShape(shapeOf("7 of")), undefined);
  assert.equal(bagOf("b  a c"), "a b c");
});

/** What was seen in the run before the fault, and in its controls. */
function slotOf(
  before: readonly string[],
  ...controls: readonly (readonly string[])[]
): ReturnType<typeof createSlot> {
  const slot = createSlot(1 + controls.length);
  for (const [i, values] of [before, ...controls].entries())
    for (const value of values) slot.add(i, value, 1);
  return slot;
}

test("a value: usual where it was seen, or may be any; new where it was always another; doubtful, one of a few", () => {
  type Row = readonly [why: string, slot: ReturnType<typeof createSlot>, value: string, kind: string];
  const rows: readonly Row[] = [
    ["seen", slotOf(["200"]), "200", "usual"],
    ["seen in one control", slotOf(["200"], ["200"], ["200", "404", "404"]), "404", "usual"],
    ["always another", slotOf(["200"]), "503", "new"],
    ["always another, there too", slotOf(["200"], ["200", "200"]), "503", "new"],
    ["nothing of it in the control", slotOf(["200"], []), "503", "new"],
    ["another one each time", slotOf(["1", "2"]), "3", "usual"],
    ["one of a few", slotOf(["200", "404", "200"]), "500", "doubtful"],
    ["one of three", slotOf(["a", "b", "c", "a"], ["a", "b", "c", "c"]), "d", "doubtful"],
    ["one of more", slotOf(["a"], ["a", "b", "c", "d", "d"]), "e", "usual"],
    ["another one in the control", slotOf(["1"], ["2"]), "3", "usual"],
    ["another one each time in one control", slotOf(["1"], ["1", "2"], ["1", "1"]), "3", "usual"],
    ["another one in each control", slotOf([], ["17"], ["19"]), "23", "usual"],
    ["the controls share one", slotOf([], ["a", "b", "a"], ["b", "b"]), "c", "doubtful"],
    ["never seen", createSlot(0), "x", "new"],
  ];
  for (const [why, slot, value, kind] of rows) assert.equal(slot.judge(value), kind, why);
  createSlot(1).add(1, "x", 1); // of no run: it is left out
  const codes = slotOf(["200", "404", "200"]);
  assert.deepEqual([codes.mayBegin("4"), codes.mayBegin("5"), codes.mayBegin("00")], [true, false, false]);
  assert.equal(slotOf(["1", "2"]).mayBegin("9"), true, "it may be any");
  const often = [slotOf(["1", "2"], ["1"]), slotOf(["1"], ["1", "2", "3"])].map((slot) => slot.isOften());
  assert.deepEqual(often, [false, true], "three times in one run");
});

test("behind a usual prompt comes the news; numbers in a prompt vary", () => {
  const prompts = createPrompts([
    "db=>",
    "[1] db>",
    "[1] db> more>",
    "hello",
    `${"p".repeat(79)}>`,
    `${"q".repeat(80)}>`,
    "db=> select",
  ]);
  const rows: readonly (readonly [string, string])[] = [
    ["db=> gone", "gone"],
    ["[123] db> gone", "gone"],
    ["[x] db> gone", "[x] db> gone"],
    ["[] db> gone", "[] db> gone"],
    ["[1] db> more> gone", "gone"],
    ["hello world", "hello world"],
    ["other> gone", "other> gone"],
    [`${"p".repeat(79)}> gone`, "gone"],
    [`${"q".repeat(80)}> gone`, `${"q".repeat(80)}> gone`],
  ];
  for (const [text, expected] of rows) assert.equal(prompts.withoutPrompt(text), expected, text);
  assert.equal(prompts.withoutEcho("offline> sel"), "offline>", "what is typed behind a prompt there");
  assert.equal(prompts.withoutEcho("offline> drop"), "offline> drop");
  assert.equal(prompts.withoutEcho("select"), "select");
});

test("a line of waiting has a word of it, and none of failure", () => {
  for (const text of [
    "waiting for response",
    "Still trying",
    "loading...",
    "please hold\u2026",
    "sent",
    "Retrying",
  ])
    assert.equal(isProgress(text), true, text);
  for (const text of [
    "ready",
    "waiter",
    "wait: timed out",
    "retry failed",
    "still no reply",
    "sending: broken pipe",
    "service unavailable, please submit two later",
    "warning: two was sent, the server has stopped",
    "interrupted while sending two",
    "two is incomplete, please check the server",
  ])
    assert.equal(isProgress(text), false, text);
});

test("it still waits where, last met asleep on anything, one of its threads sleeps on the connection, and nothing has come", () => {
  const waits = (facts: readonly Timed[], printedMs = 1100): boolean =>
    stillWaits(caseOf(facts), printedMs * 1e6);
  const onIt = sleeps(1200, "poll", socket);
  assert.equal(waits([CRASH, onIt]), true);
  assert.equal(waits([CRASH, sleepTogether(1200, [pipe], [socket])]), true);
  assert.equal(waits([CRASH, sleepTogether(1200, [], [socket])]), true);
  assert.equal(waits([CRASH, onIt, sleeps(1300, "running")]), true, "it was met as it printed");
  assert.equal(waits([CRASH, onIt, ofServer(sleeps(1300, "poll", pipe))]), true);
  assert.equal(waits([...died, onIt], 1001), true, "the end came later");
  assert.equal(waits([...died, onIt], 1002), false);
  assert.equal(waits([CRASH, fin(1050), onIt]), false);
  assert.equal(waits([CRASH, onIt, sleeps(1300, "poll", pipe)]), false);
  assert.equal(waits([CRASH]), false, "it was never looked at");
});

test("the line of a trace that names the cause, with the runtime's other lines around it", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["Traceback (most recent call last):\n  File x\nOSError: gone\nAborted (core dumped)", "OSError: gone"],
    ["Traceback (most recent call last):\n  File x\nOSError: gone\n[1]+ exited", "OSError: gone"],
    ["Traceback (most recent call last):\n  File x\nKeyboardInterrupt", "KeyboardInterrupt"],
    ["note (1)\nfoo\nTraceback (most recent call last):\n  File (x)", "note (1)"],
    ["Uncaught\nTypeError\n\n    at f (a.js:1)", "TypeError"],
    ["Uncaught\nfoo bar\n    ^^^^\n    at f (a.js:1)", "foo bar"],
    ["Uncaught\nfoo ^\n    at f (a.js:1)", "foo ^"],
    ["Uncaught\n~~~ hint\n    at f (a.js:1)", "~~~ hint"],
    [
      "thread 'main' panicked at 'oops', src/main.rs:9:14\nnote: run with",
      "thread 'main' panicked at 'oops', src/main.rs:9:14",
    ],
    ["terminate called after x\nso what(): none\n  what():  lost", "what():  lost"],
    ["first\nsecond\n    at a.b (c:1)", "first"],
  ];
  for (const [text, cause] of rows) assert.equal(causeIn(text), cause, text);
});

test("what turns while a client waits is no news, nor is that it waits; that it tries again is", () => {
  const texts = [
    "| loading",
    "/ loading",
    "- loading",
    "\\ loading",
    "\u2839 loading",
    "loading \u25d0",
    "loading..",
    "loading",
  ];
  assert.deepEqual(new Set(texts.map(withoutSpinner)), new Set(["loading"]));
  for (const text of ["-1", "a/b", "\u2714 done", "\u2716 done", "- -"])
    assert.equal(withoutSpinner(text), text === "- -" ? "-" : text);
  assert.ok(onlyWaits("waiting for answer") && onlyWaits("\u2839 still loading"));
  for (const text of ["retrying in 5 s", "reconnecting...", "please try again", "gave up waiting"])
    assert.ok(!onlyWaits(text), text);
});

test("the line of source that Python prints behind a warning is no line of its own", () => {
  const linesIn = (...texts: readonly string[]): readonly string[] =>
    linesOf(texts.map((text) => printed(text))).map((line) => line.text);
  const warning = "push.py:9: DeprecationWarning: it has had its day";
  assert.deepEqual(linesIn(`${warning}\n  push(1)\nstored 1\n`), [warning, "stored 1"]);
  assert.deepEqual(
    linesIn(`${warning}\n  push(1)\n  lost 1\n`),
    [warning, "lost 1"],
    "there is one such line",
  );
  assert.deepEqual(linesIn(`${warning}\r\n  push(1)\r`, "\n  lost 1\n"), [warning, "lost 1"]);
  for (const other of ["push(1)", " push(1)", "   push(1)", "push:  1"])
    assert.deepEqual(linesIn(`${warning}\n${other}\n`), [warning, other.trim()], other);
  assert.deepEqual(linesIn("stored:\n  one\n"), ["stored:", "one"]);
  assert.deepEqual(linesIn("  one\n"), ["one"]);
});
