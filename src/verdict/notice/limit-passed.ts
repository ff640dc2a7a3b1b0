// An event loop has one place where it sleeps, whatever it waits for: what it was asked it may have given up as the time
// limit passed that it had set for that, and its sleep shows no other difference.

import type { Case } from "../../timeline/case.ts";
import type { Observed, ThreadWait } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import { bytesBetween, flowsOf } from "../bytes/flows.ts";
import { newSyns } from "../signs/signs.ts";

/** To connect has a limit of its own, after which another address is tried, too: 250 ms (RFC 8305 5; Node's net). */
const CONNECT_LIMIT_NS = 300e6;

/**
 * Before the last line was said its loop slept for ever; then it had a time limit, which has passed, or was taken back, with
 * nothing come from its server; and it sleeps for ever again.
 */
export function hasLetLimitPass(seen: Case): boolean {
  const said = seen.typed.findLast(({ isKey }) => !isKey);
  if (said === undefined || bytesBetween(flowsOf(seen), said.atNs, Number.POSITIVE_INFINITY) > 0)
    return false;
  const looks = ofKind(seen.observations, "waiting").filter(({ role }) => role === "client");
  const before = looks.findLast(({ atNs }) => atNs <= said.atNs);
  const since = looks.filter(({ atNs }) => atNs > said.atNs);
  const connectedNs = newSyns(seen, said.atNs).at(-1)?.atNs ?? Number.NEGATIVE_INFINITY;
  const isOwnLimit = (look: Observed<"waiting">, { withinMs }: ThreadWait): boolean =>
    withinMs !== undefined && look.atNs + withinMs * 1e6 > connectedNs + CONNECT_LIMIT_NS;
  return (before?.threads ?? []).some(
    (loop) =>
      sleepsForEver(loop) &&
      since.some((look) => look.threads.some((thread) => isSame(thread, loop) && isOwnLimit(look, thread))) &&
      since.at(-1)?.threads.some((thread) => isSame(thread, loop) && sleepsForEver(thread)),
  );
}

function isSame(one: ThreadWait, { tid, call }: ThreadWait): boolean {
  return one.tid === tid && one.call === call;
}

function sleepsForEver({ call, on, withinMs }: ThreadWait): boolean {
  return /poll|select/.test(call) && on.length > 0 && withinMs === undefined;
}
