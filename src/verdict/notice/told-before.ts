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
export function claimedUntold(seen: Case, sinceNs: number, ledger: Ledger): number {
  return toldWithClaims(seen, sinceNs, ledger).filter((lines) => lines.length === 0).length;
}

/**
 * All that its user has read since may be of something else. It said of what is lost that it was done, and beside that
 * nothing that names a trouble (`put into the queue`). Or it has connected anew, and neither what it said last before that
 * was said (`reconnected`) nor what it has said since names one.
 */
export function mayTellNoMore(seen: Case, sinceNs: number, ledger: Ledger): boolean {
  const besideClaims = toldWithClaims(seen, sinceNs, ledger);
  return (
    besideClaims.some((lines) => lines.length > 0 && lines.every(namesNoTrouble)) ||
    saysAllIsWell(seen, sinceNs, ledger)
  );
}

/** For each thing that is lost, and that it said was done: what else it told until the next was said, or by its name. */
function toldWithClaims(
  seen: Case,
  sinceNs: number,
  { said, bytes }: Ledger,
): readonly (readonly NewLine[])[] {
  const news = newLinesSince(seen, sinceNs);
  return said.flatMap((entry, i) => {
    if (!hasClaimed(seen, { said: [entry], bytes })) return [];
    const untilNs = said[i + 1]?.atNs ?? Number.POSITIVE_INFINITY;
    const since = news.filter(({ atNs }) => atNs >= entry.atNs);
    return [since.filter(({ atNs, text }) => atNs < untilNs || names(text, entry.text))];
  });
}

/** As a word, or words, of its own. */
function names(line: string, said: string): boolean {
  const name = wordsIn(said).trim();
  return name !== "" && wordsIn(` ${line} `).includes(` ${name} `);
}

function wordsIn(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]+/gu, " ");
}

function saysAllIsWell(seen: Case, sinceNs: number, ledger: Ledger): boolean {
  const saidNs = smallest(ledger.said.flatMap(({ isLost, atNs }) => (isLost ? [atNs] : [])));
  const [accepted] = acceptedSince(seen, seen.ending?.arrivedAtNs ?? sinceNs);
  if (accepted === undefined) return false;
  const news = newLinesSince(seen, sinceNs);
  const last = news.findLast(({ atNs }) => atNs < saidNs);
  if (last === undefined || last.atNs < accepted.atNs || !Number.isFinite(saidNs)) return false;
  return [last, ...news.filter(({ atNs }) => atNs >= saidNs)].every(namesNoTrouble);
}

/** `reconnected` is of one that is over. */
function namesNoTrouble({ text }: NewLine): boolean {
  return troublesIn(text.replaceAll(/\breconnected\b/gi, "connected")).length === 0;
}

/** What it printed since that is new. That it waits is none. */
export function newLinesSince(seen: Case, sinceNs: number): readonly NewLine[] {
  return newLines(seen, sinceNs, seen.evidence.control).filter(({ text }) => !onlyWaits(text));
}
