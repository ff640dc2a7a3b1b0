// What a user expects of a client's patience, and whether it is so.

import { formatMs } from "../../timeline/units.ts";
import type { ExpectationOutcome } from "../../timeline/words.ts";
import type { Endurance, Noticing, Tolerance } from "../../tolerance/result.ts";
import type { Wanted } from "./options.ts";

export interface Checked {
  readonly expected: string;
  readonly outcome: ExpectationOutcome;
}

export function checkTolerance(
  { endurance, noticing }: Tolerance,
  { bears, notices }: { readonly bears: readonly Wanted[]; readonly notices: readonly Wanted[] },
): Checked[] {
  return [
    ...bears.map(({ fault, ms }) => ({
      expected: `bears ${fault} of ${formatMs(ms)}`,
      outcome: isBorne(
        endurance.find((each) => each.fault === fault),
        ms,
      ),
    })),
    ...notices.map(({ fault, ms }) => ({
      expected: `notices ${fault} within ${formatMs(ms)}`,
      outcome: isNoticed(
        noticing.find((each) => each.fault === fault),
        ms,
      ),
    })),
  ];
}

/** Between the ends of the interval nobody knows. */
function isBorne(of: Endurance | undefined, ms: number): ExpectationOutcome {
  if (of?.notBorneMs !== undefined && ms >= of.notBorneMs) return "fail";
  return of?.borneMs !== undefined && ms <= of.borneMs ? "pass" : "unknown";
}

function isNoticed(of: Noticing | undefined, ms: number): ExpectationOutcome {
  if (of === undefined || of.noticed === "unknown") return "unknown";
  if (of.noticed === "on-use" || of.noticed === "never") return "fail";
  if (of.afterMs === undefined) return "unknown";
  return of.afterMs <= ms ? "pass" : "fail";
}

/** 3 where something is not known, 1 where an expectation failed, else 0. */
export function exitCodeOf({ endurance, noticing }: Tolerance, checked: readonly Checked[]): number {
  if (checked.some(({ outcome }) => outcome === "fail")) return 1;
  const isKnown =
    endurance.every(({ isDecided }) => isDecided) && noticing.every(({ noticed }) => noticed !== "unknown");
  return isKnown && checked.every(({ outcome }) => outcome === "pass") ? 0 : 3;
}
