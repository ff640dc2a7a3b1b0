// Whether frames come in a flood: then what is not urgent waits, and the processors are left to the programs under test.

export interface FloodGauge {
  count(frames: number): void;
  /**
   * From now on only few of the frames are taken, and what is counted says little.
   *
   * @param passed returns how many have passed so far, taken or not
   */
  narrow(passed: () => number): void;
  /** Many come just now. */
  isBusy(): boolean;
  /** Many have come for a while, or more than can be handled. */
  isOn(): boolean;
}

/** How long frames are counted. */
const WINDOW_MS = 5;
/** How long they are counted where `passed` must be asked. */
const ASKED_WINDOW_MS = 50;
/** This many a millisecond are many. Where as many as in a window come at once, its end is not waited for. */
const MANY_PER_MS = 6;
/** This many busy windows one after another are a flood. */
const FLOOD_WINDOWS = 4;
/** It is over when none has come for this long. */
const QUIET_MS = 20;

/**
 * @param full this many at once are a flood, too: more are waiting, and there is little room left for them
 * @param now milliseconds, from any beginning
 */
export function createFloodGauge(full: number, now: () => number = () => performance.now()): FloodGauge {
  const taken = countTaken(full, now);
  let asked: (() => boolean) | undefined;
  return {
    count: taken.count,
    narrow(passed) {
      asked = askWhetherMany(passed, now);
    },
    isBusy: () => taken.isBusy() || asked?.() === true,
    isOn: () => taken.isOn() || asked?.() === true,
  };
}

function countTaken(full: number, now: () => number): Omit<FloodGauge, "narrow"> {
  let [sinceMs, lastMs] = [now(), -Infinity];
  let [frames, busyWindows, isFull, isBurst] = [0, 0, false, false];
  const isQuiet = (): boolean => now() - lastMs > QUIET_MS;
  return {
    count(taken) {
      const nowMs = now();
      lastMs = nowMs;
      frames += taken;
      isFull = taken >= full;
      isBurst ||= taken > MANY_PER_MS * WINDOW_MS;
      if (nowMs - sinceMs < WINDOW_MS) return;
      busyWindows = frames > MANY_PER_MS * (nowMs - sinceMs) ? busyWindows + 1 : 0;
      [sinceMs, frames, isBurst] = [nowMs, 0, false];
    },
    isBusy: () => (isFull || isBurst || busyWindows > 0) && !isQuiet(),
    isOn: () => (isFull || busyWindows >= FLOOD_WINDOWS) && !isQuiet(),
  };
}

/** It was a flood until now; then it depends on what has passed since the last check, a window ago or more. */
function askWhetherMany(passed: () => number, now: () => number): () => boolean {
  let [sinceMs, before, isMany] = [now(), passed(), true];
  return () => {
    const elapsedMs = now() - sinceMs;
    if (elapsedMs < ASKED_WINDOW_MS) return isMany;
    const until = passed();
    isMany = until - before > MANY_PER_MS * elapsedMs;
    [sinceMs, before] = [sinceMs + elapsedMs, until];
    return isMany;
  };
}
