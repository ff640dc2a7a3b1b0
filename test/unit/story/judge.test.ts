// The verdict on a story's deaths: one that was not reached, one in which the story ended, and what it means for the exit
// code.

import assert from "node:assert/strict";
import { test } from "node:test";
import { specOfExperiment } from "../../../src/run/experiment-spec.ts";
import { exitCodeOf } from "../../../src/run/exit-code.ts";
import { judge } from "../../../src/run/judge.ts";
import type { Performed } from "../../../src/run/plan.ts";
import { recordsOfDeaths } from "../../../src/run/story-records.ts";
import { requestOf } from "../../../src/story/load-story.ts";
import { divideByDeath } from "../../../src/timeline/deaths.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import type { RunDocument } from "../../../src/timeline/record.ts";
import { controlOf } from "../../../src/verdict/control.ts";
import { layOut } from "../../../src/timeline/case.ts";
import type { Grade } from "../../../src/timeline/words.ts";
import { evidenceOf, observations, opened, segment } from "../made-up.ts";
import { NO_CONTROL, type Timed } from "../one-run.ts";

const death: readonly Timed[] = [
  ...opened,
  [900, { kind: "step", step: "3", text: "The fault", death: 1 }],
  [910, { kind: "fault", fault: "kill", pid: 7, text: "SIGKILL to process 7" }],
  [911, { kind: "process-ended", pid: 7 }],
  [912, segment("< F. 14:14(0) ack 14")],
  [913, segment("> F. 14:14(0) ack 15")],
];
const ended: Timed = [990, { kind: "gave-up", what: "it never connected", waitedMs: 0, ends: true }];

function graded(
  all: readonly Timed[],
  of: number,
  expected: string,
): (readonly [Grade, string | undefined])[] {
  return divideByDeath(observations(...all), of).map((seen) => {
    const { verdict } = judge("experiment", evidenceOf(seen, { control: NO_CONTROL }), expected);
    return [verdict.grade, verdict.missing];
  });
}

test("a death that was reached is judged by itself, and one that was not is inconclusive: why is said", () => {
  const before: readonly Timed[] = [[980, { kind: "step", step: "5", text: "The fault", death: 2 }], ended];
  assert.deepEqual(graded([...death, ...before], 3, "noticed=at-once"), [
    ["pass", undefined],
    ["inconclusive", "the story ended before the fault: it never connected"],
    ["inconclusive", "the story ended before the fault: it never connected"],
  ]);
});

test("a death in which the story ended does not pass; a failure of it stays one", () => {
  assert.deepEqual(graded([...death, ended], 1, "noticed=at-once"), [
    ["inconclusive", "the story ended here: it never connected"],
  ]);
  assert.equal(graded([...death, ended], 1, "noticed=never")[0]?.[0], "fail");
});

test("a fault that could not be done is missing for the reason that it gave", () => {
  const undone = death.slice(0, -2);
  const failed: Timed = [950, { kind: "gave-up", what: "the command did not end", waitedMs: 0, ends: true }];
  assert.deepEqual(graded([...undone, failed], 1, "noticed=at-once"), [
    ["inconclusive", "the story ended here: the command did not end"],
  ]);
});

test("one death that fails is enough; else one of which nobody knows", () => {
  const document = (...grades: readonly Grade[]): RunDocument =>
    ({ runs: grades.map((grade, i) => ({ death: { number: i + 1, of: 2 }, verdict: { grade } })) }) as never;
  assert.equal(exitCodeOf(document("pass", "pass")), 0);
  assert.equal(exitCodeOf(document("fail", "inconclusive")), 1);
  assert.equal(exitCodeOf(document("pass", "inconclusive")), 3);
});

test("a late answer to what was said before a death is not what told the client of it", () => {
  const request = requestOf({ client: "x", steps: [{ fault: "kill" }, "comeBack", { fault: "kill" }] }, ".");
  const spec = specOfExperiment(request);
  const answer: Fact = { kind: "printed", role: "client", text: "late answer\n" };
  const begins: Fact = { kind: "step", step: "5", text: "The fault", death: 2 };
  const second = (pid: number): Fact => ({ kind: "fault", fault: "kill", pid, text: "again" });
  const made = (facts: readonly Timed[], pid: number): Performed => {
    const seen = observations(...facts).map((each) => (each.kind === "fault" ? { ...each, pid } : each));
    const clock = { startedAtMs: 0, offsetErrorNs: 0, driftNs: 0 };
    return { spec, evidence: { ...evidenceOf(seen), network: { name: "loopback" }, clock } };
  };
  const late = made([...death, [980, begins], [985, second(7)], [986, answer]], 7);
  const control = made([...opened, [910, second(0)], [950, answer], [980, begins], [985, second(0)]], 0);
  assert.ok(request.story);
  const records = recordsOfDeaths(request.story, late, [control], ([each]) =>
    each !== undefined && "evidence" in each ? controlOf(layOut(each.evidence)) : NO_CONTROL,
  );
  const { told, by } = records[1]?.verdict ?? {};
  assert.deepEqual([told, by], ["", undefined]);
});
