// Whether what came as the server ended is an answer: held against how the answers of the control begin and end; and what is
// asked once it has ended.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ends } from "../ledger-runs.ts";
import { type Timed, segment } from "../made-up.ts";
import { onOther } from "../one-run.ts";
import { type Saying, died, known, talk, usual } from "../talks.ts";

const login: readonly Saying[] = [
  [3, "user one, please", "welcome\n"],
  [6, "set things for it", "set\n"],
];
const QUERY = "select something that takes its time\n";
const FATAL = "FATAL: terminating connection\n";
const UNKNOWN = [undefined, undefined, "unknown"];
const NOTHING = [0, 0, undefined];
const dies = (words: string, query = QUERY): readonly Saying[] => [...login, [200, query], [404, "", words]];

test("where the answers of the control begin and end otherwise each time, nothing is known of what an answer is", () => {
  const control = usual(
    ...login,
    [100, QUERY, "one row, all is well, it is done\n"],
    [200, QUERY, "two rows, that was all of them!!\n."],
  );
  assert.deepEqual(known(died(control, dies("SIX rows, none of them of any use\n"), ends(420, 0))), NOTHING);
  const alike = usual(
    ...login,
    [100, QUERY, "one row, all is well, it is done\n"],
    [200, QUERY, "one row, that was all of them!!\n."],
  );
  assert.deepEqual(known(died(alike, dies("SIX rows, none of them of any use\n"), ends(420, 0))), UNKNOWN);
});

test("a number at the beginning is a status; one behind it may be any", () => {
  const control = (answer: string): ReturnType<typeof usual> => usual(...login, [200, QUERY, answer]);
  const of = (answer: string, words: string): unknown[] =>
    known(died(control(answer), dies(words), ends(420, 0)));
  assert.deepEqual(of("$21 rows of something and so on\n", "$47 rows of something and so on\n"), NOTHING);
  assert.deepEqual(of("250 fine, that was it, and so on\n", "421 closing, as it is to, so it is\n"), UNKNOWN);
});

test("asked in other words it is held against what was asked when as much had been sent, else against the last two", () => {
  const other = QUERY.replace("something", "SOMETHING");
  const there = usual(...login, [200, QUERY, "row of it, and all is well, as ever\n"]);
  assert.deepEqual(known(died(there, dies(FATAL, other), ends(420, 0))), UNKNOWN, "as much had been sent");
  const longer = `${QUERY}and more of it\n`;
  const twice = usual(
    ...login,
    [100, QUERY, "row of it, and all is well, as ever\n"],
    [200, QUERY, "row of it, and all is well, as ever\n"],
  );
  assert.deepEqual(known(died(twice, dies(FATAL, longer), ends(420, 0))), UNKNOWN, "the last two");
  const answer = "row of it, and this is fine, as ever\n";
  assert.deepEqual(known(died(twice, dies(answer, longer), ends(420, 0))), NOTHING);
});

test("what had come before the fault, or what its user expected, is an answer whatever the control says", () => {
  const control = usual(...login, [200, QUERY, "row of it, and all is well, as ever\n"]);
  const before: readonly Saying[] = [...login, [200, QUERY, "SIX of them, and none is of use to us\n"]];
  assert.deepEqual(known(died(control, before, ends(420, 0))), NOTHING);
  const found: Timed = [410, { kind: "expected", phase: "after", pattern: "x", found: true, text: "x" }];
  assert.deepEqual(known(died(control, dies(FATAL), found, ends(420, 0))), NOTHING);
});

const again = (ms: number, text: string, answer: string): Timed[] => [
  onOther([ms, segment("> S 0:0(0)")]),
  onOther([ms, segment("< S. 0:0(0) ack 1")]),
  onOther([ms + 1, segment(`> P. 1:${1 + text.length}(${text.length}) ack 1`, text)]),
  ...(answer === ""
    ? []
    : [
        onOther([
          ms + 2,
          segment(`< P. 1:${1 + answer.length}(${answer.length}) ack ${1 + text.length}`, answer),
        ]),
      ]),
];

test("asked again on another connection, and answered there, it is not unknown; asked there before, or in vain, it is", () => {
  const control = usual(...login, [200, QUERY, "row of it, and all is well, as ever\n"]);
  const of = (...more: readonly Timed[]): unknown =>
    known(died(control, dies(FATAL), ...more, ends(700, 0)))[2];
  assert.equal(of(...again(500, QUERY, "row of it, and all is well, as ever\n")), undefined);
  assert.equal(of(...again(500, QUERY, "")), "unknown");
});

/** It asks that after the end, and an RST comes. */
const late = (
  text: string,
  ms = 480,
  refused: readonly Timed[] = [[ms + 1, segment("< R 50:50(0)")]],
): Timed[] => {
  const { sent } = talk(login);
  return [[ms, segment(`> P. ${sent}:${sent + text.length}(${text.length}) ack 50`, text)], ...refused];
};
const idle: readonly Saying[] = [...login, [404, "", FATAL]];

test("what is asked so soon after the end is a farewell; what nobody refused is another thing", () => {
  const control = usual(...login, [480, QUERY, "one row, and all is well\n"]);
  const of = (...more: readonly Timed[]): unknown => known(died(control, idle, ...more))[2];
  assert.equal(of(...late(QUERY, 426), ends(500, 0)), "refused");
  assert.notEqual(of(...late(QUERY, 425), ends(500, 0)), "refused");
  assert.notEqual(of(...late(QUERY, 480, []), ends(500, 0)), "refused");
});

test("a heartbeat in vain is nothing lost where nobody knows whether it is answered; nor is what comes before an end that the control shows", () => {
  const control = usual(...login);
  const of = (text: string): unknown => known(died(control, idle, ...late(text), ends(500, 0)))[2];
  assert.equal(of("sixteen letters\n"), undefined);
  assert.equal(of("seventeen letters"), "unknown");
  const over = {
    ...control,
    signs: [...control.signs, { kind: "exit", what: "its end (exit code 0)", afterNs: 5e8 }],
  };
  assert.equal(
    known(died(over as typeof control, idle, ...late("seventeen letters"), ends(500, 0)))[2],
    undefined,
  );
});

test("asked in vain, and then on another connection: there it is answered", () => {
  const control = usual(...login, [480, QUERY, "one row, and all is well\n"]);
  const done = again(600, QUERY, "one row, and all is well\n");
  assert.notEqual(known(died(control, idle, ...late(QUERY), ...done, ends(700, 0)))[2], "refused");
});
