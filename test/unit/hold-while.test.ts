// A process that is held, and ends meanwhile.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { holdWhile, waitForStop } from "../../src/inside/serving-process.ts";
import type { Experiment } from "../../src/inside/experiment.ts";

test("a process that ends while it is held does not hide what went wrong meanwhile", async (t) => {
  const child = spawn("sleep", ["60"]);
  t.after(() => child.kill("SIGKILL"));
  await once(child, "spawn");
  const experiment = {
    spec: { limitMs: 1000 },
    timeline: { watch: () => Promise.resolve(true) },
  } as unknown as Experiment;
  const meanwhile = async (): Promise<void> => {
    child.kill("SIGKILL");
    await once(child, "exit");
    throw new Error("what went wrong");
  };
  await assert.rejects(holdWhile(experiment, child.pid ?? 0, meanwhile), /what went wrong/);
});

test("a process that has ended need not stop: nothing reads any more", async () => {
  const child = spawn("true");
  await once(child, "exit");
  const experiment = {
    spec: { limitMs: 1000 },
    timeline: { watch: (_: number, look: () => unknown) => Promise.resolve(look()) },
  } as unknown as Experiment;
  assert.equal(await waitForStop(experiment, child.pid ?? 0), true);
  assert.equal(await waitForStop(experiment, process.pid), false, "one that goes on");
});
