// Why nothing can be concluded from the segments of a run in which some are missing.

/**
 * @param drops segments that are not in the record: the kernel had no room for their frames, or there were too many
 * @returns undefined where none is missing
 */
export function whyNotWhole(drops: number): string | undefined {
  if (drops === 0) return undefined;
  return `${drops === 1 ? "1 segment is" : `${drops} segments are`} missing from the record`;
}
