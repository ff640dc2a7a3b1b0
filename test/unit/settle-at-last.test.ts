// When a client is at rest: one that is ending is waited for, as much longer as it had to wait for a processor.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Session } from "../../src/inside/session.ts";
import { settle, settleAtLast } from "../../src/inside/settle.ts";
import { createTimeline } from "../../src/inside/timeline.ts";

const LIMIT_MS = 100;

/**
 * A client that is always about to go on, and ends after a while; each look at it finds it so much longer without a
 * processor.
 */
function running(endsAfterMs: number, waitedMs: number): Session {
  const timeline = createTimeline(process.hrtime.bigint(), () => undefined);
  const client = { role: "client", pid: 3 } as const;
  let looks = 0;
  const sampleWaiting = (): void => {
    looks += 1;
    const waited = { waitedMs: looks * waitedMs, serverWaitedMs: 0, lateMs: 0, ms: 0 };
    timeline.record({ kind: "spent", role: "client", ...waited });
    const threads = [{ tid: 3, name: "client", call: "running", on: [] }];
    timeline.record({ kind: "waiting", ...client, threads });
  };
  setTimeout(() => timeline.record({ kind: "program-exited", ...client, exitCode: 0 }), endsAfterMs);
  return { experiment: { timeline }, sampleWaiting } as unknown as Session;
}

test("who waits for a processor has the time to end that it was kept waiting, and who does not has not", async () => {
  const afterwards = LIMIT_MS + LIMIT_MS / 2;
  assert.equal(await settle(running(afterwards, 1), LIMIT_MS), false);
  assert.equal(await settleAtLast(running(afterwards, LIMIT_MS), LIMIT_MS), true);
  assert.equal(
    await settleAtLast(running(afterwards, 0), LIMIT_MS),
    false,
    "it works, and has what it needs",
  );
  assert.equal(
    await settleAtLast(running(LIMIT_MS * 4, LIMIT_MS), LIMIT_MS),
    false,
    "twice as long in all, and no longer",
  );
});

test("a process whose system call is not known may not be looked at, or is ending, and that is no rest", async () => {
  const looked = (state: string | undefined): Session => {
    const timeline = createTimeline(process.hrtime.bigint(), () => undefined);
    const threads = [{ tid: 3, name: "client", call: "unknown", on: [] }];
    const sampleWaiting = (always = false): void => {
      if (always) timeline.record({ kind: "waiting", role: "client", pid: 3, threads });
    };
    sampleWaiting(true);
    const rows = state === undefined ? [] : [{ pid: 3, parent: 1, state, name: "client" }];
    return { experiment: { timeline, trees: { of: () => rows } }, sampleWaiting } as unknown as Session;
  };
  for (const [state, isRest] of [
    ["S", true],
    ["T", true],
    ["Z", false],
    ["R", false],
    [undefined, false],
  ] as const)
    assert.equal(await settle(looked(state), LIMIT_MS), isRest, state ?? "gone");
});
