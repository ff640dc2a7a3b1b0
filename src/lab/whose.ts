// Several clients may be connected to the lab's server. Each has a run of its own: what only one of them said, saw or
// suffered has its number, and everything else is part of every client's run. Pure.

import type { Observation } from "../timeline/observation.ts";
import { keepIndex, ofKind } from "../timeline/kinds.ts";

/** Clients are counted from 1, in the order in which they were started. */
interface Numbered {
  readonly clientNumber?: number;
}

/** Of what was undone the lab knows which fault it was: several may go on at the same time. */
export interface Undoing {
  readonly undoes?: string;
}

function isOf(observation: Observation, clientNumber: number): boolean {
  const { clientNumber: whose = clientNumber } = observation as Observation & Numbered;
  return whose === clientNumber;
}

/** The run of one client, as any other run. */
export function runOf(observations: readonly Observation[], clientNumber: number): Observation[] {
  return observations
    .filter((observation) => isOf(observation, clientNumber))
    .map((observation) => {
      const { clientNumber: _, undoes: __, ...plain } = observation as Observation & Numbered & Undoing;
      return plain as Observation;
    });
}

/**
 * The run of a client that joined later, without what was done before it was connected: a host that had crashed by then has
 * not done so to it.
 */
export function sinceConnected(run: readonly Observation[]): readonly Observation[] {
  const beganNs = ofKind(run, "connection").at(0)?.atNs ?? Number.NEGATIVE_INFINITY;
  const isEarlier = ({ kind, atNs }: Observation): boolean =>
    atNs < beganNs && (kind === "fault" || kind === "recovered" || kind === "wire");
  return run.some(isEarlier) ? run.filter((each) => !isEarlier(each)) : run;
}

/** The same of a growing list, which is looked through once. The result grows with it. */
export function growingRunOf(
  observations: readonly Observation[],
  clientNumber: number,
): () => readonly Observation[] {
  const own: Observation[] = [];
  keepIndex(own);
  let looked = 0;
  return () => {
    for (; looked < observations.length; looked += 1) {
      const observation = observations[looked];
      if (observation && isOf(observation, clientNumber)) own.push(observation);
    }
    return own;
  };
}
