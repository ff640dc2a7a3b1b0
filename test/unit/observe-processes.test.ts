// How a process ended, and that it has been waited for, on kernels that do not hang up a pidfd then.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import type { DescriptorWatch } from "../../src/observe/descriptor-watch.ts";
import { observeProcesses } from "../../src/observe/processes.ts";
import { POLLIN } from "../../src/sys/io.ts";
import { readProcess, readTree } from "../../src/sys/proc.ts";
import { eventually } from "./programs.ts";

/** As before Linux 6.9: a pidfd is readable once the process has ended, and never hung up. */
function observeOnOldKernel(t: TestContext) {
  const kinds: string[] = [];
  let end = (): void => undefined;
  const watch: Pick<DescriptorWatch, "add" | "remove"> = {
    add(_, ready) {
      end = () => ready(POLLIN);
    },
    remove: () => undefined,
  };
  const observer = observeProcesses(watch as DescriptorWatch, ({ kind }) => kinds.push(kind));
  t.after(() => observer.close());
  return { observer, kinds, tellEnd: () => end() };
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

test("a zombie has not been waited for", async (t) => {
  // The shell becomes a program that waits for no child.
  const parent = spawn("sh", ["-c", "sleep 0.2 & exec sleep 60"], { stdio: "ignore" });
  t.after(() => parent.kill("SIGKILL"));
  const child = await eventually("its child", () => readTree(parent.pid ?? 0)[1]);
  const { observer, kinds, tellEnd } = observeOnOldKernel(t);
  observer.watchEnd(child.pid);
  await eventually("a zombie", () => readProcess(child.pid)?.state === "Z" || undefined);
  tellEnd();
  assert.deepEqual(kinds, ["process-ended"]);
});

test("how a zombie ended that is nobody's child of ours is in /proc", async (t) => {
  for (const [how, end] of [
    ["exit 3", { exitCode: 3 }],
    ["kill -SEGV $$", { signal: "SIGSEGV" }],
  ] as const) {
    const parent = spawn("sh", ["-c", `sh -c 'sleep 0.2; ${how}' & exec sleep 60`], { stdio: "ignore" });
    t.after(() => parent.kill("SIGKILL"));
    const child = await eventually("its child", () => readTree(parent.pid ?? 0)[1]);
    const facts: unknown[] = [];
    let tellEnd = (): void => undefined;
    const watch: Pick<DescriptorWatch, "add" | "remove"> = {
      add(_, ready) {
        tellEnd = () => ready(POLLIN);
      },
      remove: () => undefined,
    };
    const observer = observeProcesses(watch as DescriptorWatch, (fact) => facts.push(fact));
    t.after(() => observer.close());
    observer.watchEnd(child.pid);
    await eventually("a zombie", () => readProcess(child.pid)?.state === "Z" || undefined);
    tellEnd();
    assert.deepEqual(facts, [{ kind: "process-ended", pid: child.pid, ...end }]);
  }
});

test("a process that has been waited for is seen to be, though another has its pid by then", async (t) => {
  if (process.geteuid?.() !== 0) return t.skip("only root may choose a pid");
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const { observer, kinds, tellEnd } = observeOnOldKernel(t);
  observer.watchEnd(pid);
  child.kill("SIGKILL");
  await once(child, "exit"); // Node has waited for it
  if (!(await startAs(t, pid))) return t.skip("the pid was not to be had");
  tellEnd();
  await eventually("that it has been waited for", () => kinds.includes("process-reaped") || undefined);
});
