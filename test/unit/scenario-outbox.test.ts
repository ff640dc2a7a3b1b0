// What was observed goes out in order, soon, and in a flood later: all of it, each once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOutbox } from "../../src/inside/outbox.ts";
import type { Observation } from "../../src/timeline/observation.ts";

function create(isBusy = () => false): { add(count: number): void; flush(): void; batches: number[][] } {
  const batches: number[][] = [];
  const outbox = createOutbox((sent) => batches.push(sent.map(({ id }) => id)), isBusy);
  let id = 0;
  return {
    batches,
    flush: () => outbox.flush(),
    add(count) {
      for (let i = 0; i < count; i += 1) {
        id += 1;
        outbox.add({ id, atNs: id, kind: "gave-up", what: "", waitedMs: 0 } satisfies Observation);
      }
    },
  };
}

const upTo = (count: number): number[] => [...Array(count).keys()].map((i) => i + 1);

test("what comes after a rest goes in the same turn of the event loop, together", async () => {
  const { add, batches } = create();
  add(3);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.deepEqual(batches, [[1, 2, 3]]);
});

test("a flood waits until it is over, and then comes in parts", async () => {
  const { add, batches } = create();
  add(2000);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.deepEqual(batches, []);
  while (batches.flat().length < 2000) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(batches.length > 1);
  assert.deepEqual(batches.flat(), upTo(2000));
});

test("when it is emptied nothing is left, and nothing comes twice", async () => {
  const { add, flush, batches } = create();
  add(2000);
  flush();
  assert.deepEqual(batches.flat(), upTo(2000));
  add(1);
  flush();
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(batches.flat(), upTo(2001));
});

test("while the programs are at work what little there is waits, too", async () => {
  let isBusy = true;
  const { add, batches } = create(() => isBusy);
  add(1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(batches, []);
  isBusy = false;
  while (batches.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(batches, [[1]]);
});
