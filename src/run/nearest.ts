// The word that was probably meant.

import { closestMatch } from "leven";

/** A short word has few letters that may differ: else everything is near to everything. */
function mostErrors(word: string): number {
  return word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
}

/** Undefined when none is near: neither by its spelling nor as the only one that contains the word. */
export function findNearest(word: string, known: readonly string[]): string | undefined {
  const letters = word.replace(/^--/, "");
  const near = closestMatch(word, known, { maxDistance: mostErrors(letters) });
  if (near !== undefined) return near;
  const containing = letters.length < 3 ? [] : known.filter((each) => each.includes(letters));
  return containing.length === 1 ? containing[0] : undefined;
}
