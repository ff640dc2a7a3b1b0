// A client to which nothing is said, and that does not end by itself: what it had asked when its server died.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../src/timeline/case.ts";
import type { ControlRecord } from "../../../src/timeline/record.ts";
import type { Verdict } from "../../../src/timeline/verdict-record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { gradeBy } from "../../../src/verdict/grade.ts";
import { checkExpectations } from "../../../src/verdict/expectations.ts";
import { judgeClient } from "../../../src/verdict/verdict.ts";
import { NO_FAULT, asksAlone, ends } from "../ledger-runs.ts";
import { connection, evidenceOf, observations, segment } from "../made-up.ts";
import { type Timed, lostOnTheWay } from "../one-run.ts";

const begun = asksAlone.slice(0, -1);
const FAULT: Timed = [100, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }];
const GONE: Timed = [101, { kind: "process-ended", pid: 7 }];
/** The FIN comes behind so many bytes, and acknowledges what was asked. */
const fin = (bytes: number, ack = 9): Timed => [102, segment(`< F. ${bytes + 1}:${bytes + 1}(0) ack ${ack}`)];
const asks = (ms: number, text: string, from = 1): Timed => [
  ms,
  segment(`> P. ${from}:${from + text.length}(${text.length}) ack 1`, text),
];
const answers = (ms: number, text: string, ack: number, from = 1): Timed => [
  ms,
  segment(`< P. ${from}:${from + text.length}(${text.length}) ack ${ack}`, text),
];
const GET = "GET /1\r\n";
const OK = "200 OK\r\n";

/** On another connection, made later. */
function elsewhere([ms, body]: Timed): Timed {
  if (body.kind !== "segment") return [ms, body];
  const client = { ...connection.client, port: 40_001 };
  const [from, to] = body.from.port === connection.client.port ? [client, body.to] : [body.from, client];
  return [ms, { ...body, from, to }];
}

const again = (ms: number, text: string): Timed[] =>
  [
    [ms, segment("> S 0:0(0)")] as Timed,
    [ms, segment("< S. 0:0(0) ack 1")] as Timed,
    asks(ms + 1, text),
    answers(ms + 2, OK, 1 + text.length),
  ].map(elsewhere);
const tries = (ms: number): Timed[] =>
  [[ms, segment("> S 0:0(0)")] as Timed, [ms, segment("< R. 0:0(0) ack 1")] as Timed].map(elsewhere);

const watched: Timed = [900, { kind: "process-ended", pid: 99 }];
const controlOfThese = (...facts: readonly Timed[]): ControlRecord =>
  controlOf(layOut(evidenceOf(observations(...begun, ...facts, watched), { fault: "none" })));
const answered = (): ControlRecord => controlOfThese(asks(3, GET), answers(50, OK, 9), NO_FAULT);
const unanswered = (): ControlRecord => controlOfThese(asks(3, GET), NO_FAULT);

function judge(control: ControlRecord, ...facts: readonly Timed[]): Verdict {
  const evidence = evidenceOf(observations(...begun, ...facts, watched), { control });
  return judgeClient(layOut(evidence), { endings: ["fin", "rst", "silence"] });
}

function reasonFor(verdict: Verdict, expected: string): string {
  const outcomes = checkExpectations(expected, verdict);
  return gradeBy(verdict, outcomes, { observers: [] }).summary.at(-1) ?? "";
}

const known = ({ lost, unreported, ledger }: Verdict): unknown[] => [lost, unreported, ledger?.said[0]?.fate];

test("what is answered in the control, and was not when the server died, is lost, and nobody is told of it", () => {
  assert.equal(answered().asksAnswered, true);
  const silent = judge(answered(), asks(3, GET), FAULT, GONE, fin(0), ends(110, 0));
  assert.deepEqual(known(silent), [1, 1, "taken"]);
  assert.equal(silent.ledger?.said[0]?.text, "what it had asked last");
  const told = judge(answered(), asks(3, GET), FAULT, GONE, fin(0), ends(110, 52));
  assert.deepEqual(known(told).slice(0, 2), [1, 0]);
});

test("what is not answered in the control either, as long as that was watched, may have been on its way", () => {
  assert.equal(unanswered().asksAnswered, false);
  const verdict = judge(unanswered(), asks(3, GET), FAULT, GONE, fin(0), ends(110, 0));
  assert.deepEqual(known(verdict), [undefined, undefined, "taken"]);
  assert.match(
    reasonFor(verdict, "unreported=0"),
    /unreported=0 holds is unknown: it was watched for too short a time \(`--watch-ms` sets how long; after/,
  );
  assert.equal(judge(unanswered(), asks(3, GET), FAULT, GONE, fin(0), ends(110, 52)).unreported, 0);
  const unacknowledged = judge(unanswered(), asks(3, GET), FAULT, GONE, fin(0, 1), ends(110, 0));
  assert.deepEqual(known(unacknowledged), [1, 1, "unacknowledged"]);
});

test("where the server has sent something, what is not answered may need no answer: an acknowledgment", () => {
  const usual = controlOfThese(asks(3, GET), answers(10, OK, 9), asks(11, "GET /2\r\n", 9), NO_FAULT);
  assert.equal(usual.asksAnswered, false);
  const facts = [asks(3, GET), answers(10, OK, 9), asks(11, "GET /2\r\n", 9)];
  assert.equal(judge(usual, ...facts, FAULT, GONE, fin(8), ends(110, 0)).lost, 0);
});

test("a short word at the end of a line is chance", () => {
  const first = "SET a 1\r\n";
  const all = [asks(3, first), answers(10, OK, 10)];
  const control = controlOfThese(...all, NO_FAULT);
  assert.equal(judge(control, ...all, asks(50, "got 1\r\n", 10), FAULT, GONE, fin(8, 17)).lost, 0);
});

test("a control in which nothing is asked shows nothing, nor do two of which one was not answered", () => {
  assert.equal(controlOfThese(NO_FAULT).asksAnswered, undefined);
  const mixed = { ...answered(), more: [unanswered()] };
  const verdict = judge(mixed, asks(3, GET), FAULT, GONE, fin(0), ends(110, 0));
  assert.deepEqual(known(verdict), [undefined, undefined, "taken"]);
});

test("what does not begin like the first thing that was asked may be an acknowledgment, and what ends its first line alike is none", () => {
  const first = "GET / HTTP/1.1\r\n\r\n";
  const usual = controlOfThese(asks(3, first), answers(10, OK, 19), NO_FAULT);
  const lostOf = (text: string): number | undefined =>
    judge(usual, asks(3, first), answers(10, OK, 19), asks(50, text, 19), FAULT, GONE, fin(8), ends(110, 0))
      .lost;
  assert.equal(lostOf("GET /next HTTP/1.1\r\n\r\n"), 1);
  assert.equal(lostOf("POST /orders HTTP/1.1\r\n\r\n"), 1);
  assert.equal(lostOf("HEAD / HTTP/1.1\r\nHost: one that the first did not name\r\n\r\n"), 1);
  assert.equal(lostOf("got it\r\n"), 0);
  assert.equal(lostOf("ACK\n"), 0);
});

test("where the server speaks first what is left unanswered may need no answer, even if all was answered in the control", () => {
  const greeting = answers(2, "hello\r\n", 1);
  const usual = controlOfThese(greeting, asks(3, GET), answers(10, OK, 9, 8), NO_FAULT);
  assert.equal(usual.asksAnswered, true);
  const facts = [greeting, asks(3, GET), FAULT, GONE, fin(7)];
  const verdict = judge(usual, ...facts, ends(110, 0));
  assert.deepEqual([verdict.lost, verdict.unreported], [undefined, undefined]);
  assert.match(verdict.ledger?.said[0]?.why ?? "", /its server speaks first/);
  const refused = judge(
    usual,
    ...facts,
    asks(100, "NOOP\r\n", 9),
    [101, segment("< R 8:8(0)")],
    ends(110, 0),
  );
  assert.deepEqual([refused.lost, refused.unreported], [1, 1], "no answer can come to what was refused");
  const all = judge(usual, greeting, asks(3, GET), answers(5, OK, 9, 8), FAULT, GONE, fin(12), ends(110, 0));
  assert.deepEqual([all.lost, all.ledger?.said], [0, []], "it was answered");
});

test("where it speaks first whatever is left unanswered may be an ask, unlike the first as it may be", () => {
  const greets = [answers(2, "hello\r\n", 1), asks(3, "USER me\r\n")];
  const usual = controlOfThese(
    ...greets,
    answers(5, OK, 10, 8),
    asks(6, GET, 10),
    answers(9, OK, 18, 16),
    NO_FAULT,
  );
  const cut = judge(usual, ...greets, answers(5, OK, 10, 8), asks(6, GET, 10), FAULT, GONE, fin(15, 18));
  assert.deepEqual([cut.lost, cut.ledger?.said[0]?.fate], [undefined, "unknown"]);
  assert.match(cut.ledger?.said[0]?.why ?? "", /its server speaks first/);
});

test("where it speaks first on one connection of several, what is left unanswered there may need no answer", () => {
  const greeted = [answers(2, "hello\r\n", 1), asks(3, GET)];
  const other = [[2, segment("> S 0:0(0)")] as Timed, asks(3, GET)].map(elsewhere);
  assert.equal(controlOfThese(...greeted, ...other, NO_FAULT).asksAnswered, undefined);
  const late = [lostOnTheWay(answers(2, "hel", 1)), answers(2.5, "lo\r\n", 1, 4), asks(3, GET)];
  assert.equal(controlOfThese(...late, NO_FAULT).asksAnswered, undefined, "its first segment was lost");
});

test("who has begun its session again on a new connection, and had not come as far, may yet ask it", () => {
  const greeting = answers(2, "hello\r\n", 1);
  const user = "USER me or you\r\n";
  const asked = [greeting, asks(3, user), answers(5, OK, 17, 8), asks(6, GET, 17)];
  const usual = controlOfThese(...asked, answers(9, OK, 25, 16), NO_FAULT);
  const dies = [...asked, FAULT, GONE, fin(15, 17), [103, segment("< R 16:16(0)")] as Timed];
  const begins = [
    [700, segment("> S 0:0(0)")] as Timed,
    [700, segment("< S. 0:0(0) ack 1")] as Timed,
    answers(701, "hello\r\n", 1),
    asks(702, user),
    answers(703, OK, 17, 8),
  ].map(elsewhere);
  assert.deepEqual(known(judge(usual, ...dies)).slice(0, 1), [1]);
  const verdict = judge(usual, ...dies, ...begins);
  assert.deepEqual([verdict.lost, verdict.ledger?.said[0]?.fate], [undefined, "unknown"]);
  assert.match(verdict.ledger?.said[0]?.why ?? "", /has begun again on a new connection/);
});

test("where it speaks first, and not all was answered in the control, nothing is known of what needs an answer", () => {
  const greeting = answers(2, "hello\r\n", 1);
  const usual = controlOfThese(greeting, asks(3, GET), NO_FAULT);
  assert.equal(usual.asksAnswered, undefined);
  const verdict = judge(usual, greeting, asks(3, GET), FAULT, GONE, fin(7), ends(110, 0));
  assert.deepEqual([verdict.lost, verdict.ledger?.said], [0, []]);
});

test("asked again, and answered there, it is not lost; asked for something else it is", () => {
  const dies = [asks(3, GET), FAULT, GONE, fin(0)];
  assert.deepEqual(known(judge(answered(), ...dies, ...again(120, GET))), [0, 0, "answered"]);
  assert.deepEqual(
    known(judge(answered(), ...dies, ...again(120, "GET /2\r\n"), ends(200, 0))).slice(0, 2),
    [1, 1],
  );
  // Too short to be told from something else.
  const short = judge(
    answered(),
    asks(3, "GET\r\n"),
    FAULT,
    GONE,
    fin(0),
    ...again(120, "GET\r\n"),
    ends(200, 0),
  );
  assert.deepEqual(known(short), [undefined, undefined, "unknown"]);
});

test("it runs on: who tries to connect again may yet tell, who only closes does not", () => {
  const dies = [asks(3, GET), FAULT, GONE, fin(0), [103, segment("> F. 9:9(0) ack 2")] as Timed];
  assert.deepEqual(known(judge(answered(), ...dies, ...tries(150))).slice(0, 2), [1, 0]);
  assert.deepEqual(known(judge(answered(), ...dies)).slice(0, 2), [1, 1]);
});

test("an answer that is not late yet is not missing in a control", () => {
  const one = [asks(3, GET), answers(203, OK, 9)];
  assert.equal(controlOfThese(...one, asks(600, GET, 9), NO_FAULT).asksAnswered, true);
  assert.equal(controlOfThese(...one, asks(400, GET, 9), NO_FAULT).asksAnswered, false);
});

test("in a silence what was asked is unacknowledged, unless the server sends something after all", () => {
  const facts = [asks(3, GET), answers(50, OK, 9), FAULT, asks(120, GET, 9)];
  assert.deepEqual(known(judge(answered(), ...facts)), [1, 0, "unacknowledged"]);
  assert.equal(judge(answered(), ...facts, answers(300, OK, 17, 9)).lost, 0);
});

test("what it asks on the dead connection is lost, too; a farewell there is none, nor what it asks at the end on a new one", () => {
  const before = [asks(3, GET), answers(50, OK, 9), FAULT, GONE, fin(8)];
  const refused: Timed = [151, segment("< R 10:10(0)")];
  const facts = (text: string): readonly Timed[] => [...before, asks(150, text, 9), refused, ends(200, 0)];
  assert.deepEqual(known(judge(answered(), ...facts(GET))), [1, 1, "refused"]);
  assert.equal(judge(answered(), ...facts("QUIT\r\n")).lost, 0);
  const served = again(300, GET);
  assert.equal(judge(answered(), ...before, ...served, elsewhere(asks(890, GET, 9))).lost, 0);
});

test("where no answer comes for as long as one is waited for, none is to come", () => {
  const long: Timed = [12_000, { kind: "process-ended", pid: 99 }];
  const all = observations(...begun, asks(3, GET), NO_FAULT, long);
  const never = controlOf(layOut(evidenceOf(all, { fault: "none" })));
  const facts = [asks(3, GET), FAULT, GONE];
  assert.deepEqual(known(judge(never, ...facts, fin(0), ends(110, 0))), [0, 0, "taken"]);
  assert.deepEqual(known(judge(never, ...facts, fin(0, 1), ends(110, 0))), [1, 1, "unacknowledged"]);
  const twice = { ...never, more: [unanswered()] };
  assert.equal(judge(twice, ...facts, fin(0), ends(110, 0)).lost, undefined, "of two, one was watched less");
});
