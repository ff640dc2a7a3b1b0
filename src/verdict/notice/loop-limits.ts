// The time limits with which an event loop sleeps, from the looks at its thread.

import type { Observed, ThreadWait } from "../../timeline/observation.ts";
import { hasNearLimit } from "../../timeline/waits.ts";

export interface Limit {
  readonly atNs: number;
  /** It went to sleep at `atNs` at the latest, and so long before at the earliest. */
  readonly unseenNs: number;
  /** Until when it sleeps at most. */
  readonly endNs?: number;
  readonly withinMs?: number;
  readonly isNear: boolean;
}

/** Undefined where that thread does not sleep there. */
export function limitOf(look: Observed<"waiting">, { tid, call }: ThreadWait): Limit | undefined {
  const { atNs, threads, unseenMs = 0 } = look;
  const now = threads.find((thread) => thread.tid === tid && thread.call === call);
  if (now === undefined) return undefined;
  const { withinMs } = now;
  return {
    atNs,
    unseenNs: unseenMs * 1e6,
    isNear: hasNearLimit(now),
    ...(withinMs !== undefined && { withinMs, endNs: atNs + withinMs * 1e6 }),
  };
}

/** The last limit of these looks, as it was seen first: a later look may find it asleep since then. */
export function limitSince(looks: readonly Observed<"waiting">[], loop: ThreadWait): Limit | undefined {
  const limits = looks.map((look) => limitOf(look, loop));
  const last = limits.at(-1);
  return limits[limits.findLastIndex((limit) => limit?.withinMs !== last?.withinMs) + 1];
}
