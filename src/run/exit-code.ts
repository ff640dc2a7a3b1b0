// What a document means for the exit code.

import type { RunDocument } from "../timeline/record.ts";

/**
 * 1 when a death of a story fails, whatever is not known of the others; 3 when a run is inconclusive, or was not made
 * because all was cut short; 1 when an expectation failed; else 0: a statement that differs is a result, not a failure.
 */
export function exitCodeOf({ runs, cutShort }: RunDocument): number {
  if (runs.some(({ death, verdict }) => death !== undefined && verdict.grade === "fail")) return 1;
  if (cutShort !== undefined || runs.some(({ verdict }) => verdict.grade === "inconclusive")) return 3;
  return runs.some(({ verdict }) => verdict.grade === "fail") ? 1 : 0;
}
