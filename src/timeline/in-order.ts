// Observations are made a little out of order: a segment is seen after what followed it.

import type { Observation } from "./observation.ts";

/** The observations in the order of time, with ids that count in that order. */
export function inOrderOfTime(observations: readonly Observation[]): Observation[] {
  return [...observations]
    .sort((one, other) => one.atNs - other.atNs || one.id - other.id)
    .map((observation, i) => Object.assign({}, observation, { id: i + 1 }));
}
