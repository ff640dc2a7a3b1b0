// What a client that works on over TLS was not answered, and what it has asked next on a new connection: nobody can read
// whether that was the same once more, or the next thing.

import type { Case } from "../../timeline/case.ts";
import { greatest, smallest } from "../../timeline/extremes.ts";
import { endedAt } from "../bytes/death.ts";
import type { Flow } from "../bytes/flows.ts";
import { isTls } from "../bytes/sealed.ts";
import { SOONER } from "../bytes/next-ask.ts";
import { LIKE_BYTES, type Thing, thingsIn, thingsOn } from "./sealed-things.ts";

/**
 * The last thing on a connection that was there at the end was not answered, and it has asked others since, no sooner than
 * one follows another otherwise: who asks for the same again does so at once, and it may have rested as always.
 */
export function goesOnSealed(seen: Case, flows: readonly Flow[]): boolean {
  const endNs = endedAt(seen);
  const answered = thingsIn(flows);
  const before = flows.filter((flow) => isTls(flow) && flow.beganNs < endNs);
  const isLike = ({ bytes }: Thing): boolean =>
    answered.some((each) => Math.abs(each.bytes - bytes) <= LIKE_BYTES);
  const inVain = before.flatMap((flow) =>
    thingsOn(flow)
      .slice(-1)
      .filter((thing) => !thing.isAnswered && isLike(thing)),
  );
  if (inVain.length === 0) return false;
  const lastNs = greatest(inVain.map(({ sentNs }) => sentNs));
  const nextNs = smallest(answered.map(({ sentNs }) => sentNs).filter((sentNs) => sentNs > lastNs));
  return Number.isFinite(nextNs) && nextNs - lastNs >= shortestGap(answered) * SOONER;
}

/** Between one and the next. 0 where there are not two. */
function shortestGap(things: readonly Thing[]): number {
  const times = things.map(({ sentNs }) => sentNs).sort((one, other) => one - other);
  const gaps = times.slice(1).map((sentNs, i) => sentNs - (times[i] ?? 0));
  return gaps.length === 0 ? 0 : smallest(gaps);
}
