// What a client prints of what its server had sent before the fault: it tells nobody of the fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { createServed } from "../../src/verdict/served-lines.ts";
import { type Timed, observations, opened, segment } from "./made-up.ts";
import { NO_CONTROL, died, fault, judgeOf, prints, usual } from "./one-run.ts";

const serves = (ms: number, text: string, from = 14): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack 14`, text),
];
const CHUNKED = "HTTP/1.1 200 OK\r\n\r\na\r\nline 0000\n\r\n5\r\nline \r\n5;x=y\r\n0001\n\r\n";

test("a page that is printed once its connection has ended was there before", () => {
  const verdict = (control = usual(), ...more: readonly Timed[]): Verdict =>
    judgeOf([serves(900, CHUNKED), ...died, prints(1003, "line 0000\nline 0001\n"), ...more], control);
  assert.equal(verdict().told, "");
  assert.equal(verdict(NO_CONTROL).told, "");
  assert.equal(verdict(usual(), prints(1004, "cut off\n")).told, "cut off");
});

const isServed = (text: string, isWhole: boolean, ...facts: readonly Timed[]): boolean =>
  createServed(observations(...opened, ...facts, fault("kill")), 2000e6)(text, isWhole);

test("a whole line is one of its lines, the last one may be the beginning of one", () => {
  const one = serves(900, "line 0000\r\nline 0001\n");
  assert.equal(isServed("line 0000", true, one), true);
  assert.equal(isServed("line 0001", true, one), true);
  assert.equal(isServed("line", true, one), false);
  assert.equal(isServed("line 00", false, one), true);
  assert.equal(isServed("ine 00", false, one), false);
  assert.equal(isServed("got line 0000", true, one), false);
  assert.equal(isServed("line 0000", true), false);
});

test("a line may come in pieces, and behind what is no text", () => {
  assert.equal(isServed("line 0000", true, serves(900, "line "), serves(901, "0000\n", 19)), true);
  assert.equal(isServed("line 0000", true, serves(900, "\u0000\u0001line 0000\u0000")), true);
  assert.equal(isServed("line 0001", true, serves(900, CHUNKED)), true);
  assert.equal(isServed("Grüße", true, serves(900, "GrÃ¼")), false);
});

test("what came after the fault may be about it", () => {
  const goodbye = serves(1001, "server is going down\n");
  const told = (...facts: readonly Timed[]): string =>
    judgeOf([...facts, ...died, prints(1003, "server is going down\n")], usual()).told ?? "";
  assert.equal(told(goodbye), "server is going down");
  assert.equal(told(), "server is going down");
});
