// The control run: what a client does by itself is no reaction to the death of its server.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observed } from "../../../src/timeline/observation.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import { linesOf } from "../../../src/verdict/lines/lines-printed.ts";
import { newLines } from "../../../src/verdict/lines/new-lines.ts";
import { sourceOf } from "../../../src/verdict/lines/usual-lines.ts";
import { plainText } from "../../../src/timeline/output.ts";
import * as fc from "fast-check";
import { output, laidOut } from "../made-up.ts";

const controlWith = (...texts: readonly string[]): ControlRecord => {
  const { lines, unfinished } = sourceOf(linesOf(texts.map((text) => output(text))));
  return {
    lines: [...lines.keys()],
    times: [...lines.values()],
    unfinished,
    signs: [],
    answered: [],
  };
};

test("escape sequences and control characters go, and a carriage return begins a line", () => {
  assert.equal(plainText("\u001b[1;31mred\u001b[0m\u0007\r\nnext"), "red\nnext");
  assert.equal(plainText("a\rb\u001b]0;title\u0007c"), "a\nbc");
  assert.equal(plainText("\u001b(Bplain\u0000"), "plain");
});

test("plain text stays as it is, in whatever pieces it comes", () => {
  const word = fc.stringMatching(/^[ -~\n]*$/);
  fc.assert(fc.property(word, (text) => assert.equal(plainText(text), text)));
});

test("a line is there as far as it has come", () => {
  const lines = linesOf([output("tick 17"), output("5\nprompt> ", 2)]);
  assert.deepEqual(
    lines.map(({ text, isWhole, states }) => [text, isWhole, states.map(({ atNs }) => atNs)]),
    [
      ["tick 175", true, [1e6, 2e6]],
      ["prompt>", false, [2e6]],
    ],
  );
});

test("what it prints in the control too is nothing new, also where it comes in other pieces", () => {
  const control = controlWith("tick 1\ntick 2\n", "db=> select 1;\n 1 row\ndb=> ");
  const seen = [
    output("ti"),
    output("ck 99\ndb="),
    output("> "),
    output("server closed the connection\n", 5),
  ];
  const news = newLines(laidOut(seen), 0, control);
  assert.deepEqual(
    news.map(({ text, atNs }) => [text, atNs]),
    [["server closed the connection", 5e6]],
  );
});

test("what is typed is drawn behind another prompt: only the prompt is news", () => {
  const control = controlWith("db1> P\rdb1> PI\rdb1> PING [message]\rdb1> PING\r\nPONG\r\ndb1> ");
  const seen = [
    "gone\r\noffline> ",
    "\roffline> P",
    "\roffline> PING [message]",
    "\roffline> PING\r\nno\r\n",
  ];
  const news = newLines(laidOut(seen.map((text) => output(text))), 0, control);
  assert.deepEqual([...new Set(news.map(({ text }) => text))], ["gone", "offline>", "no"]);
});

test("what was typed is no news, as a line editor draws it, however far it has come", () => {
  const typed: Observed<"typed"> = { id: 1, atNs: 1e6, kind: "typed", text: "ls -1 /etc/passwd" };
  const control = controlWith("sftp> ls -1 /etc/passwd\r\n/etc/passwd\r\nsftp> ");
  const drawn = [typed, output("ls -1 /e", 2), output("tc/passwd\r\n", 3), output("Connection lost\r\n", 4)];
  assert.deepEqual(
    newLines(laidOut(drawn), 0, control).map(({ text }) => text),
    ["Connection lost"],
  );
});

test("what came before does not count", () => {
  assert.deepEqual(newLines(laidOut([output("oh no\n", 3)]), 3e6, controlWith()), []);
  assert.equal(newLines(laidOut([output("oh no\n", 4)]), 3e6, controlWith()).length, 1);
});
