// Which durations to try next, and what follows from those that were tried. Pure. A try that came out as unknown is made
// once more, and is never an end of the interval.

import type { Endurance, Try } from "./result.ts";

/** How near to each other the ends of the interval have to be. */
export function precisionOf(ms: number): number {
  return Math.max(50, ms / 10);
}

/** Durations that are tried at once, between the two ends. */
const AT_ONCE = 3;
/** After so many tries that came out as unknown, no more are made. */
const MOST_UNKNOWN = 4;
/** A client that does not do the same each time could be tried for ever. */
const MOST_TRIES = 24;

interface Ends {
  readonly borneMs?: number;
  readonly notBorne?: Try;
  readonly alsoBorneMs?: number;
}

function endsOf(tries: readonly Try[]): Ends {
  const of = (outcome: Try["outcome"]): readonly Try[] =>
    tries.filter((each) => each.outcome === outcome).sort((one, other) => one.ms - other.ms);
  const [notBorne] = of("not-borne");
  const borne = of("borne").map(({ ms }) => ms);
  const limit = notBorne?.ms ?? Number.POSITIVE_INFINITY;
  const borneMs = borne.findLast((ms) => ms < limit);
  const alsoBorneMs = borne.findLast((ms) => ms >= limit);
  return {
    ...(borneMs !== undefined && { borneMs }),
    ...(notBorne && { notBorne }),
    ...(alsoBorneMs !== undefined && { alsoBorneMs }),
  };
}

/** Empty once there is nothing more to find out. */
export function nextTries(tries: readonly Try[], upToMs: number): number[] {
  if (tries.length === 0) return [upToMs];
  if (tries.length >= MOST_TRIES) return [];
  const unknown = tries.filter(({ outcome }) => outcome === "unknown");
  if (unknown.length >= MOST_UNKNOWN) return [];
  const again = unknown
    .map(({ ms }) => ms)
    .filter((ms) => tries.filter((each) => each.ms === ms).length === 1);
  if (again.length > 0) return again;
  const { borneMs = 0, notBorne } = endsOf(tries);
  if (notBorne === undefined) return borneMs === upToMs ? [] : halfway(tries, borneMs, upToMs);
  return nearGivingUp(tries, borneMs, notBorne) ?? between(tries, borneMs, notBorne.ms);
}

/** The longest was unknown: something shorter may not be. */
function halfway(tries: readonly Try[], borneMs: number, upToMs: number): number[] {
  const shortest = Math.min(upToMs, ...tries.filter(({ ms }) => ms > borneMs).map(({ ms }) => ms));
  const middle = Math.round((borneMs + shortest) / 2);
  return shortest - borneMs > precisionOf(shortest) ? [middle] : [];
}

/** A client with a timer of its own gives up at the same moment each time: just before it, and just after. */
function nearGivingUp(tries: readonly Try[], borneMs: number, { ms, gaveUpMs }: Try): number[] | undefined {
  if (gaveUpMs === undefined || gaveUpMs >= ms) return undefined;
  const half = precisionOf(gaveUpMs) / 2.2;
  const near = [gaveUpMs - half, gaveUpMs + half]
    .map(Math.round)
    .filter((each) => each > borneMs && each < ms);
  const isNew = near.every((each) => tries.every((other) => Math.abs(other.ms - each) > half));
  return near.length > 0 && isNew ? near : undefined;
}

/** In the widest gap between any two that were tried. */
function between(tries: readonly Try[], fromMs: number, toMs: number): number[] {
  const inside = tries.map(({ ms }) => ms).filter((ms) => ms > fromMs && ms < toMs);
  const points = [fromMs, ...inside.sort((one, other) => one - other), toMs];
  const gaps = points.slice(1).map((end, i) => ({ start: points[i] ?? fromMs, end }));
  const widest = gaps.reduce((best, gap) => (gap.end - gap.start > best.end - best.start ? gap : best));
  const { start, end } = widest;
  if (end - start <= precisionOf(toMs)) return [];
  const step = (end - start) / (AT_ONCE + 1);
  const made = Array.from({ length: AT_ONCE }, (_, i) => Math.round(start + step * (i + 1)));
  return [...new Set(made)].filter((ms) => ms > start && ms < end);
}

/** What follows from the tries of one fault. */
export function concludeTries(fault: Endurance["fault"], tries: readonly Try[], upToMs: number): Endurance {
  const { borneMs, notBorne, alsoBorneMs } = endsOf(tries);
  const { ms: notBorneMs, gaveUpMs, by } = notBorne ?? {};
  const why = whyUndecided(tries, { borneMs, notBorneMs, alsoBorneMs, upToMs });
  return {
    fault,
    upToMs,
    ...(borneMs !== undefined && { borneMs }),
    ...(notBorneMs !== undefined && { notBorneMs }),
    ...(gaveUpMs !== undefined && { gaveUpMs }),
    ...(by !== undefined && { by }),
    ...(alsoBorneMs !== undefined && { alsoBorneMs }),
    isDecided: why === undefined,
    ...(why !== undefined && { why }),
    tries,
  };
}

interface Interval {
  readonly borneMs: number | undefined;
  readonly notBorneMs: number | undefined;
  readonly alsoBorneMs: number | undefined;
  readonly upToMs: number;
}

function whyUndecided(tries: readonly Try[], of: Interval): string | undefined {
  const { borneMs = 0, notBorneMs, alsoBorneMs, upToMs } = of;
  if (alsoBorneMs !== undefined)
    return `it does not do the same each time: it gave up in ${notBorneMs} ms, and bore ${alsoBorneMs} ms`;
  const isNear = notBorneMs !== undefined && notBorneMs - borneMs <= precisionOf(notBorneMs);
  if (isNear || (notBorneMs === undefined && borneMs === upToMs)) return undefined;
  const unknown = tries.findLast(({ outcome }) => outcome === "unknown");
  return unknown === undefined ? "it was tried too often" : `${unknown.ms} ms: ${unknown.why}`;
}
