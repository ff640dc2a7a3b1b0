// The wire's journal, by a clock and a timer that are moved by hand: when it tells what it has logged.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createJournal } from "../../../src/wire/journal.ts";
import { type LoggedFrame, readWireLog } from "../../../src/wire/log.ts";

const FRAME: Omit<LoggedFrame, "frame"> = {
  direction: "client->server",
  fate: "passed",
  rule: 0,
  atNs: 0,
  deliveredNs: 0,
  wireLength: 60,
  bytes: new Uint8Array(60),
};

function begin() {
  let nowMs = 1000;
  let armedMs: number | undefined;
  const told: number[][] = [];
  const journal = createJournal(
    (frames) => told.push([...readWireLog(frames)].map(({ frame }) => frame)),
    60,
    { arm: (ms) => void (armedMs = ms), clear: () => void (armedMs = undefined) },
    () => nowMs,
  );
  const come = (count: number): void => {
    for (let i = 0; i < count; i += 1) journal.add({ ...FRAME, frame: journal.nextFrame() });
  };
  return {
    journal,
    told,
    come,
    /** Frames come, and the timer goes off when it is time; answers after how many milliseconds. */
    comeUntilTold(count: number): number {
      come(count);
      journal.flushInTime();
      assert.ok(armedMs !== undefined && journal.isResting());
      const waitedMs = armedMs;
      nowMs += waitedMs;
      journal.timeIsOver();
      return waitedMs;
    },
  };
}

test("the first frame is told at once, and those that come soon after it together", () => {
  const { journal, told, come, comeUntilTold } = begin();
  come(1);
  journal.flushInTime();
  assert.deepEqual(told, [[1]]);
  assert.equal(comeUntilTold(2), 5);
  assert.deepEqual(told, [[1], [2, 3]]);
});

test("in a flood it rests longer, and not when that is over", () => {
  const { journal, told, come, comeUntilTold } = begin();
  come(1);
  journal.flushInTime();
  assert.deepEqual([500, 2000, 100, 10].map(comeUntilTold), [5, 25, 25, 5]);
  assert.equal(told.flat().length, 2611);
});

test("the faster frames come the shorter it rests: half of the taps' places are left for what comes meanwhile", () => {
  const { journal, come, comeUntilTold } = begin();
  come(1);
  journal.flushInTime();
  // 500, 1,000 and 100 frames a millisecond.
  assert.deepEqual([2500, 17_000, 900, 10].map(comeUntilTold), [5, 17, 9, 25]);
});

test("who asks for it is told at once, also in a flood", () => {
  const { journal, told, come, comeUntilTold } = begin();
  come(1);
  journal.flushInTime();
  comeUntilTold(500);
  come(3);
  journal.flush();
  assert.deepEqual(told.at(-1), [502, 503, 504]);
});

test("more than there is room for is told before it is over", () => {
  const { journal, told, come } = begin();
  come(20_000);
  assert.ok(told.length > 1);
  journal.flush();
  assert.deepEqual(
    told.flat(),
    Array.from({ length: 20_000 }, (_, i) => i + 1),
  );
});
