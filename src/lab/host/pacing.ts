// When the pages are told: at once, unless more comes at the same time, and never so often that it keeps the lab from its work.

/** The least time between two looks at how things are, and its proportion to what a look costs. */
const LOOK_MS = 25;
const REST = 10;

/** Looks soon after something was new; what a look costs grows with what there is. */
export function createLook(look: () => void): { soon(): void; stop(): void } {
  let [restMs, isOver] = [LOOK_MS, false];
  let timer: NodeJS.Timeout | undefined;
  return {
    soon() {
      if (isOver) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        const beganMs = performance.now();
        look();
        restMs = Math.max(LOOK_MS, (performance.now() - beganMs) * REST);
      }, restMs);
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
