// Answers that are all of the same few bytes, such as `+OK`: of these one that is missing shows in the bytes that came,
// which among answers of any length it does not.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";

/** Of fewer bytes answers may be multiples of each other by chance. */
const LEAST_BYTES = 3;

/** Of how many bytes each is, in each control; undefined where they differ, or that is not known. */
export function answerLength({ evidence }: Case): number | undefined {
  const lengths = controlsOf(evidence.control).flatMap(({ steps = [], openStep }) =>
    (openStep === undefined ? steps : [...steps, openStep]).map(([, , since]) => since),
  );
  const all = lengths.filter((bytes) => bytes > 0);
  const least = smallest(all);
  // Several may be under way at once: a step has more than one then.
  const isRegular = all.length > 1 && least >= LEAST_BYTES && all.every((bytes) => bytes % least === 0);
  return isRegular ? least : undefined;
}
