// What becomes of a thing in the ledger of which less came than its answer had promised.

import type { Case } from "../../timeline/case.ts";
import { withoutHalfClose } from "../../timeline/half-closed.ts";
import { ofKind } from "../../timeline/queries.ts";
import { hasDataSince, isUnderWay } from "../../timeline/under-way.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { MAY_BE_AGAIN } from "../bytes/asked-since.ts";
import type { Flow } from "../bytes/flows.ts";
import { NEXT } from "../bytes/next-ask.ts";
import { STILL } from "../bytes/still-coming.ts";
import { ANSWERED } from "./fates.ts";
import { ASKED } from "./loss.ts";
import { ASKED_IN_VAIN } from "./why-unsure.ts";

export type End = Pick<SaidEntry, "fate" | "why" | "isLost">;
export const CUT: End = { fate: "cut", isLost: true };
const STILL_ON_ITS_WAY: End = { fate: "unknown", why: STILL };
export const NEXT_PERHAPS: End = { fate: "unknown", why: NEXT };
export const ASKS_YET: End = { fate: "unknown", why: ASKED_IN_VAIN };
export const ASKED_AGAIN: End = { fate: "unknown", why: MAY_BE_AGAIN };

export function endIn(entry: SaidEntry, end: End): SaidEntry {
  const { why: _, isLost: __, ...others } = entry;
  return { ...others, ...end };
}

/**
 * Not what is known to be lost otherwise, or was expected and printed. (What the server had taken may get no further in the
 * control either, where its answer may be what it sends by itself.)
 */
export function mayBeCut({ fate, found, isLost }: SaidEntry): boolean {
  return found !== true && (isLost === false || fate === "unknown" || ANSWERED.has(fate));
}

export function cutOrComing(seen: Case): End {
  return isArriving(seen) ? STILL_ON_ITS_WAY : CUT;
}

/** What the kernel of a server that is stopped has still to deliver comes on, as fast as the client reads it. */
function isArriving(seen: Case): boolean {
  const { fault, segments, observations } = seen;
  const came = hasDataSince(segments, (fault?.atNs ?? 0) + IN_FLIGHT_NS);
  return came && isUnderWay(withoutHalfClose(seen), observations.at(-1)?.atNs ?? 0);
}

/** What was on the wire when the fault came is there by then. */
const IN_FLIGHT_NS = 50e6;

/** Nothing was said to it: of what a client asks by itself it is known where less came than was promised. */
export function ofUnsaid(seen: Case, { toServer, toClient }: Flow, end: End): readonly SaidEntry[] {
  if (isAsExpected(seen)) return [];
  const asked = toServer.segments.findLast(({ length }) => length > 0);
  const came = toClient.segments.findLast(
    ({ length, arrivedAtNs }) => length > 0 && arrivedAtNs !== undefined,
  );
  if (asked === undefined || came === undefined) return [];
  const because = [asked.id, came.id];
  return [{ text: ASKED, isOwn: true, atNs: asked.atNs, ...end, because }];
}

/** All that was expected of it was printed. */
export function isAsExpected({ observations }: Case): boolean {
  const expected = ofKind(observations, "expected");
  return expected.length > 0 && expected.every(({ found }) => found);
}
