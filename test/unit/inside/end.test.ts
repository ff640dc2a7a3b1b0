// How the process inside ended, and what is said of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asFailure } from "../../../src/failure.ts";
import {
  describeExit,
  endedTooEarly,
  refusedNamespaces,
  shortOfNamespaces,
} from "../../../src/run/inside-end.ts";

test("an exit code of a shell above 128 is the signal that killed its command", () => {
  assert.deepEqual(describeExit(137, null), { signal: "SIGKILL" });
  assert.deepEqual(describeExit(134, null), { signal: "SIGABRT" });
  assert.deepEqual(describeExit(null, "SIGTERM"), { signal: "SIGTERM" });
  assert.deepEqual(describeExit(3, null), { exitCode: 3 });
  assert.deepEqual(describeExit(128, null), { exitCode: 128 });
  assert.deepEqual(describeExit(255, null), { exitCode: 255 });
});

test("only what unshare(1) says, or that it is not there, is a refusal of namespaces", () => {
  const missing = Object.assign(new Error("spawn unshare ENOENT"), { code: "ENOENT" });
  assert.match(refusedNamespaces({ error: missing, stderr: "" }) ?? "", /not installed/);
  const stderr = "unshare: unshare failed: Operation not permitted\n";
  assert.equal(refusedNamespaces({ exitCode: 1, stderr }), stderr.trim());
  assert.equal(refusedNamespaces({ exitCode: 1, stderr: "node: out of memory\n" }), undefined);
  const busy = Object.assign(new Error("spawn unshare EAGAIN"), { code: "EAGAIN" });
  assert.equal(refusedNamespaces({ error: busy, stderr: "" }), undefined);
});

for (const [what, end, says, remedy] of [
  ["SIGKILL", { signal: "SIGKILL", stderr: "" }, /was killed by SIGKILL/, /memory/],
  [
    "SIGABRT",
    { signal: "SIGABRT", stderr: "\n# Fatal\nat x\nat y\n" },
    /killed by SIGABRT.*# Fatal$/,
    /ulimit -u/,
  ],
  ["no fork", { exitCode: 2, stderr: "sh: 0: Cannot fork\n" }, /exit code 2.*Cannot fork/, /ulimit -u/],
  [
    "a heap that is full",
    { signal: "SIGABRT", stderr: "\n<--- Last few GCs --->\n\nFATAL ERROR: JavaScript heap out of memory\n" },
    /: FATAL ERROR: JavaScript heap out of memory$/,
    /--max-old-space-size/,
  ],
  ["silence", { signal: "SIGKILL", wasSilent: true, stderr: "" }, /hung, or was stopped/, /ulimit -u/],
  ["an exit", { exitCode: 5, stderr: "" }, /ended with exit code 5/, /report it/],
] as const) {
  test(`ended too early, ${what}: one line that names it, and a remedy that fits; exit code 3`, () => {
    const failure = endedTooEarly(end);
    assert.match(failure.message, says);
    assert.doesNotMatch(failure.message, /\n/);
    assert.match(failure.remedy, remedy);
    assert.equal(failure.exitCode, 3);
  });
}

test("namespaces that were refused though they have been made before: a limit is reached, and it is no private network that is not possible", () => {
  const full = shortOfNamespaces("unshare: unshare failed: No space left on device");
  assert.equal(
    full.message,
    "A private network was refused, though one was made before: unshare: unshare failed: No space left on device.",
  );
  assert.match(full.remedy, /max_net_namespaces.*--workers/);
  assert.equal(full.exitCode, 3);
  assert.match(
    shortOfNamespaces("unshare: unshare failed: Operation not permitted").remedy,
    /deadpeer doctor/,
  );
});

test("ENOSPC of unshare(2) is a limit of namespaces, and no disk that is full", () => {
  const made = Object.assign(new Error("unshare(CLONE_NEWNET): No space left on device (ENOSPC)"), {
    code: "ENOSPC",
  });
  assert.match(
    asFailure(Object.assign(made, { syscall: "unshare(CLONE_NEWNET)" })).remedy,
    /max_net_namespaces/,
  );
  assert.equal(asFailure(Object.assign(made, { syscall: "write" })).remedy, "The disk is full.");
});
