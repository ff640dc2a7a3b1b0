// Whether a client to which nothing is said tries to connect again: as long as it does it may yet tell.

import type { Case } from "../../timeline/case.ts";
import type { ProcessEnd } from "../../timeline/program-facts.ts";
import type { Ledger } from "../../timeline/verdict-record.ts";
import { ASKED } from "../asks/loss.ts";
import { hasReconnected, newSyns } from "../signs/signs.ts";
import { isStillTrying } from "../signs/still-trying.ts";

/**
 * Nothing is said to it, and it runs on and tries to connect again: like one that waits for its answer it may yet tell.
 * False where it has tried, and may have given up; undefined where it has not tried, or was served again.
 */
export function triesAgain(
  seen: Case,
  sinceNs: number,
  { ledger, exit }: { readonly ledger: Ledger; readonly exit: ProcessEnd | undefined },
): boolean | undefined {
  if (exit !== undefined || !ledger.said.some(({ text }) => text === ASKED)) return undefined;
  const endedNs = seen.ending?.arrivedAtNs ?? sinceNs;
  const hasTried = newSyns(seen, endedNs).length > 0 && !hasReconnected(seen, endedNs);
  return hasTried ? isStillTrying(seen, endedNs) : undefined;
}
