// When the lab's page is drawn again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createDrawing } from "../../../src/lab/page/drawing.ts";

const FRAME_MS = 16;

interface Drawn {
  /** When each drawing began. */
  readonly at: readonly number[];
  readonly isNew: (isUrgent: boolean) => void;
  /** Lets so much time pass. */
  pass(ms: number): void;
}

/** @param costMs of each drawing */
function drawing(costMs = 0, isHidden = false): Drawn {
  let nowMs = 0;
  let waiting: { readonly atMs: number; readonly act: () => void }[] = [];
  const at: number[] = [];
  const later = (act: () => void, ms: number): (() => void) => {
    const entry = { atMs: nowMs + ms, act };
    waiting.push(entry);
    return () => void (waiting = waiting.filter((each) => each !== entry));
  };
  const draw = (): void => {
    at.push(nowMs);
    nowMs += costMs;
  };
  const isNew = createDrawing(draw, {
    nowMs: () => nowMs,
    nextFrame: (act) => later(act, FRAME_MS - (nowMs % FRAME_MS)),
    later,
    isHidden: () => isHidden,
  });
  return {
    at,
    isNew,
    pass(ms) {
      for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 1) {
        const due = waiting.filter(({ atMs }) => atMs <= nowMs);
        waiting = waiting.filter((each) => !due.includes(each));
        for (const { act } of due) act();
      }
    },
  };
}

test("what is new at the same time is drawn once, in the next frame", () => {
  const { at, isNew, pass } = drawing();
  isNew(true);
  isNew(true);
  isNew(false);
  pass(1000);
  assert.deepEqual(at, [FRAME_MS]);
});

test("what is not urgent is drawn with the next that is, and once", () => {
  const { at, isNew, pass } = drawing();
  isNew(false);
  pass(100);
  isNew(false);
  isNew(true);
  pass(1000);
  assert.deepEqual(at, [112]);
});

test("what is not urgent is drawn a while later, whatever else comes", () => {
  const { at, isNew, pass } = drawing();
  for (let i = 0; i < 6; i += 1) {
    isNew(false);
    pass(100);
  }
  assert.deepEqual(at, [500]);
});

test("two expensive drawings are usual, after three it rests as long as they take", () => {
  const { at, isNew, pass } = drawing(100);
  for (let i = 0; i < 600; i += 1) {
    isNew(true);
    pass(1);
  }
  const [one = 0, two = 0, three = 0, four = 0] = at;
  assert.ok(two - one < 120 && three - two < 120 && four - three >= 200, at.join());
});

test("a page in the background is drawn although it has no frames", () => {
  const { at, isNew, pass } = drawing(0, true);
  isNew(true);
  pass(1);
  assert.deepEqual(at, [0]);
});
