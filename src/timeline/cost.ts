// What it costs to look: those who look again and again leave most of the processor to the programs under test.

export interface Pace {
  isResting(): boolean;
  /** Milliseconds that it rests yet. */
  restMs(): number;
  /** Looks, and rests in proportion to what it has cost. */
  look<T>(find: () => T): T;
}

/**
 * A look costs the processor time that this process spends meanwhile: while it was kept from running, by the very programs
 * it looks at, it spent none, and need not rest for it. What happened once (code was compiled, memory was collected) does
 * not count, so of each two looks one after another it is the cheaper that does.
 *
 * @param share of the time that looking may take
 * @param freeMs up to this a look costs nothing
 */
export function createPace(share: number, freeMs: number): Pace {
  let [lastMs, untilMs] = [0, 0];
  return {
    isResting: () => performance.now() < untilMs,
    restMs: () => Math.max(0, untilMs - performance.now()),
    look(find) {
      const beganMs = performance.now();
      // To ask for the processor time costs more than most looks: only where the last one makes it worth knowing.
      const before = lastMs > freeMs ? process.cpuUsage() : undefined;
      const found = find();
      const endMs = performance.now();
      const costMs = Math.min(endMs - beganMs, before ? spentSince(before) : Infinity);
      const usualMs = Math.min(costMs, lastMs);
      lastMs = costMs;
      if (usualMs > freeMs) untilMs = endMs + usualMs * (1 / share - 1);
      return found;
    },
  };
}

/** In milliseconds, by all threads of this process. */
function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
