// What of a client's lines is new: what turns while it waits is not, and a prompt belongs to the first line only.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FAULT, FIN, GONE, NO_FAULT, controlBy, judge } from "../ledger-runs.ts";
import { lineAcross } from "../../../src/verdict/lines/lines-printed.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { newLines } from "../../../src/verdict/lines/new-lines.ts";
import { laidOut, output } from "../made-up.ts";
import { prints } from "../one-run.ts";

/** Printed before the fault, and after it; the control prints the first again, or what is given. */
function told(before: string, since: string, control = before): string | undefined {
  const facts = [prints(5, before), FAULT, GONE, FIN, prints(15, since)];
  const verdict = judge(facts, controlBy([prints(5, before), NO_FAULT, prints(15, control)]));
  return verdict.told ?? verdict.undecided?.["told"];
}

test("what turns while a client waits is no news, at either end of a line; another line is", () => {
  const rows: readonly (readonly [before: string, since: string, told: string])[] = [
    ["| copying\n", "- copying\n", ""],
    ["copying\n", "| copying\n", ""],
    ["copying it |\r", "copying it\r", ""],
    ["a b /\n", "a b -\n", ""],
    ["copying.\n", "copying...\n", ""],
    ["⠋ copying\r", "⠙ copying\r", ""],
    ["copying ▁\r", "copying ▁▂▃\r", ""],
    ["- 1\n", "| 1\n", ""],
    ["| copying\n", "- done\n", "- done"],
    ["| copying\n", "- lost\n", "- lost"],
    ["x\n", "..\n", ".."],
    [".\nx\n", "..\n", ".."],
  ];
  for (const [before, since, expected] of rows)
    assert.equal(told(before, since), expected, JSON.stringify([before, since]));
});

test("a prompt stood before the first line alone", () => {
  assert.equal(told("> one\n> ", "one\n"), "");
  assert.equal(told("> one\n> ", "one\nlost it\n"), "lost it");
  assert.equal(told("> one\n> ", "lost it\n"), "lost it");
});

test("that it waits is no news, and what follows is", () => {
  assert.equal(told("x\n", "still waiting\n"), "");
  assert.equal(told("x\n", "please wait\nconnection lost\n"), "connection lost");
});

test("a line across a moment has begun by then, and was added to afterwards", () => {
  type Piece = readonly [ms: number, text: string];
  const across = (...pieces: readonly Piece[]): readonly (string | boolean | undefined)[] => {
    const line = lineAcross(
      pieces.map(([ms, text]) => output(text, ms)),
      2e6,
    );
    return [line?.text, line?.isWhole];
  };
  assert.deepEqual(across([1, "hello\n> "], [3, "bye"], [4, "\nlater\n"]), ["> bye", true]);
  assert.deepEqual(across([1, "> "], [2, "b"], [3, "ye"]), ["> bye", false]);
  assert.deepEqual(across([2, "> "], [3, "bye\n"]), ["> bye", true]);
  const none: readonly (readonly Piece[])[] = [
    [],
    [[3, "bye\n"]],
    [[1, "hello"]],
    [
      [1, "> "],
      [2, "bye"],
    ],
    [
      [1, "hello\n"],
      [3, "bye\n"],
    ],
    [
      [1, "> "],
      [3, "\nbye\n"],
    ],
  ];
  for (const pieces of none) assert.deepEqual(across(...pieces), [undefined, undefined], String(pieces));
});

test("of the new lines that come by themselves in a control, those that come here too are none", () => {
  const control: ControlRecord = {
    lines: ["tick a b"],
    signs: [],
    answered: [],
    byItself: { lines: 1, fresh: 1, bytes: 0, ns: 5e8 },
  };
  const news = (before: string, since: string): string[] =>
    newLines(laidOut([output(before, 1), output(since, 20)]), 10e6, control).map(
      ({ text, isDoubtful }) => `${isDoubtful ? "? " : ""}${text}`,
    );
  assert.deepEqual(news("x\n", "lost the server\n"), ["? lost the server"]);
  assert.deepEqual(news("x\n", "tick a b\nlost the server\n"), ["lost the server"]);
  assert.deepEqual(news("tick a b\n", "lost the server\n"), ["lost the server"]);
  assert.deepEqual(news("tick ", "a b\nlost the server\n"), ["lost the server"]);
});

// A monitor that prints what it waits for every second.
test("in a line that comes by itself again and again another number may be chance, in whichever control it did", () => {
  const beats = ["beat 1, queue 0", "beat 2, queue 0", "beat 3, queue 0"];
  const control = (lines: number, other: Partial<ControlRecord> = {}): ControlRecord => ({
    lines: beats,
    signs: [],
    answered: [],
    byItself: { lines, fresh: 0, bytes: 0, ns: 5e8 },
    ...other,
  });
  const news = (since: string, of: ControlRecord): string[] =>
    newLines(laidOut([output("beat 7, queue 0\nbeat 8, queue 0\n", 1), output(since, 20)]), 10e6, of).map(
      ({ text, isDoubtful }) => `${isDoubtful ? "? " : ""}${text}`,
    );
  const line = "beat 9, queue 1";
  assert.deepEqual(news(`${line}\n`, control(2)), [`? ${line}`]);
  assert.deepEqual(news(`${line}\n`, control(1)), [line], "once is not again");
  assert.deepEqual(news(`${line}\n`, control(0, { more: [control(2)] })), [`? ${line}`]);
  assert.deepEqual(news("beat 9, 1 lost\n", control(2)), ["beat 9, 1 lost"]);
  const still = control(3, { lines: ["size 0"], times: [3] });
  assert.deepEqual(news("size 1\n", still), ["size 1"], "nothing varies in it");
  const once = control(2, { lines: ["at 1, size 0", "at 2, size 0"] });
  assert.deepEqual(news("at 9, size 1\n", once), ["at 9, size 1"], "it does not come often");
});

test("of a section, which has no control, every line counts as it is", () => {
  const seen = laidOut([output("x\n", 1), output("x\ny", 20)]);
  const line = {
    atNs: 20e6,
    isDoubtful: false,
    saysNothingWrong: false,
    isUnclear: false,
    isIncomplete: false,
  };
  assert.deepEqual(newLines(seen, 10e6, undefined), [
    { ...line, text: "x" },
    { ...line, text: "y" },
  ]);
});
