// How much longer to wait where programs had to wait for a processor.

import type { AtNs, Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import { latenessIn } from "../verdict/signs/lateness.ts";

/**
 * For how long the programs, and deadpeer, have waited for a processor since. Before the fault a limit does not count that
 * time: being slow says nothing there. In milliseconds, at most as many as the limit has; 0 after the fault.
 */
export function starvedMs(observations: readonly Observation[], sinceNs: AtNs, limitMs: number): number {
  return ofKind(observations, "fault").length > 0 ? 0 : keptWaitingMs(observations, sinceNs, limitMs);
}

/** The same at any time: for what is not measured, such as how a client ends that is about to. */
export function keptWaitingMs(observations: readonly Observation[], sinceNs: AtNs, limitMs: number): number {
  const late = latenessIn({ observations }, sinceNs, Number.POSITIVE_INFINITY);
  return late === undefined ? 0 : Math.min(limitMs, late.clientMs + late.serverMs + late.ownMs);
}
