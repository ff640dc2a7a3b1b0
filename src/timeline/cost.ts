// What it costs to look: those who look again and again leave most of the processor to the programs under test.

export interface Pace {
  isResting(): boolean;
  /** Milliseconds that it rests yet. */
  restMs(): number;
  /** Looks, and rests in proportion to what it has cost. */
  look<T>(find: () => T): T;
}

/** To ask for the processor time costs more than most looks: only where the last one took this long is it worth knowing. */
const DEAR_MS = 0.2;

/**
 * Looks may take a share of the time, and some of it in advance: a few dear ones one after another are at once, many are not.
 *
 * A look costs the processor time that this process spends meanwhile: while it was kept from running, by the very programs
 * it looks at, it spent none, and need not rest for it. What happened once (code was compiled, memory was collected) does
 * not count, so of each two looks one after another it is the cheaper that does.
 *
 * @param share of the time that looking may take
 * @param creditMs as much may be spent in advance
 */
export function createPace(share: number, creditMs: number): Pace {
  let [lastMs, debtMs, atMs] = [0, 0, performance.now()];

  /** What looks have cost, less what they were allowed since. */
  function debt(): number {
    const nowMs = performance.now();
    debtMs = Math.max(0, debtMs - (nowMs - atMs) * share);
    atMs = nowMs;
    return debtMs;
  }

  return {
    isResting: () => debt() > creditMs,
    restMs: () => Math.max(0, (debt() - creditMs) / share),
    look(find) {
      const beganMs = performance.now();
      const before = lastMs > DEAR_MS ? process.cpuUsage() : undefined;
      const found = find();
      const costMs = Math.min(performance.now() - beganMs, before ? spentSince(before) : Infinity);
      debtMs = debt() + Math.min(costMs, lastMs);
      lastMs = costMs;
      return found;
    },
  };
}

/** In milliseconds, by all threads of this process. */
function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
