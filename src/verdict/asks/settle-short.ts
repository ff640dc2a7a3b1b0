// What a client was started for, and was answered but for the end: by the slack of a whole session that is nothing.

import type { Case } from "../../timeline/case.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import { goneNsOf } from "../bytes/death.ts";
import type { Flow } from "../bytes/flows.ts";
import { isServedSince } from "../bytes/served-again.ts";
import { askedInVainEntry } from "./asked-in-vain.ts";
import { lastWordsEntry } from "./last-words.ts";
import { OWN } from "./loss.ts";
import { neverAgainEntry } from "./never-again.ts";
import { shortAskEntry } from "./short-asks.ts";

/**
 * All but the last line was answered (`226 Transfer complete`): of a whole session that is within the slack. Or what came
 * last is no answer.
 */
export function settleShort(entry: SaidEntry, seen: Case, flows: readonly Flow[]): SaidEntry {
  if (entry.text !== OWN || entry.isLost === true || entry.found === true) return entry;
  const goneNs = goneNsOf(seen);
  if (goneNs === undefined) return entry;
  const looks = isServedSince(seen, flows, goneNs)
    ? [neverAgainEntry]
    : [shortAskEntry, lastWordsEntry, askedInVainEntry];
  const short = looks
    .map((entryOf) => entryOf(seen, flows))
    .find((each) => each !== undefined && each.isLost !== false);
  if (short === undefined || (entry.isLost === undefined && short.isLost === undefined)) return entry;
  const { isLost: _, why: __, ...others } = entry;
  const { fate, why, isLost, because } = short;
  return why === undefined ? { ...others, fate, isLost: isLost === true, because } : { ...others, fate, why };
}
