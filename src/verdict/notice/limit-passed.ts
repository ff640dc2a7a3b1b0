// An event loop has one place where it sleeps, whatever it waits for: what it was asked it may have given up as the time
// limit passed that it had set for that, and its sleep shows no other difference.

import type { Case } from "../../timeline/case.ts";
import type { Observed, ThreadWait } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import { waitsOnConnection } from "../../timeline/waits.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";
import { HABIT_SLACK_NS } from "../ledger/usual-times.ts";
import { latenessNs } from "../signs/lateness.ts";
import { newSyns } from "../signs/signs.ts";

/** To connect has a limit of its own, after which another address is tried, too: 250 ms (RFC 8305 5; Node's net). */
const CONNECT_LIMIT_NS = 300e6;

/**
 * After the last line was said its loop had a time limit that it had not before; with nothing come from its server that has
 * passed, or was taken back, and it sleeps for ever again.
 */
export function hasLetLimitPass(seen: Case): boolean {
  const said = seen.typed.findLast(({ isKey }) => !isKey);
  if (said === undefined || bytesBetween(flowsOf(seen), said.atNs, Number.POSITIVE_INFINITY) > 0)
    return false;
  const looks = ofKind(seen.observations, "waiting").filter(({ role }) => role === "client");
  const before = looks.findLast(({ atNs }) => atNs <= said.atNs);
  if (before === undefined) return false;
  const since = looks.filter(({ atNs }) => atNs > said.atNs);
  // Node has a thread with a loop of its own for V8's tasks.
  const loops = before.threads.filter(
    (thread) => isLoop(thread) && (thread.tid === before.pid || waitsOnConnection(thread)),
  );
  return loops.some((loop) => hasPassed(seen, { before, loop, since, saidNs: said.atNs }));
}

interface Loop {
  readonly before: Observed<"waiting">;
  readonly loop: ThreadWait;
  readonly since: readonly Observed<"waiting">[];
  readonly saidNs: number;
}

function hasPassed(seen: Case, { before, loop, since, saidNs }: Loop): boolean {
  const limits = since.map((look) => ({ atNs: look.atNs, endNs: limitOf(look, loop) }));
  const last = limits.findLastIndex(({ endNs }) => endNs !== undefined);
  const back = limits[last + 1];
  if (back === undefined || !since.slice(last + 1).every((look) => sleepsForEver(look, loop))) return false;
  const connectedNs = newSyns(seen, saidNs).at(-1)?.atNs ?? Number.NEGATIVE_INFINITY;
  const mayConnectNs = connectedNs + CONNECT_LIMIT_NS;
  const oldNs = limitOf(before, loop);
  if (oldNs === undefined) return limits.some(({ endNs }) => endNs !== undefined && endNs > mayConnectNs);
  // Node's loop still wakes at a limit that was taken back, and only then sees the next one.
  const slackNs = HABIT_SLACK_NS + latenessNs(seen, saidNs, back.atNs);
  return oldNs > saidNs && back.atNs > Math.max(oldNs + slackNs, mayConnectNs);
}

/** Until when it sleeps at most. */
function limitOf({ atNs, threads }: Observed<"waiting">, { tid, call }: ThreadWait): number | undefined {
  const now = threads.find((thread) => thread.tid === tid && thread.call === call);
  return now?.withinMs === undefined ? undefined : atNs + now.withinMs * 1e6;
}

function sleepsForEver({ threads }: Observed<"waiting">, { tid, call }: ThreadWait): boolean {
  return threads.some(
    (thread) => thread.tid === tid && thread.call === call && thread.withinMs === undefined,
  );
}

function isLoop({ call, on }: ThreadWait): boolean {
  return /poll|select/.test(call) && on.length > 0;
}
