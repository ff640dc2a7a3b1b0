// How late deadpeer itself is: a timer that comes late shows that this process, or the whole machine, was kept from running.

export interface LatenessMeter {
  /** Milliseconds by which its ticks were late so far, added up. */
  lateMs(): number;
  stop(): void;
}

const EVERY_MS = 20;
/** Node's timers count whole milliseconds, and the event loop has other things to do. */
const USUAL_MS = 3;

/** @param everyMs each tick wakes the processor: what stays open for hours may do with fewer */
export function measureLateness(
  now: () => number = () => performance.now(),
  everyMs: number = EVERY_MS,
): LatenessMeter {
  let [totalMs, dueMs] = [0, now() + everyMs];
  const lateBy = (): number => Math.max(0, now() - dueMs - USUAL_MS);
  const timer = setInterval(() => {
    totalMs += lateBy();
    dueMs = now() + everyMs;
  }, everyMs);
  timer.unref();
  return { lateMs: () => totalMs + lateBy(), stop: () => clearInterval(timer) };
}
