// Whether frames come in a flood: then what is not urgent waits, and the processors are left to the programs under test.

export interface FloodGauge {
  count(frames: number): void;
  /** Many come just now. */
  isBusy(): boolean;
  /** They have for a while, or there are more than can be kept up with. */
  isOn(): boolean;
}

/** Frames are counted over so long. */
const WINDOW_MS = 5;
/** So many a millisecond are many. */
const MANY_PER_MS = 6;
/** So many busy windows one after another are a flood. */
const FLOOD_WINDOWS = 4;
/** When so long none has come, it is over. */
const QUIET_MS = 20;

/**
 * @param full so many at once are a flood, too: there are more, and room for few more of them
 * @param now milliseconds, from any beginning
 */
export function createFloodGauge(full: number, now: () => number = () => performance.now()): FloodGauge {
  let [sinceMs, lastMs] = [now(), -Infinity];
  let [frames, busyWindows, isFull] = [0, 0, false];
  const isQuiet = (): boolean => now() - lastMs > QUIET_MS;
  return {
    count(taken) {
      const nowMs = now();
      lastMs = nowMs;
      frames += taken;
      isFull = taken >= full;
      if (nowMs - sinceMs < WINDOW_MS) return;
      busyWindows = frames > MANY_PER_MS * (nowMs - sinceMs) ? busyWindows + 1 : 0;
      [sinceMs, frames] = [nowMs, 0];
    },
    isBusy: () => busyWindows > 0 && !isQuiet(),
    isOn: () => (isFull || busyWindows >= FLOOD_WINDOWS) && !isQuiet(),
  };
}
