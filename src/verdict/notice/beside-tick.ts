// A time limit that has passed beside a timer that runs again and again: a tick of a second, a heartbeat.

import { greatest } from "../../timeline/extremes.ts";
import { SHORTEST_MS, isSameLimit } from "../../timeline/waits.ts";
import type { Limit } from "./loop-limits.ts";

interface Times {
  readonly saidNs: number;
  /** What passes until then may be the limit of a connect. */
  readonly mayConnectNs: number;
}

/**
 * Such a timer shows as one limit, its turn, and after whatever else woke the loop as what remains of that, which a whole
 * turn follows. A limit that is neither, nor that of a timer that was set before, is of one that was set since; it has
 * passed where another one follows. (Two ticks show like that as well.)
 *
 * @param before its limits before it was asked: one at least
 * @param since its limits since
 */
export function hasPassedBesideTick(
  before: readonly Limit[],
  since: readonly Limit[],
  { saidNs, mayConnectNs }: Times,
): boolean {
  const now = [...before.slice(-1), ...since];
  if (now.every(({ isNear, withinMs = 0 }) => isNear && withinMs < SHORTEST_MS)) return true;
  const all = [...before, ...since];
  const changes = all.filter((limit, i) => {
    const last = all[i - 1];
    return last === undefined || !isSameLimit(limit, last);
  });
  const wasNear = before.at(-1)?.isNear === true;
  const turns = turnsIn(all, wasNear);
  const isTurn = (limit: Limit): boolean => turns.some((turn) => isSameLimit(limit, turn));
  // What has not passed yet may be anything.
  const isKnown = changes.map((limit, i) => i === changes.length - 1 || isTurn(limit));
  for (const [i, limit] of [...changes.entries()].toReversed()) {
    const next = changes[i + 1];
    if (next === undefined || isKnown[i] === true) continue;
    const isBegun = isTurn(next) && (wasNear || mayBeginSince(saidNs, limit, next));
    const isRest = isKnown[i + 1] === true && endsAlike(limit, next);
    isKnown[i] = isBegun || isRest || before.some((old) => endsAlike(limit, old));
  }
  const isOwn = ({ isNear, atNs, endNs = 0 }: Limit): boolean =>
    isNear && atNs > saidNs && endNs > mayConnectNs;
  return changes.some((limit, i) => isKnown[i] === false && isOwn(limit));
}

/**
 * What has come again: when the next one was seen, it had been looked at since its end. And what is longer than any other,
 * where there was a timer before it was asked.
 */
function turnsIn(all: readonly Limit[], wasNear: boolean): readonly Limit[] {
  const longestMs = greatest(
    all.map(({ isNear, withinMs = 0 }) => (isNear ? withinMs : 0)),
    0,
  );
  return all.filter((limit, i) => {
    if (!limit.isNear) return false;
    const next = all[i + 1];
    const isRenewed = next !== undefined && next.atNs - next.unseenNs > (limit.endNs ?? 0) + EXACT_NS;
    return isRenewed || (wasNear && limit.withinMs === longestMs);
  });
}

/** Of a timer that runs since it was asked what is left of its first turn, which has begun since then. */
function mayBeginSince(saidNs: number, limit: Limit, { withinMs = 0 }: Limit): boolean {
  return middleOf(limit) - withinMs * 1e6 >= saidNs - EXACT_NS;
}

/** It was woken by something else, and sleeps on for what remained. */
function endsAlike(one: Limit, other: Limit): boolean {
  const unsure = EXACT_NS + (one.unseenNs + other.unseenNs) / 2;
  return unsure <= MOST_UNSURE_NS && Math.abs(middleOf(one) - middleOf(other)) <= unsure;
}

/** When it ends, in the middle of what may be; NaN where it has no limit. */
function middleOf({ endNs = Number.NaN, unseenNs }: Limit): number {
  return endNs - unseenNs / 2;
}

/** A limit is in whole milliseconds, and a loop that has other things to do sleeps a little later. */
const EXACT_NS = 5e6;
/** Where the looks leave more than so much open, it counts as another timer. */
const MOST_UNSURE_NS = 100e6;
