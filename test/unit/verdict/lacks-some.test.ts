// What each control asks, and one run does not: whatever comes there for something else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAll } from "../../../src/verdict/asks/lacks-some.ts";
import { type Exchange, controlFrom, controlOf, exchanges, keptOf, runOf } from "../exchanges.ts";
import { A, ANEW, B, C, DONE, PING, found, framed, hello, judged, push } from "../lacking.ts";
import { usual } from "../one-run.ts";

test("all that a control asks was asked and answered, or some of it was not", () => {
  const control = controlOf(A, B, C);
  assert.equal(found(runOf([A], [B, C]), control), "all");
  assert.equal(found(runOf([A], [C]), control), "lacks");
  assert.equal(found(runOf([A], [[B[0], ""], C]), control), "all", "something came behind it");
  assert.equal(found(runOf([A], [C, [B[0], ""]]), control), "lacks", "nothing did");
  assert.equal(found(runOf([A], [A, B, C]), control), "all", "one of it once more");
  assert.equal(found(runOf([A], [B, C]), controlOf(A, B, B, C)), "perhaps", "it polls, and had less time");
});

test("what is asked in other words, and answered alike, may be the same; what is answered otherwise is not", () => {
  const control = controlOf(A, B, C);
  assert.equal(found(runOf([A], [ANEW, C]), control), "otherwise");
  assert.equal(found(runOf([A], [push("delta under 4f-0a"), C]), control), "perhaps", "it is something else");
  assert.equal(found(runOf([A], [PING, C]), control), "perhaps");
  assert.equal(found(runOf([A], [PING, B, C]), control), "all");
  assert.equal(found(runOf([A], [PING, DONE]), controlOf(A, B, C, DONE)), "lacks", "two are missing");
  assert.equal(found(runOf([A], [ANEW]), control), "perhaps", "it may not have come to the last one");
});

test("so may be what is of another kind: HTTP's answers all begin alike", () => {
  const request = (line: string): Exchange => [
    `${line} HTTP/1.1\r\nHost: x\r\n\r\n`,
    "HTTP/1.1 200 OK\r\n\r\n",
  ];
  const [one, two, three] = [1, 2, 3].map((i) => request(`POST /jobs/${i}`)) as [
    Exchange,
    Exchange,
    Exchange,
  ];
  const control = controlOf(one, two, three);
  assert.equal(found(runOf([one], [request("GET /health"), three]), control), "perhaps");
  assert.equal(found(runOf([one], [request("POST /jobs/2?try=2"), three]), control), "perhaps");
  const [head, answer] = two;
  const other: Exchange = [head.replace("Host: x", "X-Try: 2\r\nHost: x"), answer];
  assert.equal(found(runOf([one], [other, three]), control), "otherwise", "its fields are not asked for");
  assert.equal(found(runOf([one], [request("GET /health"), two, three]), control), "all");
  const binary = controlOf(framed("INSERT 1"), framed("INSERT 2"));
  assert.equal(found(runOf([framed("INSERT 1")], [framed("REPLACE 2")]), binary), "otherwise", "it may be");
});

test("what a session begins with, and is never the same, stands for nothing else", () => {
  const [insert, next]: Exchange[] = [
    ["INSERT 1\r\n", "+OK\r\n"],
    ["INSERT 2\r\n", "+OK\r\n"],
  ];
  assert.ok(insert && next);
  const control = controlOf(hello("17f3"), insert, next);
  assert.equal(found(runOf([hello("9a02")], [hello("c4d1"), insert, next]), control), "all");
  assert.equal(found(runOf([hello("9a02")], [hello("c4d1"), next]), control), "perhaps");
  assert.equal(
    found(runOf([hello("same"), insert], [hello("same"), next]), controlOf(hello("same"), insert, next)),
    "all",
  );
  assert.equal(
    found(runOf([hello("same")], [hello("same"), next]), controlOf(hello("same"), insert, next)),
    "lacks",
  );
});

test("where nothing is ever asked in the same words, nothing is known to be lacking", () => {
  const control = controlOf(push("0f1a"), push("17c2"), push("9be4"));
  assert.equal(found(runOf([push("5d03")], [push("7711"), push("c0de")]), control), "nothing known");
  assert.equal(found(runOf([push("5d03")], [push("c0de")]), control), "nothing known");
});

test("it is lacking where each control asks it, and nothing is known without one", () => {
  assert.equal(found(runOf([A], [C]), controlOf(A, B, C), controlOf(A, C)), "all");
  assert.equal(found(runOf([A], [C]), controlOf(A, B, C), controlOf(A, B, C)), "lacks");
  assert.equal(found(runOf([A], [C]), controlOf(A, B, C), usual()), "nothing known");
  assert.equal(found(runOf([A], [C])), "nothing known");
});

test("a control keeps what was answered on what can be read, and nothing where it is too much", () => {
  assert.equal(controlOf([A[0], ""]).asked, undefined);
  assert.equal(controlOf(A, B).asked?.length, 2);
  assert.equal(controlOf(["\u0016\u0003\u0001 tls", "sealed"]).asked, undefined);
  const many = Array.from({ length: 1025 }, (_, i) => push(String(i)));
  assert.equal(controlOf(...many.slice(0, 1024)).asked?.length, 1024);
  assert.deepEqual(controlOf(...many).asked, [], "more than is kept");
});

test("of what is not kept, since much was said before, nobody knows whether it is lacking", () => {
  const [download, last]: Exchange[] = [
    ["GET all of it\r\n", "x".repeat(400)],
    ["COMMIT\r\n", "+OK\r\n"],
  ];
  assert.ok(download && last);
  const budget = 400; // no longer than to the middle of the download
  const control = controlFrom(keptOf(exchanges(500, A, download, last), budget));
  assert.equal(found(keptOf(runOf([A], [download, last]), budget), control), "perhaps", "it has done it");
  assert.equal(found(keptOf(runOf([A], [download]), budget), control), "perhaps", "it has not");
  const whole = controlOf(A, B, C);
  const queue: Exchange = [B[0] + C[0], ":1\r\n:2\r\n"];
  assert.equal(found(keptOf(runOf([A], [queue]), A[0].length + A[1].length), whole), "perhaps");
});

test("what is flushed at once may hold more than is kept of a segment", () => {
  const long = (value: string): Exchange => push(value.repeat(40));
  const all = ["alpha", "bravo", "charly", "delta", "hotel", "india"].map(long);
  const control = controlOf(A, ...all);
  const queue: Exchange = [all.map(([ask]) => ask).join(""), ":1\r\n:2\r\n:3\r\n:4\r\n"];
  assert.equal(found(runOf([A], [queue]), control), "all", "all of it was kept");
  assert.equal(found(keptOf(runOf([A], [queue])), control), "perhaps");
  const rest: Exchange = [queue[0].slice(all[0]?.[0].length), queue[1]];
  assert.equal(found(keptOf(runOf([A], [all[0] ?? PING, rest])), control), "perhaps", "all but the first");
  assert.equal(found(keptOf(runOf([A], all.slice(1))), control), "lacks", "one by one");
  const upload: Exchange = [`UPLOAD ${"x".repeat(600)}\r\n`, ":1\r\n"];
  assert.equal(found(keptOf(runOf([A], [upload])), control), "perhaps", "a longer one may hold all");
  const [one, two] = ["one", "two"].map((value) => push(value.repeat(300))) as [Exchange, Exchange];
  const larger = controlFrom(keptOf(exchanges(500, A, one, two, DONE)));
  const both: Exchange = [one[0] + two[0], ":1\r\n:2\r\n"];
  assert.equal(
    found(keptOf(runOf([A], [both, DONE])), larger),
    "perhaps",
    "of the second one nothing is kept",
  );
  assert.equal(found(keptOf(runOf([A], [one, DONE])), larger), "lacks");
  const uploads = controlFrom(keptOf(exchanges(500, A, upload, B, DONE)));
  assert.equal(found(keptOf(runOf([A], [upload, DONE])), uploads), "lacks", "a long thing is no queue");
  const atOnce: Exchange = [B[0] + C[0], ":1\r\n:2\r\n"];
  assert.equal(
    found(runOf([A], [atOnce]), controlOf(A, DONE, PING, B, C)),
    "perhaps",
    "longer than what is missing",
  );
});

test("what is flushed at once is found wherever a line begins", () => {
  const control = controlOf(A, B, C);
  const [queue, answers] = [B[0] + C[0], ":1\r\n:2\r\n"];
  assert.equal(found(runOf([A], [[queue, answers]]), control), "all");
  assert.equal(found(runOf([A], [[`\r\n${queue}`, answers]]), control), "all", "behind an empty line");
  assert.equal(
    found(runOf([A], [[`MULTI\r\n${queue}EXEC\r\n`, answers]]), control),
    "all",
    "in a transaction",
  );
  assert.equal(found(runOf([A], [[`ECHO ${queue}`, answers]]), control), "perhaps", "in another thing");
});

test("what is asked instead is held against what is missing, and not against all that is asked", () => {
  const control = controlOf(A, B, PING);
  assert.equal(found(runOf([A], [B, push("delta")]), control), "perhaps", "it is no PING");
  const pop = (queue: string): Exchange => [`LPOP ${queue}\r\n`, "$3\r\none\r\n"];
  const both = controlOf(A, B, pop("jobs3"));
  assert.equal(found(runOf([A], [ANEW, pop("jobs4")]), both), "otherwise", "each in other words");
});

test("it may be asked in other words on the first connection too, but not with another answer", () => {
  const control = controlOf(A, B, C);
  assert.equal(found(runOf([A, ANEW], [C]), control), "otherwise");
  assert.equal(found(runOf([A], [[ANEW[0], "-ERR full\r\n"], C]), control), "perhaps");
});

test("what cannot be read may stand for what can be, and the other way round", () => {
  const bare: Exchange = ["REPLACE 2\r\n", "+OK\r\n"];
  const binary = controlOf(framed("INSERT 1"), framed("INSERT 2"));
  assert.equal(found(runOf([framed("INSERT 1")], [bare]), binary), "otherwise");
  const both = [framed("INSERT 1"), bare, framed("REPLACE 3")] as const;
  const anew: Exchange[] = [framed("REPLACE 4"), ["REPLACE 5\r\n", "+OK\r\n"]];
  assert.equal(
    found(runOf([framed("INSERT 1")], anew), controlOf(...both)),
    "otherwise",
    "each for its like",
  );
  const text = controlOf(framed("INSERT 1"), bare);
  assert.equal(found(runOf([framed("INSERT 1")], [framed("REPLACE 2")]), text), "otherwise");
});

test("a binary login on the new connection stands for nothing that is missing", () => {
  const control = controlOf(framed("AUTH 17f3"), framed("INSERT 1"), framed("INSERT 2"));
  const anew = [framed("AUTH c4d1"), framed("INSERT 2")];
  assert.equal(found(runOf([framed("AUTH 9a02")], anew), control), "perhaps");
});

test("nor does what each connection begins with, whatever comes behind it", () => {
  const names = framed("SET NAMES utf8");
  const control = controlOf(names, framed("INSERT 1"), framed("INSERT 2"));
  const check: Exchange = [framed("PING")[0], "+PONG\r\n"];
  assert.equal(found(runOf([names], [names, check, framed("INSERT 2")]), control), "perhaps");
  const begun = controlOf(hello("same"), A, B);
  assert.equal(found(runOf([hello("same"), A], [hello("same")]), begun), "perhaps", "it got no further");
});

test("a login that is never the same is asked for nothing that is missing", () => {
  const control = controlOf(hello("17f3"), A, B, C);
  assert.equal(found(runOf([hello("9a02"), A], [C]), control), "lacks");
});

test("who may have asked for all has something for each thing that is missing", () => {
  const has = (since: readonly Exchange[]): unknown =>
    hasAll(...judged(runOf([A], since), [controlOf(A, B, C)]));
  assert.equal(has([B, PING, C]), true);
  assert.equal(has([ANEW, PING, C]), "perhaps");
  assert.equal(has([PING, PING, C]), false);
});

test("a login is over where something is answered otherwise than in it", () => {
  const control = controlOf(hello("17f3"), A, B, C);
  assert.equal(found(runOf([hello("9a02"), PING], [hello("c4d1"), B, C]), control), "perhaps");
  assert.equal(found(runOf([hello("9a02"), hello("c4d1")], [B]), controlOf(hello("17f3"))), "nothing known");
});
