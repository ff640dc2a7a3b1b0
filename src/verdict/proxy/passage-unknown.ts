// Why it is not known what a proxy made of an ending. Pure.

import type { Case } from "../../timeline/case.ts";
import { PROXY_AT_REST } from "../../timeline/legs.ts";
import { whyNotWhole } from "../../timeline/not-whole.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { Passage } from "../../timeline/verdict-record.ts";

export function unknownPassage(why: string): Passage {
  return { word: "unknown", why, because: [] };
}

/** Why nothing can be said of what a proxy has not done; undefined where it can. */
export function whyNotIdle({ observations }: Case): string | undefined {
  const isAtWork = ofKind(observations, "gave-up").some(({ what }) => what === PROXY_AT_REST);
  return isAtWork ? "the proxy was still at work when the run ended" : undefined;
}

/** Undefined where both legs were observed. */
export function whyNotSeen(near: Case, far: Case): string | undefined {
  if (!near.isOn("segments")) return "segments were not observed";
  const notWhole = whyNotWhole(near.evidence.drops);
  if (notWhole !== undefined) return notWhole;
  if (near.segments.length === 0) return "no segment between the client and the proxy was seen";
  if (far.connection === undefined) return "the proxy was not seen to connect to the server";
  return far.segments.length === 0 ? "no segment between the proxy and the server was seen" : undefined;
}
