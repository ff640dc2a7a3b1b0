// How much the echo servers have to do in each form of the bench.

import { type Effort, amountOf, roundsOf } from "./effort.ts";

const ROUNDS = { usual: 7, long: 9 };
/** What one measurement consists of. */
const works = {
  fast: { connections: 1000, roundTrips: 8000, megabytes: 200 },
  slow: { connections: 200, roundTrips: 4000, megabytes: 60 },
} as const;

export interface Plan {
  readonly effort: Effort;
  readonly rounds: number;
  /** Transfers a round, since their speed varies most. */
  readonly bulks: number;
  /** A server that has not echoed a bulk by then stalls: both ends write and neither reads. */
  readonly stallMs: number;
  /** Slow servers take part in every second round, if there are many. */
  readonly slowEvery: number;
}

type Work = Readonly<Record<keyof (typeof works)["fast"], number>>;

export function workOf(effort: Effort, isSlow: boolean): Work {
  const { connections, roundTrips, megabytes } = isSlow ? works.slow : works.fast;
  return {
    connections: amountOf(effort, connections),
    roundTrips: amountOf(effort, roundTrips),
    megabytes: amountOf(effort, megabytes),
  };
}

export function planFor(effort: Effort): Plan {
  const rounds = roundsOf(effort, ROUNDS.usual, ROUNDS.long);
  return effort.form === "short"
    ? { effort, rounds, bulks: 1, stallMs: 2500, slowEvery: 1 }
    : { effort, rounds, bulks: 5, stallMs: 5000, slowEvery: 2 };
}
