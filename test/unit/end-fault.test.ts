// A fault that could not be ended: a Failure that names it, wherever it was to be ended.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bringBack } from "../../src/custom/come-back.ts";
import { endFault } from "../../src/custom/end-fault.ts";
import type { Session } from "../../src/inside/session.ts";

const stuck = (): Pick<Session, "experiment" | "heals"> => ({
  experiment: {
    spec: { fault: "mute", custom: { comeBackMs: 1 } },
    timeline: { watch: () => Promise.resolve(undefined) },
  } as unknown as Session["experiment"],
  heals: [() => Promise.reject(new Error("process 42 did not go on"))],
});

const message = "The fault `mute` could not be ended: process 42 did not go on.";

test("when the server comes back", async () => {
  const remedy = "Leave out `--after come-back`.";
  await assert.rejects(bringBack(stuck()), { message, exitCode: 3, remedy });
});

test("when it has lasted as long as it was to", async () => {
  await assert.rejects(endFault(stuck(), "Make it shorter."), {
    message,
    exitCode: 3,
    remedy: "Make it shorter.",
  });
});

test("each is ended once, in order", async () => {
  const done: number[] = [];
  const session = { ...stuck(), heals: [1, 2].map((n) => async () => void done.push(n)) };
  await endFault(session, "");
  await endFault(session, "");
  assert.deepEqual(done, [1, 2]);
});
