// Whose a process is: what deadpeer itself has started beside the programs is nobody's daemon.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { createTrees } from "../../src/inside/process-trees.ts";

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
