// What is found in what a client sent, wherever a segment or a line begins: what is known by its words, and what is of the
// kind of something that is missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { numberIn } from "../../../src/verdict/asks/asked-words.ts";
import { type Lengths, anewIn, mayHoldMore, timesOf } from "../../../src/verdict/asks/held-words.ts";
import { kindOf } from "../../../src/verdict/asks/kinds.ts";
import { numberOf } from "../../../src/verdict/bytes/number-of.ts";
import { exchanges, flowOf, keptOf } from "../exchanges.ts";
import type { Timed } from "../one-run.ts";
import { HEAD } from "../web-sockets.ts";

const KEPT = 512;
/** As it was asked in a segment of its own. */
const lengthsOf = (...known: readonly string[]): Lengths =>
  new Map(known.map((text) => [numberOf(text.slice(0, KEPT)), text.length]));
/** Each in a segment of its own, and one answer to all of them. */
const sent = (...texts: readonly string[]): Timed[] =>
  exchanges(1200, ...texts.map((text) => [text, ""] as const), ["", "+OK\r\n"]);
const command = (...words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;

const [A, B] = ["STORE alpha\r\n", "STORE bravo\r\n"] as const;
const [ANEW, OTHER, PING] = ["STORE 4f-0a\r\n", "STORE 17-c2\r\n", "PING\r\n"] as const;
const BINARY = "\u0000\u0003STORE";
const BATCH = "MULTI\r\nSTORE one\r\nEXEC\r\n";
const SET = command("SET", "k", "v");
const SAYS_SET = command("ECHO", "SET");
/** Its kind, and that of what cannot be read. */
const [STORE, UNREADABLE] = ["STORE", ""] as const;

test("in the place of what is missing stands what is of its kind, and not known", () => {
  const rows: readonly (readonly [why: string, kind: string, sent: readonly string[], count: number])[] = [
    ["one", STORE, [ANEW], 1],
    ["of another kind", STORE, [PING], 0],
    ["of another kind in front of it", STORE, [PING + ANEW], 1],
    ["of what cannot be read it may be any", UNREADABLE, [PING], 1],
    ["what cannot be read may be of any", STORE, [BINARY], 1],
    ["what the control asks as well", STORE, [A], 0],
    ["behind it in one segment", STORE, [A + ANEW], 1],
    ["in front of it", STORE, [ANEW + A], 1],
    ["two in one segment", STORE, [ANEW + OTHER], 2],
    ["of which the next one is known", STORE, [ANEW + OTHER, A], 2],
    ["behind a longer one of which all lines are known", STORE, [BATCH + ANEW], 1],
    ["nothing begins within what is known", STORE, [BATCH], 0],
    ["a line within another thing", STORE, [`BEGIN\r\n${ANEW}END\r\n`], 1],
    ["nor behind the last line", STORE, [PING + PING], 0],
    ["an array of strings is one command", "SET", [SET], 1],
    ["two of them", "SET", [SET + command("GET", "k") + SET], 2],
    ["its strings are no commands", "SET", [SAYS_SET], 0],
    ["whatever they end with", "SET", [`${command("ECHO", "*")}*`], 0],
    ["what is no array may have a line that begins so", "*", ["PING\r\n*\r\n"], 1],
  ];
  const known = lengthsOf(A, B, BATCH);
  for (const [why, kind, texts, count] of rows)
    assert.equal(anewIn(known, new Set([numberIn(kind)]), flowOf(...sent(...texts))), count, why);
});

test("of a long thing that is known no more is kept than its beginning, and the next one is behind that", () => {
  const long = `STORE ${"x".repeat(600)}\r\n`;
  const flow = flowOf(...keptOf(sent(long, ANEW)));
  assert.equal(anewIn(lengthsOf(long), new Set([numberIn(STORE)]), flow), 1);
});

test("its kind is found where it begins, whatever follows", () => {
  const upload = `STORE ${"x".repeat(300)}\u0000`;
  assert.equal(kindOf(upload), "", "all of it cannot be read, and might be of any kind");
  assert.equal(anewIn(lengthsOf(), new Set([numberIn("GET")]), flowOf(...sent(upload))), 0);
});

test("what nothing came behind was not answered", () => {
  const unanswered = exchanges(1200, [A, "+OK\r\n"], [ANEW, ""]);
  assert.equal(anewIn(lengthsOf(A), new Set([numberIn(STORE)]), flowOf(...unanswered)), 0);
  assert.deepEqual([...timesOf(lengthsOf(A, ANEW), [flowOf(...unanswered)])], [[numberOf(A), 1]]);
});

test("how often it was asked: wherever a segment or a line begins, and as long as it is", () => {
  const times = (known: string, ...texts: readonly string[]): number =>
    timesOf(lengthsOf(known), [flowOf(...sent(...texts))]).get(numberOf(known.slice(0, KEPT))) ?? 0;
  assert.equal(times(A, A), 1);
  assert.equal(times(A, A + B + A, A), 3);
  assert.equal(times(A, `STORE of ${A}`), 0);
  assert.equal(times(`${A}${B}`, A, B), 1, "in two segments");
  assert.equal(times(A, A.slice(0, -1)), 0, "less of it");
});

test("a segment may hold more than is known of it where not all of it is kept", () => {
  const long = `${A}${"x".repeat(600)}`;
  const may = (known: readonly string[], facts: readonly Timed[]): boolean =>
    mayHoldMore(lengthsOf(...known), flowOf(...facts));
  assert.equal(may([A], keptOf(sent(long))), true, "something known, and more");
  assert.equal(may([A], sent(long)), false, "all of it is kept");
  assert.equal(may([A], sent(A + B)), false, "all of it is kept, and short");
  assert.equal(may([long], keptOf(sent(long))), false, "as much as is known");
  assert.equal(may([A, long], keptOf(sent(long))), true, "it may be either");
  assert.equal(may([B], keptOf(sent(long))), false, "nothing known");
  assert.equal(may([B], keptOf(sent(`MULTI\r\n${B}${long}`))), true, "in a line of it");
  assert.equal(may([], keptOf(sent(A), 0)), true, "nothing of it is kept");
  assert.equal(may([B], keptOf(sent(A, long))), false, "in one of several: nothing");
  assert.equal(may([B], keptOf(sent(A, B + long))), true, "in one of several");
});

test("of what is known to be asked in several segments the later ones are none anew", () => {
  const [head, one, two] = ["STORE\r\n", "item 1\r\n", "item 2\r\n"];
  const asks = (...all: readonly (readonly string[])[]): Timed[] =>
    exchanges(
      1200,
      ...all.flatMap((parts) =>
        parts.map((part, i) => [part, i === parts.length - 1 ? "+OK\r\n" : ""] as const),
      ),
    );
  const rows: readonly (readonly [
    why: string,
    count: number,
    facts: Timed[],
    known?: string[],
    wholes?: string[],
  ])[] = [
    ["it is not known to be", 1, asks([head, one]), [head], []],
    ["known", 0, asks([head, one])],
    ["with another body", 1, asks([head, two])],
    ["one of two", 1, asks([head, one], [head, two])],
    ["both", 0, asks([head, one], [head, two]), [head], [head + one, head + two]],
    ["its first one is looked at", 1, asks([head, one]), []],
    ["its second one, where that is asked by itself", 1, asks([head, one], [one])],
    ["in one segment", 1, asks([head + one])],
  ];
  for (const [why, count, facts, known = [head], wholes = [head + one]] of rows) {
    const of = new Set(wholes.map((text) => numberOf(text)));
    assert.equal(anewIn(lengthsOf(...known), new Set([0]), flowOf(...facts), of), count, why);
  }
});

test("what makes it a connection of WebSocket is no ask", () => {
  const count = (head: string): number => anewIn(lengthsOf(A), new Set([0]), flowOf(...sent(head, A, ANEW)));
  assert.equal(count(HEAD), 1);
  assert.equal(
    count(HEAD.replace("websocket", "h2c")),
    1 + HEAD.trimEnd().split("\n").length + 1,
    "each line",
  );
  assert.equal(
    anewIn(lengthsOf(A), new Set([0]), flowOf(...sent(A, HEAD))),
    HEAD.split("\n").length - 1,
    "later",
  );
});
