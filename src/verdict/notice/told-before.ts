// What a client told its user before it lost something more: whether that tells of what it lost then.

import type { Case } from "../../timeline/case.ts";
import { smallest } from "../../timeline/extremes.ts";
import type { Ledger } from "../../timeline/verdict-record.ts";
import { hasClaimed } from "../ledger/claims.ts";
import { type NewLine, newLines } from "../lines/new-lines.ts";
import { onlyWaits } from "../lines/progress.ts";
import { troublesIn } from "../lines/trouble.ts";
import { acceptedSince } from "../signs/signs.ts";

/** Whatever it told before: of all that is lost it then said that it was done, and has told nothing more. */
export function claimsSince(seen: Case, sinceNs: number, ledger: Ledger): boolean {
  const lost = ledger.said.filter(({ isLost }) => isLost);
  if (!lost.every(({ found }) => found === true) || !hasClaimed(seen, ledger)) return false;
  const saidNs = smallest(lost.map(({ atNs }) => atNs));
  return !newsSince(seen, sinceNs).some(({ atNs }) => atNs >= saidNs);
}

/**
 * What it said last, since it has connected anew and before what is lost was said, names no trouble (`reconnected`): that
 * it had lost its server before may be all that it tells.
 */
export function saysAllIsWell(seen: Case, sinceNs: number, ledger: Ledger): boolean {
  const saidNs = smallest(ledger.said.flatMap(({ isLost, atNs }) => (isLost ? [atNs] : [])));
  const [accepted] = acceptedSince(seen, seen.ending?.arrivedAtNs ?? sinceNs);
  const last = newsSince(seen, sinceNs).at(-1);
  if (accepted === undefined || last === undefined || !Number.isFinite(saidNs)) return false;
  const isBetween = last.atNs >= accepted.atNs && last.atNs < saidNs;
  const troubles = troublesIn(last.text.replaceAll(/\breconnected\b/gi, "connected"));
  return isBetween && troubles.length === 0;
}

/** What it printed since that is new. That it waits is none. */
export function newsSince(seen: Case, sinceNs: number): readonly NewLine[] {
  return newLines(seen, sinceNs, seen.evidence.control).filter(({ text }) => !onlyWaits(text));
}
