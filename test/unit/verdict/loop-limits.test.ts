// What the looks at an event loop say of the time limit with which it sleeps.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observed, ThreadWait } from "../../../src/timeline/observation.ts";
import { limitOf, limitSince } from "../../../src/verdict/notice/loop-limits.ts";
import { socket } from "../one-run.ts";

const LOOP: ThreadWait = { tid: 3, name: "c", call: "epoll_pwait", on: [socket] };

/** At a time, in milliseconds, when the look before was so long ago. */
function look(ms: number, unseenMs?: number, ...threads: readonly ThreadWait[]): Observed<"waiting"> {
  const seen = unseenMs === undefined ? {} : { unseenMs };
  return { id: ms, atNs: ms * 1e6, kind: "waiting", role: "client", pid: 3, threads, ...seen };
}

test("it sleeps from the look on at the latest, and since the look before at the earliest", () => {
  const limited = { ...LOOP, withinMs: 400 };
  const limit = { atNs: 1000e6, unseenNs: 20e6, endNs: 1400e6, withinMs: 400, isNear: true };
  assert.deepEqual(limitOf(look(1000, 20, limited), LOOP), limit);
  assert.deepEqual(limitOf(look(1000, undefined, limited), LOOP), { ...limit, unseenNs: 0 });
  assert.deepEqual(limitOf(look(1000, 20, LOOP), LOOP), { atNs: 1000e6, unseenNs: 20e6, isNear: false });
  assert.equal(limitOf(look(1000, 20, { ...limited, tid: 4 }), LOOP), undefined, "another thread");
  assert.equal(limitOf(look(1000, 20, { ...limited, call: "read" }), LOOP), undefined, "another call");
});

test("the last limit is as it was seen first", () => {
  const looks = [900, 400, 400].map((withinMs, i) => look(1000 + 100 * i, 0, { ...LOOP, withinMs }));
  assert.equal(limitSince(looks, LOOP)?.endNs, 1500e6);
  assert.equal(limitSince([], LOOP), undefined);
});
