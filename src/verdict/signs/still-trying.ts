// Whether a client that has tried to connect, and was not served, still tries: one that rests longer each time and one that
// has given up look the same until the rest is too long.

import type { Case } from "../../timeline/case.ts";
import { greatest } from "../../timeline/extremes.ts";
import { ofKind } from "../../timeline/queries.ts";
import { newSyns } from "./signs.ts";

/** Who rests longer each time rests twice as long, and not to the millisecond; */
const RESTS = 3;
/** or for so long, at first. */
const FIRST_REST_NS = 1e9;

/** Its last attempt since then is no longer ago than it may rest, by how long it had rested before. */
export function isStillTrying(seen: Case, sinceNs: number): boolean {
  const tries = [...newSyns(seen, sinceNs), ...ofKind(seen.observations, "attempts")]
    .map(({ atNs }) => atNs)
    .filter((atNs) => atNs > sinceNs)
    .sort((one, other) => one - other);
  const last = tries.at(-1);
  if (last === undefined) return false;
  const rests = tries.map((atNs, i) => atNs - (tries[i - 1] ?? sinceNs));
  const restedNs = (seen.observations.at(-1)?.atNs ?? 0) - last;
  return restedNs <= Math.max(FIRST_REST_NS, greatest(rests, 0) * RESTS);
}
