// What a client told its user before it lost something more: whether that tells of what it lost then.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";
import { printedBy } from "../../timeline/queries.ts";
import type { Ledger } from "../../timeline/verdict-record.ts";
import { hasClaimed } from "../ledger/claims.ts";
import { endsAsUsual } from "../ledger/losses.ts";
import { linesOf } from "../lines/lines-printed.ts";
import { type NewLine, newLines } from "../lines/new-lines.ts";
import { onlyWaits } from "../lines/progress.ts";
import { PROMPT_END } from "../lines/prompts.ts";
import { troublesIn } from "../lines/trouble.ts";
import { acceptedSince } from "../signs/signs.ts";

/** Of how much that is lost it said that it was done, and told nothing more until the next was said. */
export function claimedUntold(seen: Case, sinceNs: number, ledger: Ledger): number {
  return toldWithClaims(seen, sinceNs, ledger).filter((lines) => lines.length === 0).length;
}

/**
 * All that its user has read since may be of something else. It said of what is lost that it was done, and beside that
 * nothing that names a trouble (`put into the queue`). Or it printed, with the name of what is lost, just what it prints
 * without the fault, and nothing new until the next was said. Or it has connected anew and printed something then, before
 * that was said, other than that it still tries to, and what it has said since names none. Or it has lost of what it asks by
 * itself, said last of its trouble that it was over (`reconnected`), and ended as without the fault.
 */
export function mayTellNoMore(seen: Case, sinceNs: number, ledger: Ledger): boolean {
  const besideClaims = toldWithClaims(seen, sinceNs, ledger);
  return (
    besideClaims.some((lines) => lines.length > 0 && lines.every((line) => namesNoTrouble(line, ledger))) ||
    namesAsUsual(seen, sinceNs, ledger) ||
    saysAllIsWell(seen, sinceNs, ledger) ||
    saysItIsOver(seen, sinceNs, ledger)
  );
}

/** Nothing was expected of it, and it is not just drawn as it was typed. */
function namesAsUsual(seen: Case, sinceNs: number, { said }: Ledger): boolean {
  const usual = new Set(controlsOf(seen.evidence.control).flatMap(({ lines }) => lines));
  const news = newLinesSince(seen, sinceNs);
  return said.some(({ text, atNs, isLost, found }, i) => {
    if (isLost !== true || found !== undefined) return false;
    const untilNs = said[i + 1]?.atNs ?? Number.POSITIVE_INFINITY;
    const isWithin = (each: { readonly atNs: number }): boolean => each.atNs > atNs && each.atNs < untilNs;
    if (news.some(isWithin)) return false;
    const printed = linesOf(printedBy(seen.observations, "client").filter(isWithin));
    return printed.some(
      (line) => usual.has(line.text) && names(line.text, text) && !isDrawn(text, line.text),
    );
  });
}

/** Behind a prompt, or alone. */
function isDrawn(said: string, line: string): boolean {
  if (!line.endsWith(said.trim())) return false;
  const prompt = line.slice(0, line.length - said.trim().length).trim();
  return prompt === "" || PROMPT_END.test(prompt);
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

/** As a word, or words, of its own; of no words none. */
function names(line: string, said: string): boolean {
  return wordsIn(` ${line} `).includes(` ${wordsIn(said).trim()} `);
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
  return news.filter(({ atNs }) => atNs >= saidNs).every((line) => namesNoTrouble(line, ledger));
}

/** `reconnected after 3 failed attempts`, `connection restored (last error: ECONNREFUSED)`: of one that is over. */
const IS_OVER =
  /(?<!\b(?:not|never|n't)(?: \w+)? )\b(?:(?:re-?connect|re-?establish|re-?open|re-?subscrib|recover)ed|restored|resumed|resolved|connected again|back (?:again|online|up))\b/i;
/** `reconnect 1`, `reconnection successful` */
const IS_TRIED = /(?<!\bto )\bre-?connect(?:ion|s)?\b/i;
/** `reconnection refused`, `could not reconnect` */
const IS_NOT =
  /fail|refus|reject|denied|unable|impossible|error|time[ds]?[ -]?out|can(?:no|')t|could ?n[o']t|\bnot\b|g[ai]ve? up|giving up/i;

function saysItIsOver(seen: Case, sinceNs: number, { said }: Ledger): boolean {
  const lost = said.filter(({ isLost }) => isLost);
  if (!lost.some(({ isOwn }) => isOwn) || !endsAsUsual(seen)) return false;
  const last = newLinesSince(seen, sinceNs).findLast(
    ({ text }) => IS_OVER.test(text) || troublesIn(text).length > 0,
  );
  return last !== undefined && IS_OVER.test(last.text);
}

/** With the name of what is lost nothing is over: `two was lost while the connection was re-established`. */
function namesNoTrouble({ text }: NewLine, { said }: Ledger): boolean {
  if (troublesIn(text).length === 0) return true;
  const isOver = IS_OVER.test(text) || (IS_TRIED.test(text) && !IS_NOT.test(text));
  return isOver && !said.some((entry) => entry.isLost === true && names(text, entry.text));
}

/** What it printed since that is new. That it waits is none. */
export function newLinesSince(seen: Case, sinceNs: number): readonly NewLine[] {
  return newLines(seen, sinceNs, seen.evidence.control).filter(({ text }) => !onlyWaits(text));
}
