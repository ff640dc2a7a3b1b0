// An event loop has one place where it sleeps, whatever it waits for: what it was asked it may have given up as the time
// limit passed that it had set for that, and its sleep shows no other difference.

import type { Case } from "../../timeline/case.ts";
import type { Observed, ThreadWait } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import { waitsOnConnection } from "../../timeline/waits.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";
import { HABIT_SLACK_NS } from "../ledger/usual-times.ts";
import { newSyns } from "../signs/signs.ts";
import { hasPassedBesideTick } from "./beside-tick.ts";
import { limitOf, limitSince } from "./loop-limits.ts";

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
  return loops.some((loop) => hasPassed(seen, { earlier, since, loop, saidNs: said.atNs }));
}

interface Loop {
  /** Before it was asked, and since. */
  readonly earlier: readonly Observed<"waiting">[];
  readonly since: readonly Observed<"waiting">[];
  readonly loop: ThreadWait;
  readonly saidNs: number;
}

function hasPassed(seen: Case, { earlier, since, loop, saidNs }: Loop): boolean {
  const limits = since.flatMap((look) => limitOf(look, loop) ?? []);
  const mayConnectNs = mayConnectUntilNs(seen, saidNs);
  if (limits.at(-1)?.isNear !== false) {
    const before = earlier.flatMap((look) => limitOf(look, loop) ?? []);
    return hasPassedBesideTick(before, limits, { saidNs, mayConnectNs });
  }
  const back = limits[limits.findLastIndex(({ isNear }) => isNear) + 1];
  if (back === undefined) return false;
  const { endNs: oldNs = Number.POSITIVE_INFINITY, isNear: wasNear } = limitSince(earlier, loop) ?? {};
  if (oldNs <= saidNs) return false; // it has another one since, which was not recorded
  // Node's loop still wakes at a limit that was taken back, and only then sees the next one.
  if (wasNear === true && back.atNs > Math.max(oldNs + HABIT_SLACK_NS, mayConnectNs)) return true;
  return limits.some(
    ({ endNs = 0, isNear }) => isNear && endNs > mayConnectNs && endNs + HABIT_SLACK_NS < oldNs,
  );
}

function mayConnectUntilNs(seen: Case, saidNs: number): number {
  return (newSyns(seen, saidNs).at(-1)?.atNs ?? Number.NEGATIVE_INFINITY) + CONNECT_LIMIT_NS;
}

function isLoop({ call, on }: ThreadWait): boolean {
  return /poll|select/.test(call) && on.length > 0;
}
