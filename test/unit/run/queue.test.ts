// What threads wait for a processor, as the kernel counts it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { measureLateness } from "../../../src/observe/lateness.ts";
import { readMainQueueWait, readQueueWaits } from "../../../src/sys/run-queue.ts";
import { eventually } from "../../e2e/harness.ts";

test("two programs that share one processor wait for each other", async () => {
  const [, processor = "0"] =
    /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  const programs = [1, 2].map(() =>
    spawn("taskset", ["-c", processor, "sh", "-c", "while :; do :; done"], { stdio: "ignore" }),
  );
  const pids = programs.map(({ pid = 0 }) => pid);
  try {
    for (const pid of pids) {
      await eventually("it has waited", () => (readMainQueueWait(pid) ?? 0) > 0);
      assert.ok((readQueueWaits(pid).get(pid) ?? 0) > 0);
    }
  } finally {
    for (const program of programs) program.kill("SIGKILL");
    await Promise.all(programs.map((program) => once(program, "exit")));
  }
  assert.equal(readMainQueueWait(pids[0] ?? 0), undefined);
  assert.deepEqual([...readQueueWaits(pids[0] ?? 0)], []);
});

test("a timer that comes late is counted, also while it has not come yet", () => {
  let nowMs = 1000;
  const meter = measureLateness(() => nowMs);
  try {
    assert.equal(meter.lateMs(), 0);
    nowMs += 20;
    assert.equal(meter.lateMs(), 0);
    nowMs += 300; // nothing else has run meanwhile
    assert.ok(meter.lateMs() > 250);
  } finally {
    meter.stop();
  }
});
