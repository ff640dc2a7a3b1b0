// What it costs to look: those who look again and again leave most of the processor to the programs under test.

export interface Pace {
  isResting(): boolean;
  /** Milliseconds that it rests yet. */
  restMs(): number;
  /** Looks, and rests in proportion to what it has cost. */
  look<T>(find: () => T): T;
}

/** Where a pace reads the time from: both in milliseconds, from any beginning. */
export interface Clocks {
  now(): number;
  /** Processor time that this process has spent, in all its threads. */
  spent(): number;
}

const ownClocks: Clocks = {
  now: () => performance.now(),
  spent() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** To ask for the processor time costs more than most looks: only where the last one took this long is it worth knowing. */
const EXPENSIVE_MS = 0.2;

/**
 * Looks may take a share of the time, and some of it in advance: a few expensive ones in a row run at once, many do not.
 *
 * A look costs the processor time that this process spends meanwhile: while it was kept from running, by the very programs
 * it looks at, it spent none, and need not rest for it. What happened once (code was compiled, memory was collected) does
 * not count, so of each two looks one after another it is the cheaper that does.
 *
 * @param share of the time that looking may take
 * @param creditMs as much may be spent in advance
 */
export function createPace(share: number, creditMs: number, clocks: Clocks = ownClocks): Pace {
  let [lastMs, debtMs, atMs] = [0, 0, clocks.now()];

  /** What looks have cost, less what they were allowed since. */
  function debt(): number {
    const nowMs = clocks.now();
    debtMs = Math.max(0, debtMs - (nowMs - atMs) * share);
    atMs = nowMs;
    return debtMs;
  }

  return {
    isResting: () => debt() > creditMs,
    restMs: () => Math.max(0, (debt() - creditMs) / share),
    look(find) {
      const beganMs = clocks.now();
      const spentMs = lastMs > EXPENSIVE_MS ? clocks.spent() : undefined;
      const found = find();
      const tookMs = clocks.now() - beganMs;
      const costMs = spentMs === undefined ? tookMs : Math.min(tookMs, clocks.spent() - spentMs);
      debtMs = debt() + Math.min(costMs, lastMs);
      lastMs = costMs;
      return found;
    },
  };
}
