// Numbers that look random and depend on a seed alone (mulberry32, public domain, by Tommy Ettinger).

export interface Chance {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(some: readonly T[]): T;
}

/** Each case has numbers of its own, whichever others are made. */
export function chance(seed: number, caseNumber: number): Chance {
  const next = mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(caseNumber, 0x85ebca6b));
  next(); // neighbours begin alike
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    between,
    pick: <T>(some: readonly T[]): T => {
      if (some.length === 0) throw new Error("nothing to pick from");
      return some[between(0, some.length - 1)] as T;
    },
  };
}

function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
