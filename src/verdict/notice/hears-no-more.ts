// A subscriber that connects again, and does not ask there for what it had asked for: it hears nothing any more.

import type { Case } from "../../timeline/case.ts";
import { type Flow, flowsOf, newIn } from "../bytes/flows.ts";
import { acceptedSince } from "../signs/signs.ts";

/** So many may be late, or have been said while nobody was connected. */
const SEVERAL = 5;

/**
 * It has sent less on its new connection than on its first one in the same time. (Who asks for as much has a server that
 * says no more.) `yes`: several of what it prints by itself in the control would have come since that was accepted;
 * `perhaps`: one would.
 */
export function hearsNoMore(seen: Case, sinceNs: number): "yes" | "perhaps" | "no" {
  const usual = seen.evidence.control?.byItself;
  const accepted = acceptedSince(seen, sinceNs).at(-1);
  const flows = flowsOf(seen);
  const first = flows.find(({ connection }) => connection.client.port === seen.connection?.client.port);
  const anew = flows.find(({ connection }) => connection.client.port === accepted?.to.port);
  if (usual === undefined || first === undefined || anew === undefined) return "no";
  const livedNs = (seen.observations.at(-1)?.atNs ?? 0) - anew.beganNs;
  const due = (usual.lines * livedNs) / usual.ns;
  const ns = Math.min(livedNs, sinceNs - first.beganNs);
  if (due <= 1 || sentWithin(anew, ns) >= sentWithin(first, ns)) return "no";
  return due > SEVERAL ? "yes" : "perhaps";
}

/** How many bytes the client has sent there so long since it connected. */
function sentWithin({ beganNs, toServer }: Flow, ns: number): number {
  return newIn(toServer.segments)
    .filter(({ atNs }) => atNs - beganNs <= ns)
    .reduce((sum, { length }) => sum + length, 0);
}
