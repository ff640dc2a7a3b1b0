// What was held of an answer when the fault came in the middle of it.

import type { Case } from "../../timeline/case.ts";
import { isInReply } from "../../timeline/moments.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { flowsOf } from "./flows.ts";
import { isServedSince } from "./served-again.ts";

/** What the relay reports of the rest (relay/pass-on.ts). */
const REPORT = /\d+ bytes are there, and held/;

/**
 * It was being answered when the fault came, and nothing came afterwards: the rest was seen to be there, or nothing shows
 * how much there was. Undefined: not so, or what was expected of it had come.
 */
export function restOf(entry: SaidEntry, seen: Case): "seen" | "unseen" | undefined {
  const { fault, evidence } = seen;
  if (fault === undefined || fault.pid === 0 || !isInReply(evidence.moment)) return undefined;
  if (entry.found === true || entry.fate === "shown" || !isLastBefore(entry, seen)) return undefined;
  const flows = flowsOf(seen);
  const [mine] = flows; // the connection under test
  if (isServedSince(seen, isSaidOnce(entry) ? flows.slice(0, 1) : flows, fault.atNs)) return undefined;
  const isOnWire = mine !== undefined && mine.toClient.sentTo > mine.toClient.arrivedTo;
  return isOnWire || isHeldAtRelay(seen) ? "seen" : "unseen";
}

/** It is on no other connection than that: what comes on a new one is of something else, such as a login. */
function isSaidOnce({ isOwn, sent, connections }: SaidEntry): boolean {
  return isOwn !== true && sent === 1 && connections === 1;
}

/** The relay held it when the fault came. */
export function isHeldAtRelay({ observations, fault }: Case): boolean {
  return ofKind(observations, "printed").some(
    ({ role, text, atNs }) => role === "server" && atNs < (fault?.atNs ?? 0) && REPORT.test(text),
  );
}

/** It is the last thing said before the fault. */
export function isLastBefore({ atNs }: SaidEntry, { fault, typed }: Case): boolean {
  const faultNs = fault?.atNs ?? 0;
  return atNs < faultNs && !typed.some((other) => !other.isKey && other.atNs > atNs && other.atNs < faultNs);
}
