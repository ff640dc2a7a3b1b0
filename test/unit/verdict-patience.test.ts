// Whether a client bears a server that lives: from made-up timelines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../src/timeline/case.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { evidenceOf, observations, opened, segment } from "./made-up.ts";
import { type Timed, usual } from "./one-run.ts";

const looks = (atMs: number, state: string): Timed => [
  atMs,
  { kind: "processes", rows: [{ pid: 7, parent: 1, state, name: "server" }], listeners: [] },
];
const paused: readonly Timed[] = [
  [10, { kind: "fault", fault: "pause", amount: 500, pid: 7, text: "SIGSTOP" }],
  looks(12, "T"),
];
const over: readonly Timed[] = [
  looks(530, "S"),
  [531, { kind: "recovered", isUndone: true, text: "SIGCONT" }],
];
const judgeOf = (...facts: readonly Timed[]): Verdict =>
  judgeClient(
    layOut(
      evidenceOf(observations(...opened, ...paused, ...facts), {
        control: usual(),
      }),
    ),
    { endings: ["silence"], process: "paused", lives: true },
  );

test("who waits bears it, and how long it lasted is what was seen", () => {
  const verdict = judgeOf(...over);
  assert.deepEqual([verdict.patience, verdict.lastedNs], ["bears", 518e6], verdict.summary.join("\n"));
  assert.match(verdict.summary[0] ?? "", /^bore the pause of 518 ms/);
});

test("who closes raises a false alarm; the server's FIN, which answers it, is no ending of the server's", () => {
  for (const after of [300, 600]) {
    const own = segment("> F. 14:14(0) ack 14");
    const answer = segment("< F. 14:14(0) ack 15");
    const facts: Timed[] = [...over, [after, own], [after + 1, answer]];
    const verdict = judgeOf(...facts.sort(([one], [other]) => one - other));
    assert.equal(verdict.patience, "false-alarm", verdict.summary.join("\n"));
    assert.equal(verdict.ending.by, "silence");
  }
});

test("a server that closes by itself would not have answered: nothing is graded", () => {
  for (const after of [300, 600]) {
    const facts: Timed[] = [...over, [after, segment("< F. 14:14(0) ack 14")]];
    const verdict = judgeOf(...facts.sort(([one], [other]) => one - other));
    assert.deepEqual([verdict.grade, verdict.patience], ["inconclusive", "unknown"], `${after}`);
  }
});

test("what was not seen to go on is not over", () => {
  const verdict = judgeOf([531, { kind: "recovered", isUndone: true, text: "SIGCONT" }]);
  assert.match(verdict.missing ?? "", /process 7 was not seen to go on/);
});
