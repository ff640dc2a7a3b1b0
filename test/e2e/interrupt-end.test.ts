// An interruption that comes once an experiment is done does not cost what it has found.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRunOptions } from "../../src/run/check-options.ts";
import { performPlan, specOf } from "../../src/run/plan.ts";
import { scenarios } from "../../src/run/scenarios.ts";

const [plan] = scenarios["5.12"].runs;

test("one that comes while only the process inside is still ending", async () => {
  const interruption = new AbortController();
  assert.ok(plan);
  const spec = specOf("5.12", plan, checkRunOptions({ watchMs: 40 }));
  const { signal } = interruption;
  const { evidence } = await performPlan(spec, { signal }, { emptied: () => interruption.abort() });
  assert.ok(evidence.observations.some(({ kind }) => kind === "fault"));
});

test("one that comes before that", async () => {
  const interruption = new AbortController();
  assert.ok(plan);
  const spec = specOf("5.12", plan, checkRunOptions({ watchMs: 40 }));
  const { signal } = interruption;
  const interrupt = (kind: string): void => {
    if (kind === "fault") interruption.abort();
  };
  await assert.rejects(
    performPlan(spec, { signal, observed: ({ kind }) => interrupt(kind) }),
    (error) => error === signal.reason,
  );
});
