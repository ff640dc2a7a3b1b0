// For how much longer something is waited for where programs had to wait for a processor.

import type { AtNs, Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import { latenessIn } from "../verdict/lateness.ts";

/**
 * Time in which the programs, or deadpeer, waited for a processor since is not theirs, and a limit does not count it before
 * the fault: there to be slow says nothing. Milliseconds, at most as many as the limit has.
 */
export function starvedMs(observations: readonly Observation[], sinceNs: AtNs, limitMs: number): number {
  if (ofKind(observations, "fault").length > 0) return 0;
  const late = latenessIn({ observations }, sinceNs, Number.POSITIVE_INFINITY);
  return late === undefined ? 0 : Math.min(limitMs, late.clientMs + late.serverMs + late.ownMs);
}
