// Runs that show too little for a verdict: they say what is missing, and claim nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Evidence, layOut } from "../../src/timeline/case.ts";
import type { Fact } from "../../src/timeline/observation.ts";
import { type Verdict, observerNames } from "../../src/timeline/record.ts";
import { judgeClient } from "../../src/verdict/verdict.ts";
import { evidenceOf, observations, opened, segment } from "./made-up.ts";

type Timed = readonly [ms: number, fact: Fact];

const fault = (name: string, pid = 7): Timed => [10, { kind: "fault", fault: name, pid, text: name }];
const GONE: Timed = [11, { kind: "process-ended", pid: 7 }];
const FIN: Timed = [12, segment("< F. 14:14(0) ack 14")];
const exit: Timed = [20, { kind: "program-exited", role: "client", pid: 3, exitCode: 1 }];

function judgeOf(
  facts: readonly Timed[],
  endings: readonly string[],
  other: Partial<Evidence> = {},
): Verdict {
  return judgeClient(layOut(evidenceOf(observations(...facts), other)), endings);
}

const without = (...names: readonly string[]): Partial<Evidence> => ({
  observers: observerNames.map((name) => ({ name, on: !names.includes(name), how: "left out" })),
});

function isInconclusive(verdict: Verdict, missing: string): void {
  assert.equal(verdict.grade, "inconclusive");
  assert.equal(verdict.missing, missing);
  assert.equal(verdict.noticed, "unknown");
  assert.equal(verdict.reaction, "unknown");
  assert.ok(!("afterNs" in verdict) && !("by" in verdict));
  assert.deepEqual(verdict.summary, [`Inconclusive: ${missing}.`]);
}

test("a run that ended before its fault", () => {
  isInconclusive(judgeOf(opened, ["fin", "rst"]), "the run ended before the fault");
  isInconclusive(judgeOf([], ["fin", "rst"]), "the run ended before the fault");
});

test("a run whose segments were not observed", () => {
  const verdict = judgeOf([fault("kill"), GONE, exit], ["fin", "rst"], without("segments"));
  isInconclusive(verdict, "segments were not observed");
  assert.equal(verdict.ending.by, "unknown");
});

test("a run whose capture lost frames", () => {
  const verdict = judgeOf([...opened, fault("kill"), GONE, FIN, exit], ["fin", "rst"], { drops: 2 });
  isInconclusive(verdict, "the capture lost 2 frames");
});

test("a kill after which TCP is silent", () => {
  const verdict = judgeOf([...opened, fault("kill"), GONE, exit], ["fin", "rst"]);
  isInconclusive(verdict, "the fault `kill` shows as fin or rst, and silence was seen");
  assert.equal(verdict.ending.by, "silence");
});

test("a fault that shows as something else than it should", () => {
  const rst: Timed = [12, segment("< R. 14:14(0) ack 14")];
  isInconclusive(
    judgeOf([...opened, fault("close"), rst], ["fin"]),
    "the fault `close` shows as fin, and rst was seen",
  );
  isInconclusive(
    judgeOf([...opened, fault("none", 0), FIN], ["none"]),
    "the fault `none` shows as none, and fin was seen",
  );
});

test("a kill whose process was not seen to end, or another one's end", () => {
  const missing = "the end of the killed process was not seen";
  isInconclusive(judgeOf([...opened, fault("kill"), FIN, exit], ["fin", "rst"]), missing);
  const other: Timed = [11, { kind: "process-ended", pid: 8 }];
  isInconclusive(judgeOf([...opened, fault("kill"), other, FIN, exit], ["fin", "rst"]), missing);
});

test("a fault that kills nobody needs no end of a process", () => {
  assert.equal(judgeOf([...opened, fault("close"), FIN, exit], ["fin"]).grade, "pass");
});

test("how the client ended is told all the same", () => {
  assert.deepEqual(judgeOf([...opened, fault("kill"), exit], ["fin"]).exit, { exitCode: 1 });
  assert.equal(judgeOf(opened, ["fin"]).exit, undefined);
});

test("the control without segments does not say that TCP showed no ending", () => {
  const { grade, summary } = judgeOf([fault("none", 0)], ["none"], without("segments"));
  assert.equal(grade, "inconclusive");
  assert.doesNotMatch(summary.join(" "), /showed no ending/);
});

test("a client whose output was not observed may have told: `never` is not known", () => {
  const seen = [...opened.slice(0, -1), fault("kill"), GONE, FIN];
  assert.equal(judgeOf(seen, ["fin"], without("output")).noticed, "unknown");
});
