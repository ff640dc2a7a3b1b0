// How a process ended, and that it has been waited for, on kernels that do not hang up a pidfd then.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { type TestContext, test } from "node:test";
import type { DescriptorWatch } from "../../../src/observe/descriptor-watch.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { observeProcesses } from "../../../src/observe/processes.ts";
import { POLLIN } from "../../../src/sys/io.ts";
import { readProcess, readTree } from "../../../src/sys/proc.ts";
import { eventually } from "../programs.ts";

/** As before Linux 6.9: a pidfd is readable once the process has ended, and never hung up. */
function observeOnOldKernel(t: TestContext) {
  const facts: Fact[] = [];
  let end = (): void => undefined;
  const watch: Pick<DescriptorWatch, "add" | "remove"> = {
    add(_, ready) {
      end = () => ready(POLLIN);
    },
    remove: () => undefined,
  };
  const observer = observeProcesses(watch as DescriptorWatch, (fact) => facts.push(fact));
  t.after(() => observer.close());
  return { observer, facts, tellEnd: () => end() };
}

/** A child of a program that waits for none; it ends in the shell's way `how` once it is let go, and is a zombie then. */
async function startUnwaited(t: TestContext, how: string) {
  const parent = spawn("sh", ["-c", `sh -c 'read go <&3; ${how}' & exec sleep 60`], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  t.after(() => parent.kill("SIGKILL"));
  const pid = parent.pid ?? 0;
  await eventually("a parent that waits for none", () => readProcess(pid)?.name === "sleep" || undefined);
  const child = await eventually("its child", () => readTree(pid)[1]);
  const letGo = async (): Promise<void> => {
    (parent.stdio[3] as Writable).write("\n");
    await eventually("a zombie", () => readProcess(child.pid)?.state === "Z" || undefined);
  };
  return { pid: child.pid, letGo };
}

/** Starts a process that gets this pid; undefined when others come between each time. */
async function startAs(t: TestContext, pid: number): Promise<true | undefined> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    writeFileSync("/proc/sys/kernel/ns_last_pid", String(pid - 1));
    const child = spawn("sleep", ["60"], { stdio: "ignore" });
    t.after(() => child.kill("SIGKILL"));
    await once(child, "spawn");
    if (child.pid === pid) return true;
  }
  return undefined;
}

test("a zombie has not been waited for, and how it ended is in /proc, whose child it may be", async (t) => {
  for (const [how, end] of [
    ["exit 3", { exitCode: 3 }],
    ["kill -SEGV $$", { signal: "SIGSEGV" }],
  ] as const) {
    const { pid, letGo } = await startUnwaited(t, how);
    const { observer, facts, tellEnd } = observeOnOldKernel(t);
    observer.watchEnd(pid);
    await letGo();
    tellEnd();
    assert.deepEqual(facts, [{ kind: "process-ended", pid, ...end }]);
  }
});

test("a process that has been waited for is seen to be, though another has its pid by then", async (t) => {
  if (process.geteuid?.() !== 0) return t.skip("only root may choose a pid");
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const { observer, facts, tellEnd } = observeOnOldKernel(t);
  observer.watchEnd(pid);
  child.kill("SIGKILL");
  await once(child, "exit"); // Node has waited for it
  if (!(await startAs(t, pid))) return t.skip("the pid was not to be had");
  tellEnd();
  await eventually(
    "that it has been waited for",
    () => facts.some(({ kind }) => kind === "process-reaped") || undefined,
  );
});
