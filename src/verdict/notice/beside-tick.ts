// A time limit that has passed beside a timer that runs again and again: a tick of a second, a heartbeat.

import { SHORTEST_MS, isSameLimit } from "../../timeline/waits.ts";
import type { Limit } from "./loop-limits.ts";

interface Times {
  readonly saidNs: number;
  /** What passes until then may be the limit of a connect. */
  readonly mayConnectNs: number;
}

/**
 * Such a timer shows as one limit, its turn, and after whatever else woke the loop as what remains of that: any other is of
 * a timer that was set since, and has passed where another one follows. Two ticks show as well.
 *
 * @param was its limit before it was asked
 * @param limits those since
 */
export function hasPassedBesideTick(
  was: Limit | undefined,
  limits: readonly Limit[],
  { saidNs, mayConnectNs }: Times,
): boolean {
  const all = [was ?? [], limits].flat();
  if (all.every(({ isNear, withinMs = 0 }) => isNear && withinMs < SHORTEST_MS)) return all.length > 0;
  const changes = all.filter((limit, i) => i === 0 || !isSameLimit(limit, all[i - 1] ?? limit));
  const since = changes.filter(({ atNs, endNs = 0 }) => atNs > saidNs && endNs > mayConnectNs);
  const tick = since.at(-1);
  return since.some((limit, i) => {
    const last = since[i - 1];
    if (!limit.isNear || isSameLimit(limit, tick ?? limit) || isOfOld(limit, was)) return false;
    if (last === undefined) return was?.isNear !== true || (was.endNs ?? 0) > saidNs;
    const turns = since.slice(0, i).filter((each) => each === last || isSameLimit(each, tick ?? each));
    return !turns.some((turn) => isRestOf(limit, turn));
  });
}

/** It is that of a timer that was set before, and had not passed when it was asked. */
function isOfOld(limit: Limit, was: Limit | undefined): boolean {
  if (was?.endNs === undefined || limit.endNs === undefined) return false;
  const unsure = unsureNs(limit, was);
  return unsure <= MOST_UNSURE_NS && Math.abs(offNs(limit, was)) <= unsure;
}

/** It was woken by something else, and sleeps on for what remained, or remains of a later turn. */
function isRestOf(limit: Limit, turn: Limit): boolean {
  const turnNs = (turn.withinMs ?? 0) * 1e6;
  if ((limit.withinMs ?? 0) * 1e6 >= turnNs) return false;
  const off = Math.abs(offNs(limit, turn)) % turnNs;
  const unsure = unsureNs(limit, turn);
  return unsure <= turnNs * UNSURE_SHARE && Math.min(off, turnNs - off) <= unsure;
}

/** By so much the first ends later, as far as that is known: in the middle of what may be. */
function offNs(one: Limit, other: Limit): number {
  return (one.endNs ?? 0) - one.unseenNs / 2 - ((other.endNs ?? 0) - other.unseenNs / 2);
}

/** By so much that may be wrong. */
function unsureNs(one: Limit, other: Limit): number {
  return EXACT_NS + (one.unseenNs + other.unseenNs) / 2;
}

/** A limit is in whole milliseconds, and a loop that has other things to do sleeps a little later. */
const EXACT_NS = 5e6;
/** Where the looks leave more than so much open, it counts as another timer. */
const MOST_UNSURE_NS = 100e6;
/** The same, as a part of a turn. */
const UNSURE_SHARE = 0.2;
