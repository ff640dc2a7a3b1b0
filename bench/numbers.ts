// Numbers from noisy runs, and how they are shown.

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * The median of the ratios, round by round: what makes the machine slow for a while hits both of a round alike, and
 * falls out.
 */
export function medianRatio(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, i) => value / (others[i] ?? Number.NaN)));
}

/** 7900 is `7,900`. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)} x`;
}
