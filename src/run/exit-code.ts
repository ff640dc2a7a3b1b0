// What a document means for the exit code.

import type { RunDocument } from "../timeline/record.ts";

/** 3 when a run is inconclusive, 1 when an expectation failed, else 0: a statement that differs is an answer. */
export function exitCodeOf({ runs }: RunDocument): number {
  if (runs.some(({ verdict }) => verdict.grade === "inconclusive")) return 3;
  return runs.some(({ verdict }) => verdict.grade === "fail") ? 1 : 0;
}
