// What a client asks again may have another number on a new connection: IMAP's tag, the id of JSON-RPC. Whether it is the
// same nobody knows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { OWN, judgeLoss } from "../../../src/verdict/asks/loss.ts";
import { openAskEntry } from "../../../src/verdict/asks/own-asks.ts";
import { asksAlone } from "../ledger-runs.ts";
import { evidenceOf, observations } from "../made-up.ts";
import {
  GONE,
  KILL,
  START,
  type Timed,
  answers,
  asks,
  caseOf,
  exits,
  fin,
  habit,
  onOther,
  onPort,
  usual,
} from "../one-run.ts";

const PAGE = "x".repeat(400);

/** Its last request, and what stands on the connection that it has made since. */
function lost(asked: string, again: string, ...before: readonly Timed[]): string {
  const control = {
    ...usual(habit("exit", "its end (exit code 0)", 100)),
    said: [{ text: OWN, fate: "read", answerBytes: 430, connections: 1 } as const],
  };
  const facts = [START, ...before, asks(900, asked, before.length > 0 ? 29 : 14), KILL, GONE, fin(1002)];
  const since = [onOther(asks(1100, again, 1)), onOther(answers(1110, PAGE, 1 + again.length, 1))];
  const seen = caseOf([...facts, ...since, exits(1200, { exitCode: 0 })], { control });
  const entry = { text: OWN, isOwn: true, atNs: 0, fate: "taken", because: [] } as const;
  const { fate = entry.fate, isLost } = judgeLoss(entry, [entry], seen, 0);
  return `${fate} ${isLost}`;
}

test("the same under another number, on a new connection: it may be what its server died with", () => {
  assert.equal(lost("a3 FETCH 1:4\r\n", "a4 LOGIN u p\r\na5 FETCH 1:4\r\n"), "unknown undefined");
  const call = (id: string): string => `{"jsonrpc":"2.0","id":${id},"method":"pay"}\n`;
  assert.equal(lost(call("3"), call("17")), "unknown undefined");
  assert.equal(lost(call('"ab"'), call('"cd"')), "unknown undefined");
  assert.equal(lost("3a: FETCH 1:4\r\n", "17b: FETCH 1:4\r\n"), "unknown undefined");
});

test("other words are something else, under whatever number, and so is a number that is not in front", () => {
  assert.equal(lost("a3 FETCH 1:4\r\n", "a4 FETCH 5:8\r\n"), "taken true");
  assert.equal(lost("a3 FETCH 12 BODY\r\n", "a4 FETCH 13 BODY\r\n"), "taken true");
  assert.equal(lost("send first thing\r\n", "drop first thing\r\n"), "taken true", "no number");
  assert.equal(lost("GET /job/3\r\n", "GET /job/4\r\n"), "taken true");
  assert.equal(lost("a3 NOOP\r\n", "a4 NOOP\r\n"), "taken true", "too short to be found");
});

test("what is asked under ever new numbers anyway was not asked again", () => {
  const before = [asks(100, "171 sensor ok\r\n"), answers(110, "ok\n", 29)];
  assert.equal(lost("172 sensor ok\r\n", "173 sensor ok\r\n", ...before), "taken true");
});

test("a client that runs on", () => {
  const FIN: Timed = [1002, fin(0)[1]];
  const open = (again: string, ...more: readonly Timed[]): string => {
    const asked = asks(900, "a3 FETCH 1:4\r\n", 1);
    const since = [onOther(asks(1100, again, 1)), onOther(answers(1110, "ok\r\n", 1 + again.length, 1))];
    const facts = observations(...asksAlone.slice(0, -1), asked, KILL, FIN, ...since, ...more);
    const seen = layOut(evidenceOf(facts, { control: { ...usual(), asksAnswered: true } }));
    const { fate, isLost } = openAskEntry(seen, flowsOf(seen)) ?? {};
    return `${fate} ${isLost}`;
  };
  assert.equal(open("a4 FETCH 1:4\r\n"), "unknown undefined");
  const other = onPort(50_001, asks(1200, "b1 LOGIN u p\r\n", 1));
  assert.equal(open("a4 FETCH 1:4\r\n", other), "unknown undefined", "on one of several");
  assert.match(open("a4 FETCH 5:8\r\n"), / true$/);
});
