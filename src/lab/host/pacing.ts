// When the pages are told: at once, unless more comes at the same time, and never so often that it keeps the lab from its
// work.

/** The least time between two looks at how things are, and its proportion to what a look costs. */
const LOOK_MS = 25;
const REST = 10;

/**
 * Looks at once when something is new after a rest, so that a page draws it together with what was seen. What a look costs
 * grows with what there is; it is the cheapest of the last three that counts, since the first ones cost ten times as much as
 * they will.
 */
export function createLook(
  look: () => void,
  nowMs: () => number = () => performance.now(),
): { soon(): void; stop(): void } {
  let costsMs: readonly number[] = [0, 0, 0];
  let [nextMs, isOver] = [Number.NEGATIVE_INFINITY, false];
  let timer: NodeJS.Timeout | undefined;
  const lookNow = (): void => {
    timer = undefined;
    const beganMs = nowMs();
    look();
    const endedMs = nowMs();
    costsMs = [...costsMs.slice(1), endedMs - beganMs];
    nextMs = endedMs + Math.max(LOOK_MS, Math.min(...costsMs) * REST);
  };
  return {
    soon() {
      if (isOver) return;
      timer ??= setTimeout(lookNow, Math.max(0, nextMs - nowMs()));
    },
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

/** What comes in one turn of the event loop goes out together. */
export function createBatch<T>(send: (batch: readonly T[]) => void): { add(one: T): void; flush(): void } {
  let waiting: T[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) send(batch);
  };
  return {
    add(one) {
      waiting.push(one);
      if (waiting.length === 1) setImmediate(flush);
    },
    flush,
  };
}
