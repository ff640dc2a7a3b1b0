// How late deadpeer itself is: a timer that comes late shows that this process, or the whole machine, was kept from running.

export interface LatenessMeter {
  /** Milliseconds by which its ticks were late so far, added up. */
  lateMs(): number;
  stop(): void;
}

const EVERY_MS = 20;
/** Node's timers count whole milliseconds, and the event loop has other things to do. */
const USUAL_MS = 3;

export function measureLateness(now: () => number = () => performance.now()): LatenessMeter {
  let [totalMs, dueMs] = [0, now() + EVERY_MS];
  const lateBy = (): number => Math.max(0, now() - dueMs - USUAL_MS);
  const timer = setInterval(() => {
    totalMs += lateBy();
    dueMs = now() + EVERY_MS;
  }, EVERY_MS);
  timer.unref();
  return { lateMs: () => totalMs + lateBy(), stop: () => clearInterval(timer) };
}
