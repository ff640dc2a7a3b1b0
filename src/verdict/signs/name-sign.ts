// By which of several signs a client is said to have noticed.

import type { Case } from "../../timeline/case.ts";
import { after, ofKind } from "../../timeline/queries.ts";
import { mainThread } from "../../timeline/waits.ts";
import type { Sign, SignKind } from "./signs.ts";

/** Signs within this time belong to one burst: some are only seen when sampled, so their order is accidental. */
const BURST_NS = 50e6;
/** The surest first. */
const byRank: readonly SignKind[] = [
  "segment",
  "connect",
  "again",
  "printed",
  "exit",
  "closed",
  "let-go",
  "process-end",
  "read",
  "farewell",
  "woken",
  "elsewhere",
];

/** The surest sign of the burst that begins with the first one; otherwise chance would choose. */
export function nameSign(signs: readonly Sign[], seen: Case): Sign | undefined {
  const [first] = signs;
  if (first === undefined) return undefined;
  const typedNs = after(seen.typed, first.atNs)[0]?.atNs ?? Number.POSITIVE_INFINITY;
  const untilNs = Math.min(endOfBurst(seen, first.atNs), typedNs);
  const together = signs.filter(({ atNs }) => atNs <= untilNs);
  return together.sort((one, other) => byRank.indexOf(one.kind) - byRank.indexOf(other.kind))[0];
}

/** The burst of a client that gets little processor time lasts until it is seen asleep again. */
function endOfBurst({ observations }: Case, atNs: number): number {
  // That it sleeps on something else may be the sign itself.
  const looks = ofKind(observations, "waiting").filter((look) => look.role === "client" && look.atNs >= atNs);
  const asleep = looks.find((look) => mainThread(look)?.call !== "running");
  const isWorking = looks.length > 0 && asleep === undefined;
  return isWorking ? Number.POSITIVE_INFINITY : Math.max(atNs + BURST_NS, asleep?.atNs ?? 0);
}
