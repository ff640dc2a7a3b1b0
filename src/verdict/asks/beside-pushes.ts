// What a client begins by itself where its server sends by itself as well, such as one that publishes and is subscribed: no
// answer can be told from what comes anyway.

import type { Case } from "../../timeline/case.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Flow } from "../bytes/flows.ts";
import { textOf } from "../bytes/sent-again.ts";
import { fateOfAll, putsOf } from "./ask.ts";
import { begunBesidePushes } from "./begun-asks.ts";
import { UNDELIVERED } from "./fates.ts";
import { ASKED } from "./loss.ts";

/** It got no further than the server's host: whether that needed an answer is not known. */
export function besidePushesEntry(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const endedNs = seen.ending?.arrivedAtNs ?? Number.POSITIVE_INFINITY;
  const entries = flows.flatMap((flow) => {
    const last = begunBesidePushes(flow, endedNs).at(-1);
    if (last === undefined) return [];
    const text = textOf(last.segments);
    const { fate, because } = fateOfAll(seen, putsOf({ flow, ...last }, text, flows), flows);
    if (!UNDELIVERED.has(fate)) return [];
    return {
      text: ASKED,
      isOwn: true as const,
      atNs: last.sentNs,
      fate: "unknown" as const,
      why: PUSHED,
      because,
    };
  });
  return entries[0];
}

const PUSHED =
  "the server sends by itself as well, and never got what the client had sent last, which may be an acknowledgment";
