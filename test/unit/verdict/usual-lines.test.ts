// Lines that a client prints by itself, and those that are news: by what they say, by their shape, and by how often they
// come.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { linesOf } from "../../../src/verdict/lines/lines-printed.ts";
import { newLines } from "../../../src/verdict/lines/new-lines.ts";
import { sourceOf } from "../../../src/verdict/lines/usual-lines.ts";
import { shapeOf } from "../../../src/verdict/lines/shape.ts";
import { NO_CONTROL } from "../one-run.ts";
import { output, laidOut } from "../made-up.ts";

function controlWith(text: string, more?: readonly ControlRecord[]): ControlRecord {
  const { lines, unfinished } = sourceOf(linesOf([output(text)]));
  const control = { lines: [...lines.keys()], times: [...lines.values()], unfinished };
  return { ...control, signs: [], answered: [], ...(more && { more }) };
}

/** What is new of what was printed after the fault, which came at 10 ms. `?` marks what may be chance. */
function news(before: string, since: string, control: ControlRecord): string[] {
  const seen = [output(before, 1), output(since, 20)];
  return newLines(laidOut(seen), 10e6, control).map(({ text, isDoubtful }) =>
    isDoubtful ? `? ${text}` : text,
  );
}

// nc-like Python client (greets with "ready (no connection lost so far)"), curl -v, psql: what any of them prints of the end
// is a line of its own, and never a part of what it printed before.
test("what it says of the end is news, also where the greeting contains it", () => {
  const greeting = "ready (no connection lost so far)\n";
  assert.deepEqual(news(greeting, "connection lost\n", controlWith(greeting)), ["connection lost"]);
  assert.deepEqual(news("1 2 3\n", "104\n", controlWith("1 2 3\n")), ["104"]);
});

// curl -w '%{http_code}', requests, nginx with curl: the status is what they have to say.
test("another number is another line, unless it is one that varies", () => {
  const control = controlWith("status 200\nstatus 200\n");
  assert.deepEqual(news("status 200\n", "status 503\n", control), ["status 503"]);
  assert.deepEqual(news("status 200\n", "status 200\n", control), []);
  const timed = controlWith("status 200 in 12 ms\nstatus 200 in 9 ms\n");
  assert.deepEqual(news("status 200 in 31 ms\n", "status 200 in 77 ms\n", timed), []);
  assert.deepEqual(news("status 200 in 31 ms\n", "status 503 in 77 ms\n", timed), ["status 503 in 77 ms"]);
});

test("one of a few values that repeat themselves, and another one: it may be chance", () => {
  const control = controlWith("status 200\nstatus 404\nstatus 200\nstatus 200\n");
  assert.deepEqual(news("status 200\nstatus 404\n", "status 500\n", control), ["? status 500"]);
});

// ping, tcpdump, any logger: counters, times, request ids.
test("identifiers, times and counters vary by themselves, in each of their forms", () => {
  const forms: readonly (readonly [string, string, string])[] = [
    ["tick 1", "tick 2", "tick 3"],
    ["beat fcdabfeb", "beat 0a1b2c3d", "beat deadbeef"],
    ["[3dd9f277] request", "[aa00bb11] request", "[0123abcd] request"],
    [
      "id 6606b3c4-11ab-4cde-8f00-0123456789ab",
      "id 00000000-11ab-4cde-8f00-0123456789ab",
      "id ffffffff-0000-4cde-8f00-0123456789ab",
    ],
    ["at 12:00:01.250 ok", "at 12:00:01.350 ok", "at 12:00:02.001 ok"],
    ["2026-11-26T14:48:09.123Z up", "2026-11-26T14:48:10.001Z up", "2026-11-26T14:48:11.777Z up"],
    ["token aGVsbG8gd29ybGQ1NzE=", "token Zm9vYmFyYmF6cXV4MTI5", "token c29tZXRoaW5nMTIzNDU2Nzg"],
  ];
  for (const [before, inControl, since] of forms)
    assert.deepEqual(news(`${before}\n`, `${since}\n`, controlWith(`${inControl}\n`)), [], since);
});

/** As `news`, with what was typed: `one` before the fault, and `two` after it. */
function newsSaid(before: string, since: string, control: ControlRecord): string[] {
  const typed = (id: number, text: string) => ({ id, atNs: id * 1e6, kind: "typed", text }) as const;
  const seen = [typed(1, "one"), output(before, 2), typed(19, "two"), output(since, 20)];
  return newLines(laidOut(seen), 10e6, control).map(({ text, isDoubtful }) =>
    isDoubtful ? `? ${text}` : text,
  );
}

// What a client logs of each request, also of one that failed: no user is told of the failure by that.
test("a line about what was said, with a time or an identifier, is as usual as that about another thing said", () => {
  const uuid = (first: string): string => `${first}-11ab-4cde-8f00-0123456789ab`;
  const forms: readonly ((said: string, i: number) => string)[] = [
    (said, i) => `${said} took 5.${i}3 ms`,
    (said, i) => `${said} took ${7 * i} ms`,
    (said, i) => `got done ${said} t=179573176${i}.99${i}`,
    (said, i) => `got done ${said} at 179573176${i}`,
    (said, i) => `got done ${said} id=${i}18d3a8fd37c4f2ea46680caa9697dd${i}`,
    (said, i) => `got done ${said} id=${uuid(`${i}606b3c4`)}`,
    (said, i) => `[12:00:0${i}.250] ${said} finished`,
    (said, i) => `2026-11-26T14:48:0${i}Z ${said} finished`,
  ];
  for (const form of forms) {
    const control = controlWith(`${form("one", 2)}\n${form("two", 3)}\n`);
    assert.deepEqual(newsSaid(`${form("one", 1)}\n`, `${form("two", 4)}\n`, control), [], form("two", 4));
    // The time may be the same twice.
    const same = controlWith(`${form("one", 1)}\n${form("two", 1)}\n`);
    assert.deepEqual(newsSaid(`${form("one", 1)}\n`, `${form("two", 4)}\n`, same), [`? ${form("two", 4)}`]);
  }
});

test("a line that was there once, with another time or identifier, may be usual; it is never certain news", () => {
  const lines: readonly (readonly [string, string])[] = [
    ["took 5.86 ms", "took 0.31 ms"],
    ["took 5 ms", "took 120 ms"],
    ["finished at 1795731765", "finished at 1795731799"],
    ["request 3dd9f277", "request aa00bb11"],
  ];
  for (const [usual, since] of lines)
    assert.deepEqual(news("", `${since}\n`, controlWith(`${usual}\n`)), [`? ${since}`], since);
});

test("a status, an address or a word is news also beside a time or an identifier, and about what was said", () => {
  const lines: readonly (readonly [one: string, two: string, since: string])[] = [
    ["one 200 in 5.1 ms", "two 200 in 5.2 ms", "two 503 in 5.3 ms"],
    ["one 200", "two 404", "two 503"],
    ["one 503", "two 200", "two 503"],
    ["one response_status_code=200", "two response_status_code=200", "two response_status_code=503"],
    ["one HttpResponseStatus200", "two HttpResponseStatus200", "two HttpResponseStatus503"],
    ["HTTP/1.1 200 one", "HTTP/1.1 200 two", "HTTP/1.1 503 two"],
    ["one ok 5.1 ms", "two ok 5.2 ms", "two failed 5.3 ms"],
    ["one by 10.0.0.1:5432", "two by 10.0.0.1:5432", "two by 10.0.0.2:5432"],
    ["[12:00:01] one ok", "[12:00:02] two ok", "[12:00:03] two lost"],
  ];
  for (const [one, two, since] of lines)
    assert.deepEqual(newsSaid(`${one}\n`, `${since}\n`, controlWith(`${one}\n${two}\n`)), [since], since);
});

test("a plain number in a line about what was said is no news where it was another one each time", () => {
  const since = (one: string, control: string, two: string): string[] =>
    newsSaid(`${one}\n`, `${two}\n`, controlWith(`${control}\n`));
  assert.deepEqual(since("pid 4711: one ok", "pid 5711: one ok\npid 5711: two ok", "pid 4711: two ok"), []);
  assert.deepEqual(since("one as 4711", "one as 5711\ntwo as 5712", "two as 4712"), []);
  assert.deepEqual(
    since("one as 4711", "one as 5711", "two as 4712"),
    ["? two as 4712"],
    "no control has it",
  );
  assert.deepEqual(since("one as 4711", "one as 4711\ntwo as 4712", "two as 4713"), ["two as 4713"]);
  assert.deepEqual(since("pid 4711: one ok", "pid 5711: one ok\npid 5711: two ok", "pid 4711: two lost"), [
    "pid 4711: two lost",
  ]);
  assert.deepEqual(
    since("one 200 as 4711", "one 200 as 5711\ntwo 200 as 5712", "two 503 as 4712"),
    ["two 503 as 4712"],
    "the status was the same each time",
  );
  assert.deepEqual(since("one 1 as 4711", "one 1 as 5711\ntwo 1 as 5712", "two 1 as 4712"), []);
  assert.deepEqual(since("ready", "ready", "two as 4712"), ["two as 4712"], "no line about another thing");
  assert.deepEqual(
    newsSaid("a as 4711\n", "b as 4712\n", controlWith("a as 5711\nb as 5712\n")),
    ["b as 4712"],
    "it was not said",
  );
});

test("it is known to vary also by one run alone, and by what two controls have", () => {
  assert.deepEqual(news("tick 1\ntick 2\n", "tick 3\n", NO_CONTROL), []);
  assert.deepEqual(news("job 7 done\n", "job 9 failed\n", NO_CONTROL), ["job 9 failed"]);
  const control = controlWith("pid 17\n", [controlWith("pid 19\n")]);
  assert.deepEqual(news("", "pid 23\n", control), []);
});

test("words in another order: usual where the order varies, else perhaps chance", () => {
  const control = controlWith("alpha beta gamma\nbeta gamma alpha\n");
  assert.deepEqual(news("gamma alpha beta\n", "gamma beta alpha\n", control), []);
  assert.deepEqual(news("", "lost connection\n", controlWith("connection lost\n")), ["? lost connection"]);
});

test("names at random: a line that differs in the same one word may be one more of them", () => {
  const control = controlWith("hello bob\nhello carol\n");
  assert.deepEqual(news("hello alice\nhello dave\n", "hello erin\n", control), ["? hello erin"]);
  // The same in both runs is no chance: these are its states.
  const states = "state connecting\nstate connected\n";
  assert.deepEqual(news(states, "state lost\n", controlWith(states)), ["state lost"]);
});

test("what it says once at its beginning, and then again, may be news", () => {
  const start = "connecting\nready\n";
  assert.deepEqual(news(start, "connecting\n", controlWith(start)), ["? connecting"]);
  assert.deepEqual(news(start, "connecting\n", controlWith(`${start}connecting\n`)), []);
});

test("a line that grows is news from when it is none of the usual any more", () => {
  const control = controlWith("status 200\nstatus 200\n");
  const seen = [output("stat", 20), output("us 5", 30), output("03\n", 40)];
  assert.deepEqual(
    newLines(laidOut(seen), 10e6, control).map(({ atNs, text }) => [atNs, text]),
    [[30e6, "status 503"]],
  );
});

test("a document of version 1 has its lines without their numbers", () => {
  const old: ControlRecord = { masked: true, lines: ["tick #"], signs: [], answered: [] };
  assert.deepEqual(news("", "tick 5\nlost 5\n", old), ["lost 5"]);
});

test("100,000 lines, 1 MiB without a line end, and a line of 40,000 characters are taken in their stride", () => {
  const many = (from: number): string =>
    Array.from(
      { length: 50_000 },
      (_, i) => `[${(from + i).toString(16).padStart(8, "0")}] did ${i % 97} of it`,
    ).join("\n");
  const control = controlWith(many(7e8));
  const beganMs = process.cpuUsage().user / 1000;
  assert.deepEqual(news(many(1), many(1e8), control), []);
  const long = "x".repeat(40_000);
  assert.deepEqual(news(long, "\ngone\n", controlWith(`${long}\n`)), ["gone"]);
  const pieces = Array.from({ length: 3500 }, (_, i) => output("y".repeat(300), i + 20));
  assert.equal(newLines(laidOut(pieces), 10e6, NO_CONTROL).length, 1);
  // Not a time to be held to: what grows with the square of it takes minutes.
  assert.ok(process.cpuUsage().user / 1000 - beganMs < 20_000);
});

test("of a line only what is a value is taken out", () => {
  assert.deepEqual(shapeOf("took 1.5 ms for /users/alice").values, ["1.5"]);
  assert.deepEqual(shapeOf("--------------------").values, []);
  assert.deepEqual(shapeOf("the facade of it").values, ["facade"]);
});
