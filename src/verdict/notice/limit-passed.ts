// An event loop has one place where it sleeps, whatever it waits for: what it was asked it may have given up as the time
// limit passed that it had set for that, and its sleep shows no other difference.

import type { Case } from "../../timeline/case.ts";
import type { Observed, ThreadWait } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import { SHORTEST_MS, hasNearLimit, isSameLimit, waitsOnConnection } from "../../timeline/waits.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";
import { HABIT_SLACK_NS } from "../ledger/usual-times.ts";
import { newSyns } from "../signs/signs.ts";

/** To connect has a limit of its own, after which another address is tried, too: 250 ms (RFC 8305 5; Node's net). */
const CONNECT_LIMIT_NS = 300e6;

/**
 * After the last line was said its loop had a near time limit that it had not before; with nothing come from its server that
 * has passed, or was taken back, and it has none again, or that of a heartbeat.
 */
export function hasLetLimitPass(seen: Case): boolean {
  const said = seen.typed.findLast(({ isKey }) => !isKey);
  if (said === undefined || bytesBetween(flowsOf(seen), said.atNs, Number.POSITIVE_INFINITY) > 0)
    return false;
  const looks = ofKind(seen.observations, "waiting").filter(({ role }) => role === "client");
  const earlier = looks.filter(({ atNs }) => atNs <= said.atNs);
  const before = earlier.at(-1);
  if (before === undefined) return false;
  const since = looks.filter(({ atNs }) => atNs > said.atNs);
  // Node has a thread with a loop of its own for V8's tasks.
  const loops = before.threads.filter(
    (thread) => isLoop(thread) && (thread.tid === before.pid || waitsOnConnection(thread)),
  );
  return loops.some((loop) =>
    hasPassed(seen, { was: limitSince(earlier, loop), since, loop, saidNs: said.atNs }),
  );
}

interface Loop {
  /** Before it was asked. */
  readonly was: Limit | undefined;
  readonly loop: ThreadWait;
  readonly since: readonly Observed<"waiting">[];
  readonly saidNs: number;
}

function hasPassed(seen: Case, { was, loop, since, saidNs }: Loop): boolean {
  const limits = since.flatMap((look) => limitOf(look, loop) ?? []);
  if (limits.at(-1)?.isNear !== false) return hasPassedBesideTick(seen, was, limits, saidNs);
  const back = limits[limits.findLastIndex(({ isNear }) => isNear) + 1];
  if (back === undefined) return false;
  const mayConnectNs = mayConnectUntilNs(seen, saidNs);
  const { endNs: oldNs = Number.POSITIVE_INFINITY, isNear: wasNear } = was ?? {};
  if (oldNs <= saidNs) return false; // it has another one since, which was not recorded
  // Node's loop still wakes at a limit that was taken back, and only then sees the next one.
  if (wasNear === true && back.atNs > Math.max(oldNs + HABIT_SLACK_NS, mayConnectNs)) return true;
  return limits.some(
    ({ endNs = 0, isNear }) => isNear && endNs > mayConnectNs && endNs + HABIT_SLACK_NS < oldNs,
  );
}

/**
 * A timer that runs again and again (a tick, a heartbeat) shows as one limit, and after whatever else woke the loop as what
 * remains of it: any other limit, but the first, is of a timer that was set since, and has passed. Two ticks show as well.
 */
function hasPassedBesideTick(
  seen: Case,
  was: Limit | undefined,
  limits: readonly Limit[],
  saidNs: number,
): boolean {
  const all = [was ?? [], limits].flat();
  if (all.every(({ isNear, withinMs = 0 }) => isNear && withinMs < SHORTEST_MS)) return all.length > 0;
  const mayConnectNs = mayConnectUntilNs(seen, saidNs);
  const changes = all.filter((limit, i) => i === 0 || !isSameLimit(limit, all[i - 1] ?? limit));
  const since = changes.filter(({ atNs, endNs = 0 }) => atNs > saidNs && endNs > mayConnectNs);
  const tick = since.at(-1);
  const old = was !== undefined && !isSameLimit(was, tick ?? was) ? was : undefined;
  return since.some((limit, i) => {
    const last = since[i - 1];
    if (isSameLimit(limit, tick ?? limit) || isOfOld(limit, old)) return false;
    if (last === undefined) return was?.isNear !== true;
    const turns = since.slice(0, i).filter((each) => each === last || isSameLimit(each, tick ?? each));
    return !turns.some((turn) => isRestOf(limit, turn));
  });
}

/** It is that of another timer that was set before. */
function isOfOld({ endNs = 0 }: Limit, old: Limit | undefined): boolean {
  return Math.abs(endNs - (old?.endNs ?? 0)) < HABIT_SLACK_NS / 2;
}

/** It was woken by something else, and sleeps on for what remained, or remains of a later turn. */
function isRestOf({ endNs = 0, withinMs = 0 }: Limit, last: Limit): boolean {
  const turnNs = (last.withinMs ?? 0) * 1e6;
  const offNs = Math.abs(endNs - (last.endNs ?? 0)) % turnNs;
  return withinMs * 1e6 < turnNs && Math.min(offNs, turnNs - offNs) < turnNs * PHASE_SHARE;
}

/** Of a turn: as exactly it is known when a loop went to sleep. */
const PHASE_SHARE = 0.05;

function mayConnectUntilNs(seen: Case, saidNs: number): number {
  return (newSyns(seen, saidNs).at(-1)?.atNs ?? Number.NEGATIVE_INFINITY) + CONNECT_LIMIT_NS;
}

interface Limit {
  readonly atNs: number;
  /** Until when it sleeps at most. */
  readonly endNs?: number;
  readonly withinMs?: number;
  readonly isNear: boolean;
}

/** The last limit of these looks, as it was seen first: a later look may find it asleep since then. */
function limitSince(looks: readonly Observed<"waiting">[], loop: ThreadWait): Limit | undefined {
  const limits = looks.map((look) => limitOf(look, loop));
  const last = limits.at(-1);
  const other = limits.findLastIndex((limit) => limit?.withinMs !== last?.withinMs);
  return limits[other + 1];
}

/** Undefined where it does not sleep there. */
function limitOf({ atNs, threads }: Observed<"waiting">, { tid, call }: ThreadWait): Limit | undefined {
  const now = threads.find((thread) => thread.tid === tid && thread.call === call);
  if (now === undefined) return undefined;
  const { withinMs } = now;
  return {
    atNs,
    isNear: hasNearLimit(now),
    ...(withinMs !== undefined && { withinMs, endNs: atNs + withinMs * 1e6 }),
  };
}

function isLoop({ call, on }: ThreadWait): boolean {
  return /poll|select/.test(call) && on.length > 0;
}
