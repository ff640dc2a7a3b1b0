// What a client told its user before it lost something more: whether that tells of what it lost then.

import type { Case } from "../../timeline/case.ts";
import { smallest } from "../../timeline/extremes.ts";
import type { Ledger } from "../../timeline/verdict-record.ts";
import { hasClaimed } from "../ledger/claims.ts";
import { type NewLine, newLines } from "../lines/new-lines.ts";
import { onlyWaits } from "../lines/progress.ts";
import { troublesIn } from "../lines/trouble.ts";
import { acceptedSince } from "../signs/signs.ts";

/** Of how much that is lost it said that it was done, and told nothing more until the next was said. */
export function claimedUntold(seen: Case, sinceNs: number, { said, bytes }: Ledger): number {
  const news = newLinesSince(seen, sinceNs);
  return said.filter((entry, i) => {
    const untilNs = said[i + 1]?.atNs ?? Number.POSITIVE_INFINITY;
    const hasTold = news.some(({ atNs }) => atNs >= entry.atNs && atNs < untilNs);
    return !hasTold && hasClaimed(seen, { said: [entry], bytes });
  }).length;
}

/**
 * What it said last, since it has connected anew and before what is lost was said, names no trouble (`reconnected`): that
 * it had lost its server before may be all that it tells.
 */
export function saysAllIsWell(seen: Case, sinceNs: number, ledger: Ledger): boolean {
  const saidNs = smallest(ledger.said.flatMap(({ isLost, atNs }) => (isLost ? [atNs] : [])));
  const [accepted] = acceptedSince(seen, seen.ending?.arrivedAtNs ?? sinceNs);
  const last = newLinesSince(seen, sinceNs).at(-1);
  if (accepted === undefined || last === undefined || !Number.isFinite(saidNs)) return false;
  const isBetween = last.atNs >= accepted.atNs && last.atNs < saidNs;
  const troubles = troublesIn(last.text.replaceAll(/\breconnected\b/gi, "connected"));
  return isBetween && troubles.length === 0;
}

/** What it printed since that is new. That it waits is none. */
export function newLinesSince(seen: Case, sinceNs: number): readonly NewLine[] {
  return newLines(seen, sinceNs, seen.evidence.control).filter(({ text }) => !onlyWaits(text));
}
