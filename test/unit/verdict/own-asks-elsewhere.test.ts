// A client that runs on, and has several connections: what it had asked when its server died may have been answered on
// another one that was open before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import { flowsOf } from "../../../src/verdict/bytes/flows.ts";
import { openAskEntry } from "../../../src/verdict/asks/own-asks.ts";
import { asksAlone } from "../ledger-runs.ts";
import { evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, answers, asks, onOther, onPort, usual } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);
const KILL: Timed = [1000, { kind: "fault", fault: "kill", pid: 7, text: "kill" }];
const FIN: Timed = [1002, segment("< F. 1:1(0) ack 9")];
const ONE = "GET /1\r\n";
const TWO = "GET /2\r\n";
const OK = "200 OK\r\n";
const opens: readonly Timed[] = [segment("> S 0:0(0)"), segment("< S. 0:0(0) ack 1")].map((each) =>
  onOther([2, each]),
);
const asksThere = (ms: number, text: string, from = 1): Timed => onOther(asks(ms, text, from));
const answersThere = (ms: number, ack: number, from = 1): Timed => onOther(answers(ms, OK, ack, from));

/** `taken lost 1`: how far the last thing got that it had asked. */
function open(...facts: readonly Timed[]): string | undefined {
  const control = { ...usual(), asksAnswered: true };
  const seen = layOut(evidenceOf(observations(...begun, ...opens, ...facts), { control }));
  const entry = openAskEntry(seen, flowsOf(seen));
  return entry && `${entry.fate}${entry.isLost === true ? " lost" : ""} ${entry.sent}`;
}

const dies = [asks(900, ONE, 1), KILL, FIN];

test("the same, asked there afterwards and answered, is not lost; something else is not the same", () => {
  const before = [asksThere(10, TWO), answersThere(20, 9)];
  assert.equal(open(...before, ...dies), "acknowledged lost 1");
  assert.equal(open(...before, ...dies, asksThere(1100, ONE, 9), answersThere(1110, 17, 9)), "answered 2");
  assert.equal(
    open(...before, ...dies, asksThere(1100, TWO, 9), answersThere(1110, 17, 9)),
    "acknowledged lost 1",
  );
});

test("the same, asked there before, was another time", () => {
  const before = [asksThere(10, ONE), answersThere(20, 9)];
  assert.equal(open(...before, ...dies), "acknowledged lost 1");
  assert.equal(open(...before, ...dies, asksThere(1100, ONE, 9), answersThere(1110, 17, 9)), "answered 2");
});

test("what is asked on another connection since is the same, though more was asked before it there", () => {
  const before = [asksThere(10, ONE), answersThere(20, 9)];
  const next = [asksThere(1100, TWO, 9), answersThere(1110, 17, 9)];
  assert.equal(open(...before, ...dies, ...next), "acknowledged lost 1");
});

test("what it asks once more on the connection that ended is what it had asked last", () => {
  const again: Timed = [1100, segment("> P. 9:17(8) ack 2", ONE)];
  assert.equal(open(...dies, again), "unacknowledged lost 1");
});

test("what it had asked on another connection, and was not answered when its server was gone, is lost", () => {
  const served = [asks(10, TWO, 1), answers(20, OK, 9, 1)];
  const ended = onOther([1002, segment("< F. 1:1(0) ack 9")]);
  assert.equal(
    open(...served, asksThere(900, ONE), KILL, [1002, segment("< F. 9:9(0) ack 9")], ended),
    "acknowledged lost 1",
  );
  const later = asksThere(1100, ONE);
  assert.equal(
    open(...served, KILL, [1002, segment("< F. 9:9(0) ack 9")], later),
    undefined,
    "it may be answered yet",
  );
});

test("where nothing has ended, and its server goes on to send, it may answer yet", () => {
  const waits = [asks(900, ONE, 1), KILL];
  assert.equal(open(...waits), "unacknowledged lost 1", "it sends nothing any more");
  assert.equal(open(...waits, asksThere(950, TWO), answersThere(1100, 9)), undefined);
});

test("one that was answered elsewhere hides no other that was not", () => {
  const third = (...facts: readonly Timed[]): Timed[] => facts.map((each) => onPort(51_000, each));
  const both = [asks(900, ONE, 1), asksThere(901, TWO), KILL, FIN, onOther(FIN)];
  const opened = third([1050, segment("> S 0:0(0)")], [1050, segment("< S. 0:0(0) ack 1")]);
  const one = third(asks(1100, ONE, 1), answers(1110, OK, 9, 1));
  const two = third(asks(1120, TWO, 9), answers(1130, OK, 17, 9));
  assert.equal(open(...both, ...opened), "acknowledged lost 1");
  assert.equal(open(...both, ...opened, ...one), "acknowledged lost 1", "the second one");
  assert.equal(open(...both, ...opened, ...one, ...two), "answered 2");
});

test("what was asked there since, and refused, is answered no more; what nobody has refused may be yet", () => {
  const before = [asks(900, ONE, 1), answers(910, OK, 9), KILL, FIN];
  const refuses: Timed = onOther([1101, segment("< R 1:1(0)")]);
  assert.equal(open(...before, asksThere(1100, TWO), refuses), "refused lost 1");
  assert.equal(open(...before, asksThere(1100, TWO)), undefined);
});

test("one that its client has closed since it was stopped is answered no more, whoever else is served", () => {
  const stop: Timed = [1000, { kind: "fault", fault: "stop", pid: 7, text: "stop" }];
  const closes: Timed = [1300, segment("> F. 9:9(0) ack 1")];
  const next = [asksThere(1400, TWO), answersThere(1410, 9)];
  assert.equal(open(asks(900, ONE, 1), stop, closes, ...next), "unacknowledged lost 1");
  assert.equal(open(asks(900, ONE, 1), stop, ...next), undefined, "it waits there still");
  const again = [asksThere(1420, ONE, 9), answersThere(1430, 17, 9)];
  assert.equal(open(asks(900, ONE, 1), stop, closes, ...next, ...again), "answered 2");
});
