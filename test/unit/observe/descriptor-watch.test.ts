// Many descriptors are waited for at once, and none that is readable all the time keeps the others waiting.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { watchDescriptors } from "../../../src/observe/descriptor-watch.ts";
import { close, openEventfd, read, signalEventfd } from "../../../src/sys/io.ts";

function eventfd(t: TestContext): number {
  const fd = openEventfd();
  t.after(() => close(fd));
  return fd;
}

const clear = (fd: number): void => void read(fd, new Uint8Array(8));
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("each time a descriptor is readable it is told, and no more when it is removed", async (t) => {
  const [one, other] = [eventfd(t), eventfd(t)];
  const watch = watchDescriptors();
  const told: string[] = [];
  watch.add(one, () => {
    clear(one);
    told.push("one");
  });
  watch.add(other, () => {
    clear(other);
    told.push("other");
  });
  for (const [fd, count] of [
    [one, 1],
    [one, 2],
    [other, 3],
  ] as const) {
    signalEventfd(fd);
    while (told.length < count) await nextTurn();
  }
  watch.remove(one);
  signalEventfd(one);
  signalEventfd(other);
  while (told.length < 4) await nextTurn();
  await watch.stop();
  assert.deepEqual(told, ["one", "one", "other", "other"]);
});

test("a stream that is always readable rests, and the others are told meanwhile", async (t) => {
  const [stream, other] = [eventfd(t), eventfd(t)];
  const watch = watchDescriptors(1e6); // as good as for ever: only what does not wait for its end is told
  let [streamed, told] = [0, 0];
  signalEventfd(stream);
  watch.addStream(stream, () => {
    streamed += 1;
  });
  while (streamed < 20) await nextTurn();
  for (let i = 1; i <= 3; i += 1) {
    if (i === 1) {
      watch.add(other, () => {
        clear(other);
        told += 1;
      });
    }
    signalEventfd(other);
    while (told < i) await nextTurn();
  }
  assert.ok(streamed < 40, `it rests: ${streamed}`);
  await watch.stop();
});
