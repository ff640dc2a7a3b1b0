// What a user expects of a proxy, and whether it is so.

import type { Through } from "../../run/measure-through.ts";
import type { ExpectationOutcome } from "../../timeline/words.ts";
import type { Wanted } from "./options.ts";

export interface Checked {
  readonly expected: string;
  readonly observed: string;
  readonly outcome: ExpectationOutcome;
}

export function checkWanted(all: readonly Through[], wanted: Wanted): Checked[] {
  return all.flatMap(({ ending, passage: { word } }): Checked[] => {
    const words = wanted.get(ending);
    if (words === undefined) return [];
    const outcome = word === "unknown" ? "unknown" : words.includes(word) ? "pass" : "fail";
    return [{ expected: `${ending}=${words.join("|")}`, observed: word, outcome }];
  });
}

/** 1 where an expectation failed, 3 where something is not known, else 0. */
export function exitCodeOf(all: readonly Through[], checked: readonly Checked[]): number {
  if (checked.some(({ outcome }) => outcome === "fail")) return 1;
  return all.some((each) => isUnknown(each)) ? 3 : 0;
}

/** Of half a close there are no verdicts on the client. */
function isUnknown({ passage, through, direct }: Through): boolean {
  const isMissing = through !== undefined && (direct === undefined || isInconclusive(direct));
  return passage.word === "unknown" || isMissing;
}

function isInconclusive({ verdict }: NonNullable<Through["direct"]>): boolean {
  return verdict.grade === "inconclusive";
}
