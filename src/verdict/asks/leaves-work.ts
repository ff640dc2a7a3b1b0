// A client that works on and on without the fault, and does not any more: it has ended, or only tries to connect. What it
// was to do then it may have dropped.

import type { Case } from "../../timeline/case.ts";
import { endsInControl } from "../../timeline/controls.ts";
import { findExit } from "../../timeline/queries.ts";
import { endedAt } from "../bytes/death.ts";
import type { Flow } from "../bytes/flows.ts";
import { acceptedSince, newSyns } from "../signs/signs.ts";
import { SEVERAL, dueSince } from "./due.ts";
import { hasFewerSealed } from "./sealed-things.ts";
import { ENDED_EARLY, SEALED_FEWER, STILL_TRIES } from "./why-unsure.ts";

/**
 * It has ended, as it does in no control, and several things are asked there in as long as it would have been watched: what
 * it asks next was not done. Over TLS it came to fewer.
 */
export function whyEnded(seen: Case, flows: readonly Flow[]): string | undefined {
  const { fault, observations, evidence, typed } = seen;
  const isHitOnce = fault !== undefined && fault.pid !== 0 && typed.length === 0;
  const exit = findExit(observations, "client");
  if (!isHitOnce || exit === undefined || endsInControl(evidence.control)) return undefined;
  if (exit.exitCode === 0 && hasFewerSealed(seen, flows)) return SEALED_FEWER;
  return dueSince(seen, Number.NEGATIVE_INFINITY) >= SEVERAL ? ENDED_EARLY : undefined;
}

/** It has tried to connect since its server's end, nobody has accepted that, and something was due. */
export function whyStillTrying(seen: Case): string | undefined {
  const endNs = endedAt(seen);
  const isInVain = newSyns(seen, endNs).length > 0 && acceptedSince(seen, endNs).length === 0;
  return isInVain && dueSince(seen, endNs) > 0 ? STILL_TRIES : undefined;
}
