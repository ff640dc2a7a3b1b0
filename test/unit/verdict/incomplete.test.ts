// An answer that a client prints without its text, or with a piece of it, tells nobody that something was lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { incompleteAnswers, newLines } from "../../../src/verdict/lines/new-lines.ts";
import { FAULT, FIN, GONE, NO_FAULT, controlBy, ends, judge, resets, sends } from "../ledger-runs.ts";
import { observations, opened, laidOut } from "../made-up.ts";
import { type Timed, prints, types } from "../one-run.ts";

const answered = (usual: string): ControlRecord =>
  controlBy([NO_FAULT, types(1500, "again"), prints(1510, `${usual}\n`)]);

const DEATH: readonly Timed[] = [
  FAULT,
  GONE,
  FIN,
  types(1500, "again"),
  sends(1501, "again\n"),
  resets(1502),
];

/** Before the fault, and in the control, it printed `usual` for an answer; what it printed in the run is `since`. */
function words(
  usual: string,
  since: string,
  before = usual,
): readonly [news: string[], incomplete: string[]] {
  const control = answered(usual);
  const seen = observations(...opened, prints(6, `${before}\n`), ...DEATH, prints(1510, `${since}\n`));
  const texts = (lines: ReturnType<typeof newLines>): string[] => lines.map(({ text }) => text);
  return [
    texts(newLines(laidOut(seen), 10e6, control)),
    texts(incompleteAnswers(laidOut(seen), 10e6, control)),
  ];
}

type Row = readonly [usual: string, since: string];

const incomplete: readonly Row[] = [
  // nothing where the answer's text was
  ["got two", "got"],
  ["got [two]", "got []"],
  ["got 'two' from the server", "got '' from the server"],
  ["answer: two", "answer:"],
  // a piece of it
  ["got two", "got tw"],
  ["two words", "two w"],
  ["<li>two</li>", "</li>"],
  ["hello, world", "lo, wor"],
  ["b'hello'", "b'he'"],
  ["see the quick brown fox", "quick bro"],
  ["see the quick brown fox", "ick brown"],
  ["got 17 two of 9", "got of 9"],
  ["got 17 two of 9", "got 17 of 9"],
  // what a language prints of nothing: Python, Node, JSON, Ruby, Go, redis-cli
  ["got two", "got None"],
  ["got two", "got undefined"],
  ["got [two]", "got [null]"],
  ["got two", "got nil"],
  ["got two", "got <nil>"],
  ["two", "None"],
  ["two", "undefined"],
  ['"two"', "(nil)"],
  ["got b'two'", "got b''"],
  // less of it, counted
  ["complete: 280 bytes", "complete: 0 bytes"],
  ["complete: 280 bytes", "complete: 17 bytes"],
  ["got two (3 bytes)", "got (0 bytes)"],
  ["(2 rows)", "(1 row)"],
];

const telling: readonly Row[] = [
  // redis-cli, psql, curl, http.client
  ['"two"', "Error: Server closed the connection"],
  ["42", "server closed the connection unexpectedly"],
  ["line 2", "curl: (18) transfer closed with 14 bytes remaining to read"],
  ["got b'two'", "http.client.IncompleteRead: IncompleteRead(3 bytes read, 5 more expected)"],
  // a status word, or a number, that is another
  ["ok two", "failed two"],
  ["status 200", "status 503"],
  ["status 200 OK", "status 503"],
  ["status 200", "status 0"],
  ["200 OK", "503 Service Unavailable"],
  ["peers: 3", "peers: 2"],
  ["complete: 280 bytes", "complete: 300 bytes"],
  ["got 17 two of 9", "got of 8"],
  ["code 200 for two", "code 2 for"],
  ["two got", "got None"],
  ["got two", "None got two"],
  // an error's text, also within the usual frame
  ["got two", "got an error: connection reset"],
  ["got two", "got nothing"],
  ["got two", "got EOF"],
  ["got two", "connection lost"],
  ["got two", "error"],
  ["got two", "got false"],
  // whole words out of the middle of a long answer
  ["ready (no connection lost so far)", "connection lost"],
];

test("an answer without its text, or a piece of one, is no news", () => {
  for (const [usual, since] of incomplete)
    assert.deepEqual(words(usual, since), [[], [since]], `${usual} -> ${since}`);
});

test("what says that something failed is news, whatever it has in common with an answer", () => {
  for (const [usual, since] of telling)
    assert.deepEqual(words(usual, since), [[since], []], `${usual} -> ${since}`);
});

test("what varies by itself, such as a time before the line, may vary here too", () => {
  const usual = "12:00:01.250 [3dd9f277] got two";
  const before = "12:00:01.111 [aa00bb11] got two";
  assert.deepEqual(words(usual, "12:00:02.001 [0123abcd] got", before), [
    [],
    ["12:00:02.001 [0123abcd] got"],
  ]);
  assert.deepEqual(words("status 200 OK", "status 503"), [["status 503"], []]);
  assert.deepEqual(words("id 4711 done", "id 47")[1], ["id 47"], "cut within a number");
});

test("only lines printed for an answer have pieces: what a client says as it begins is none", () => {
  const greeting = "connecting to 127.0.0.1 ... connected";
  const [first, ...others] = opened;
  const own = [first, prints(0.5, `${greeting}\n`), ...others].filter((each) => each !== undefined);
  const seen = observations(...own, ...DEATH, prints(1510, "connecting to 127.0.0.1 ...\n"));
  const news = newLines(laidOut(seen), 10e6, controlBy([NO_FAULT], own));
  assert.deepEqual(
    news.map(({ text }) => text),
    ["connecting to 127.0.0.1 ..."],
  );
});

test("where nothing is said, what it prints once the server has sent something is an answer", () => {
  const own = opened.filter(([, { kind }]) => kind !== "typed");
  const control = controlBy([NO_FAULT, prints(1510, "page 2\n")], own);
  const seen = observations(...own, FAULT, GONE, FIN, prints(1510, "pag\n"));
  assert.deepEqual(
    incompleteAnswers(laidOut(seen), 10e6, control).map(({ text }) => text),
    ["pag"],
  );
});

test("where nothing is said, what it prints before its server has sent anything is none", () => {
  const own = opened.filter(([, { kind }]) => kind !== "typed");
  const begun = [...own.slice(0, 5), prints(3.5, "connecting to it\n"), ...own.slice(5)];
  const seen = observations(...begun, FAULT, GONE, FIN, prints(1510, "connecting\n"));
  const control = controlBy([NO_FAULT], begun);
  assert.deepEqual(
    newLines(laidOut(seen), 10e6, control).map(({ text }) => text),
    ["connecting"],
  );
});

test("of a thousand new lines each is compared, and of 256 kinds of answers", () => {
  const kinds = Array.from({ length: 300 }, (_, i) => `${"x".repeat(i + 1)} answer`);
  const count = (since: readonly string[]): number => {
    const seen = observations(...opened, ...DEATH, prints(1510, `${since.join("\n")}\n`));
    return incompleteAnswers(laidOut(seen), 10e6, answered(kinds.join("\n"))).length;
  };
  // One of the 256 is `hello, world`, from before the fault.
  assert.equal(count(kinds.map((each) => each.slice(0, -2))), 255);
  const others = Array.from({ length: 1000 }, (_, i) => `other ${"y".repeat(i % 900)} ${i}`);
  assert.equal(count(["x answ", ...others]), 1);
  assert.equal(count([...others, "x answ"]), 0);
});

const wordsOf = ({ told, unreported, noticed, by, reaction }: Verdict): unknown => [
  told,
  unreported,
  noticed,
  by,
  reaction,
];

test("a client that prints an empty answer, and goes on, has told nobody of its loss", () => {
  const lost = (since: string): Verdict => judge([...DEATH, prints(1510, `${since}\n`)], answered("got two"));
  assert.deepEqual(wordsOf(lost("got")), ["", 1, "on-use", "an incomplete answer", "none"]);
  assert.deepEqual(wordsOf(lost("got None")), ["", 1, "on-use", "an incomplete answer", "none"]);
  assert.deepEqual(wordsOf(lost("got an error")), [
    "got an error",
    0,
    "on-use",
    "what it printed",
    "tells-user",
  ]);
  assert.match(lost("got").summary.join("\n"), /The client printed `got`, an incomplete answer/);
  const ended = judge([...DEATH, prints(1510, "got\n"), ends(1511, 0)], answered("got two"));
  assert.deepEqual([ended.told, ended.unreported], ["", 1]);
  const failed = judge([...DEATH, prints(1510, "got\n"), ends(1511, 1)], answered("got two"));
  assert.deepEqual([failed.told, failed.unreported], ["", 0], "its exit code says it");
});
