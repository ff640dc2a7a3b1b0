// Observations by kind.

import type { Observation, Observed } from "./observation.ts";

type Kind = Observation["kind"];

/** What has been found in a growing list so far, so that a query visits only what is new. */
interface Index {
  looked: number;
  readonly lists: Map<Kind, Observation[]>;
}

const indexes = new WeakMap<readonly Observation[], Index>();

/** From now on `ofKind` keeps an index of this list, which may only be appended to. */
export function keepIndex(observations: readonly Observation[]): void {
  indexes.set(observations, { looked: 0, lists: new Map() });
}

/** The observations of one kind, in order. For an indexed list, the result grows with the list. */
export function ofKind<K extends Kind>(
  observations: readonly Observation[],
  kind: K,
): readonly Observed<K>[] {
  const isOfKind = (observation: Observation): observation is Observed<K> => observation.kind === kind;
  const index = indexes.get(observations);
  if (index === undefined) return observations.filter(isOfKind);
  bringUpToDate(index, observations);
  return (index.lists.get(kind) ?? []) as readonly Observation[] as readonly Observed<K>[];
}

function bringUpToDate(index: Index, observations: readonly Observation[]): void {
  for (; index.looked < observations.length; index.looked += 1) {
    const observation = observations[index.looked];
    if (observation === undefined) return;
    const list = index.lists.get(observation.kind);
    if (list) list.push(observation);
    else index.lists.set(observation.kind, [observation]);
  }
}
