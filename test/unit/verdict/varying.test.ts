// Lines that differ from usual ones only in values that look as if they may be any, or only in what was said.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Source } from "../../../src/verdict/lines/usual-lines.ts";
import { createVariesAboutOthers, createVarying } from "../../../src/verdict/lines/varying.ts";

const source = (...lines: readonly string[]): Source => ({
  lines: new Map(lines.map((line) => [line, 1])),
  unfinished: [],
});

/** Of a run that printed `before`, and of its control; undefined where the line is not one of those that vary. */
const varies = (text: string, before: string, control: string, said: readonly string[] = []) =>
  createVarying([source(before), source(control)], said)(text);

test("what looks like any value may be another one: times, durations, decimals, identifiers", () => {
  for (const [one, two, three] of [
    ["12:00:01", "12:00:02", "9:59:59"],
    ["2026-01-02T12:00:01.5Z", "2026-01-02 12:00:02", "2026-01-03T00:00:00,123+01:00"],
    ["15 ms", "16ms", "2.5 seconds"],
    ["7 µs", "9us", "1 min"],
    ["1.5", "1,7", "22.75MB"],
    ["12345678901234567.5", "1.5", "76543210987654321.5"],
    [
      "11111111-11ab-4cde-8f00-0123456789ab",
      "22222222-11ab-4cde-8f00-0123456789ab",
      "33333333-11ab-4cde-8f00-0123456789AB",
    ],
    ["abcdef12", "1a2b3c4d5e6f", "0xdeadbeef01"],
    ["abcdefabcdef1234", "0xabcdefabcdef1234", "fedcbafedcba4321"],
    ["1700000001", "1700000002", "1800000000123"],
    ["q1w2e3r4t5y6u7i8", "ab12cdef34ghij5x", "zz99yyxxww88vvuu7t=="],
  ] as const)
    assert.equal(varies(`at ${three} ok`, `at ${one} ok`, `at ${two} ok`), "usual", three);
});

test("a number, an address and a word with a number in it are not values that may be any", () => {
  for (const [one, two, three] of [
    ["200", "201", "503"],
    ["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"],
    ["ResponseStatus200", "ResponseStatus201", "ResponseStatus503"],
    ["BadGatewayStatus500", "BadGatewayStatus501", "BadGatewayStatus502"],
    ["ConnectionEstablished", "ConnectionAcknowledged", "ConnectionLostForever"],
    ["feedfacedeadbeef", "deadbeeffeedface", "cafebabecafebabe"],
  ] as const)
    assert.equal(varies(`at ${three} ok`, `at ${one} ok`, `at ${two} ok`), undefined, three);
});

test("each value must be one that varies, else it is doubtful; another form is something else", () => {
  assert.equal(varies("a 1.5 b 9.5", "a 1.5 b 2.5", "a 1.5 b 3.5"), "usual");
  assert.equal(varies("a 9.5 b 2.5", "a 1.5 b 2.5", "a 1.5 b 3.5"), "doubtful");
  assert.equal(varies("a 9.5 b 9.5", "a 1.5 b 2.5", "a 1.5 b 3.5"), "doubtful");
  assert.equal(varies("c 9.5", "a 1.5", "a 2.5"), undefined);
  assert.equal(varies("no value", "a 1.5", "a 2.5"), undefined);
});

test("a line about one thing shows how one about another varies: doubtful where none was about that", () => {
  const said = ["one", "two"];
  assert.equal(varies("one took 7 ms", "one took 5 ms", "two took 6 ms", said), "usual");
  assert.equal(varies("two took 7 ms", "one took 5 ms", "one took 6 ms", said), "doubtful");
  assert.equal(varies("two took 7 ms", "one took 5 ms", "one took 6 ms"), undefined, "it was not said");
  assert.equal(varies("two is lost", "one is lost", "one is lost", said), undefined, "nothing in it varies");
});

const about =
  (said: readonly string[], ...sources: readonly Source[]) =>
  (text: string) =>
    createVariesAboutOthers(sources, said)(text);

test("a number that was another one each time in a line about another thing may be any in this one, too", () => {
  const asked = about(["one", "two"], source("got one 11"), source("got one 12", "got two 22"));
  assert.equal(asked("got two 33"), "usual");
  assert.equal(asked("got 33"), undefined, "it is about nothing that was said");
  assert.equal(asked("lost two 33"), undefined);
  assert.equal(asked("got two"), undefined, "there is no number");
  const plain = about(["one", "two"], source("lost one", "11 up"), source("lost one", "12 up"));
  assert.equal(plain("lost two"), undefined, "nor in the other");
  assert.equal(plain("33 up"), undefined, "it is about nothing that was said");
  const unknown = about(["one", "two"], source("got one 11"), source("got one 12"));
  assert.equal(unknown("got two 33"), "doubtful", "no line was about that");
});

test("a number that was always the same may be what the line has to say", () => {
  const fixed = about(["one", "two"], source("got one 200"), source("got one 200", "got two 200"));
  assert.equal(fixed("got two 503"), undefined);
  assert.equal(fixed("got two 200"), "usual");
  const own = about(["one", "two"], source("got two 11"), source("got two 12"));
  assert.equal(own("got two 33"), undefined, "only lines about others show it here");
  const both = about(
    ["one", "two"],
    source("got one 11 code 200"),
    source("got one 12 code 200", "got two 22 code 200"),
  );
  assert.equal(both("got two 33 code 200"), "usual");
  assert.equal(both("got two 33 code 503"), undefined, "each of them");
  const several = about(
    ["one", "two", "three"],
    source("got one 11", "got three 7"),
    source("got one 12", "got three 7", "got two 22"),
  );
  assert.equal(several("got two 33"), "usual", "one of the others is enough");
});

test("what was said is found as a whole, the longest first, wherever it stands; short and bare numbers are not looked for", () => {
  const run = (one: string, two: string): string | undefined =>
    about([` ${one} `, "two", two], source("got two 11"), source("got two 12"))(`got ${one} 33`);
  assert.equal(run("one", "two"), "doubtful");
  assert.equal(run("one more", "one"), "doubtful");
  assert.equal(run("a.b", "two"), "doubtful");
  assert.equal(run("(x)", "two"), "doubtful");
  assert.equal(run("x", "two"), undefined);
  assert.equal(run("4 2", "two"), undefined);
  const longer = about(["one", "one more", "two"], source("got two 11"), source("got two 12"));
  assert.equal(longer("got one more 33"), "doubtful", "whichever was said first");
  const twice = about(["one", "two"], source("two is two 11"), source("two is two 12"));
  assert.equal(twice("one is one 33"), "doubtful");
  assert.equal(twice("one is none 33"), undefined);
});

test("nothing said: no line is about another thing", () => {
  assert.equal(about([], source("got two 11"), source("got two 12"))("got two 33"), undefined);
  assert.equal(about(["", "7"], source("got two 11"), source("got two 12"))("got two 33"), undefined);
});
