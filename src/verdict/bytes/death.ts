// When its server was gone for the client: that nothing comes any more is an ending as well.

import type { Case } from "../../timeline/case.ts";
import { ofKind } from "../../timeline/queries.ts";

/**
 * In nanoseconds: when the server's FIN or RST arrived, or when it was stopped or cut off for good. Undefined where it was
 * not gone, or the fault was undone later.
 */
export function goneNsOf({ ending, fault, observations }: Case): number | undefined {
  if (ending !== undefined) return ending.arrivedAtNs;
  // Only a fault that the server survives has an amount: for how long, or how fast.
  if (fault === undefined || fault.pid === 0 || fault.amount !== undefined) return undefined;
  return ofKind(observations, "recovered").some(({ isUndone }) => isUndone) ? undefined : fault.atNs;
}

/** When the end of its connection came, or the fault where none came. */
export function endedAt({ ending, fault }: Case): number {
  return ending?.arrivedAtNs ?? fault?.atNs ?? Number.POSITIVE_INFINITY;
}
