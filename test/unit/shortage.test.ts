// An experiment that failed where few processes may run: the limit is named, with a remedy.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { failure } from "../../src/failure.ts";
import { refusedNamespaces } from "../../src/run/inside-end.ts";
import { describeShortage } from "../../src/run/shortage.ts";
import { countTasksOf, readLimit } from "../../src/sys/limits.ts";

const never = failure(2, "The client never connected to the server.", "Run the client on its own.");

test("few processes left: the limit, what is left of it, a number that suffices, exit code 3", () => {
  const { message, remedy, exitCode } = describeShortage(never, 44, 11);
  assert.equal(
    message,
    "The client never connected to the server. Only 33 more processes and threads may run here (`ulimit -u` is 44).",
  );
  assert.match(remedy, /^An experiment may need 100 of them: raise `ulimit -u` to 111 or more\.\n/);
  assert.match(remedy, /\nIf that does not help: Run the client on its own\.$/);
  assert.equal(exitCode, 3);
});

test("more in use than may be: none is left", () => {
  assert.match(describeShortage(never, 20, 30).message, /Only 0 more/);
});

test("enough processes left: the failure as it was", () => {
  assert.equal(describeShortage(never, 200, 100), never);
});

test("a limit is read from the kernel, and tasks are counted with their threads", () => {
  const own = readdirSync("/proc/self/task").length;
  assert.ok(countTasksOf(process.geteuid?.() ?? 0) >= own);
  const shell = 'ulimit -n 99; exec node --input-type=module -e "$READ"';
  const file = new URL("../../src/sys/limits.js", import.meta.url).href;
  const READ = `import { readLimit } from ${JSON.stringify(file)}; console.log(readLimit("Max open files"));`;
  const { stdout } = spawnSync("sh", ["-c", shell], { env: { ...process.env, READ }, encoding: "utf8" });
  assert.equal(stdout, "99\n");
  assert.equal(readLimit("Max nothing"), undefined);
});

test("unshare(1) that gets no process is no refusal of namespaces", () => {
  const stderr = "unshare: fork failed: Resource temporarily unavailable\n";
  assert.equal(refusedNamespaces({ exitCode: 1, stderr }), undefined);
});
