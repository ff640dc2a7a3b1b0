// The bytes that have arrived of what one end has sent: how many of them are new, and how far they reach without a hole.

export interface ArrivedBytes {
  /** Those from one number up to another have arrived: returns how many had not before. */
  take(from: number, to: number): number;
  /** The number after the last byte before which none is missing. */
  readonly reached: number;
}

/** @param first the number of the first byte */
export function createArrivedBytes(first = 1): ArrivedBytes {
  let end = first;
  let holes: (readonly [from: number, to: number])[] = [];

  function fill(from: number, to: number): number {
    let filled = 0;
    holes = holes.flatMap(([low, high]) => {
      const [one, other] = [Math.max(low, from), Math.min(high, to)];
      if (one >= other) return [[low, high] as const];
      filled += other - one;
      const rests = [[low, one] as const, [other, high] as const];
      return rests.filter((rest) => rest[0] < rest[1]);
    });
    return filled;
  }

  return {
    take(from, to) {
      const filled = holes.length > 0 && from < end ? fill(from, to) : 0;
      if (to <= end || to <= from) return filled;
      if (from > end) holes.push([end, from]);
      const beyond = to - Math.max(from, end);
      end = to;
      return filled + beyond;
    },
    get reached() {
      return holes[0]?.[0] ?? end;
    },
  };
}
