// A client that ships without being answered, and ends by itself: what it had on no connection but that which died, or never
// sent at all, shows only beside how much it ships without the fault.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";
import { findExit } from "../../timeline/queries.ts";
import type { ByteStretch, SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { SLACK_BYTES } from "../bytes/slack.ts";
import { OWN } from "./loss.ts";
import { SHIPS_LESS } from "./why-unsure.ts";

/** Bytes that nobody has taken. */
const NOWHERE: ReadonlySet<Fate> = new Set(["refused", "unacknowledged", "unread", "swallowed"]);

/**
 * Less was taken than its controls ship. What it had sent in vain is lost if no other bytes made up for it; what it never
 * sent may be: it may work for a fixed time.
 *
 * @param bytes how far each got, if all of them were recorded and kept
 */
export function settleShipsLess(
  entry: SaidEntry,
  seen: Case,
  bytes: readonly ByteStretch[] | undefined,
): SaidEntry {
  const sent = usuallySent(seen);
  const countsAsDone = entry.text === OWN && entry.isLost === false && entry.found !== true;
  const hasEnded = findExit(seen.observations, "client") !== undefined;
  if (bytes === undefined || sent === undefined || !countsAsDone || !hasEnded) return entry;
  const own = bytes.filter(({ direction }) => direction === "client->server");
  const inVain = own.filter(({ fate }) => NOWHERE.has(fate));
  const [all, vain] = [lengthOf(own), lengthOf(inVain)];
  const missing = sent - (all - vain);
  const [first] = inVain;
  if (first !== undefined && 2 * missing >= vain) return { ...entry, fate: first.fate, isLost: true };
  if (missing <= SLACK_BYTES) return entry;
  const { isLost: _, ...others } = entry;
  return { ...others, fate: "unknown", why: SHIPS_LESS };
}

/** What it sends last is not answered. */
const UNANSWERED: ReadonlySet<Fate> = new Set(["taken", "acknowledged"]);

/** In bytes, by each control; undefined where one is answered more than once (a login is), or does not say how much. */
function usuallySent({ evidence, fault }: Case): number | undefined {
  const controls = controlsOf(evidence.control);
  if (fault?.pid === 0 || controls.length === 0) return undefined;
  const isShipping = controls.every(
    ({ sent, asked = [], said: [own] = [] }) =>
      sent !== undefined && asked.length <= 1 && own?.text === OWN && UNANSWERED.has(own.fate),
  );
  return isShipping ? smallest(controls.map(({ sent = 0 }) => sent)) : undefined;
}

function lengthOf(stretches: readonly ByteStretch[]): number {
  return stretches.reduce((sum, { bytes }) => sum + bytes, 0);
}
