// Whose a process is: what deadpeer itself has started beside the programs is nobody's daemon.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createTrees, roleIn } from "../../src/inside/process-trees.ts";
import { readIfThere } from "../../src/sys/proc.ts";

test("a process of deadpeer's own is neither the server's nor the client's; any other one is a daemon", (t) => {
  const [own, daemon] = [1, 2].map(() => spawn("sleep", ["60"], { detached: true }));
  t.after(() => [own, daemon].forEach((child) => child?.kill("SIGKILL")));
  assert.ok(own?.pid !== undefined && daemon?.pid !== undefined);
  const trees = createTrees();
  trees.leaveOut(own.pid);
  for (const role of ["server", "client"] as const) trees.adopt(role);
  assert.deepEqual(
    trees.of("server").map(({ pid }) => pid),
    [daemon.pid],
  );
  assert.deepEqual(trees.of("client"), []);
});

test("what a program has left behind is its own, whoever looks first: its environment says so", async (t) => {
  const start = (role?: "client" | "proxy"): number => {
    const env = { ...process.env, ...(role && roleIn(role)) };
    const child = spawn("sleep", ["60"], { env });
    t.after(() => child.kill("SIGKILL"));
    return child.pid ?? 0;
  };
  const [client, proxy, server] = [start("client"), start("proxy"), start()];
  const trees = createTrees();
  // Until then it has its parent's environment (execve(2)).
  while (readIfThere(`/proc/${server}/comm`) !== "sleep\n") await setImmediate();
  trees.adopt("server");
  // What the test before has left may be there still.
  const isIn = (role: "server" | "client" | "proxy"): boolean[] => {
    const pids = new Set(trees.of(role).map(({ pid }) => pid));
    return [client, proxy, server].map((pid) => pids.has(pid));
  };
  assert.deepEqual(isIn("client"), [true, false, false]);
  assert.deepEqual(isIn("proxy"), [false, true, false]);
  assert.deepEqual(isIn("server"), [false, false, true]);
});
