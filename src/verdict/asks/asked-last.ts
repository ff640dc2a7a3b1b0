// What a client to which nothing is said had asked last, and may not have been answered: the first way of looking at it that
// finds something.

import type { Case } from "../../timeline/case.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Flow } from "../bytes/flows.ts";
import { askedInVainEntry } from "./asked-in-vain.ts";
import { askedOfProxy } from "./beyond-proxy.ts";
import { lastWordsEntry } from "./last-words.ts";
import { neverAnsweredEntry } from "./never-answered.ts";
import { openAskEntry } from "./own-asks.ts";
import { sealedAskEntry } from "./sealed-asks.ts";
import { shortAskEntry } from "./short-asks.ts";

type Way = (seen: Case, flows: readonly Flow[]) => SaidEntry | undefined;

/** By what each thing that was asked came to. */
const BY_ANSWER: readonly Way[] = [openAskEntry, sealedAskEntry, shortAskEntry];
/** Where these find nothing. */
const BY_END: readonly Way[] = [lastWordsEntry, askedInVainEntry, neverAnsweredEntry];

/** What was answered elsewhere hides nothing of what cannot be read, or came in part. */
export function askedLast(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  let answered: SaidEntry | undefined;
  for (const entryOf of BY_ANSWER) {
    const entry = entryOf(seen, flows);
    if (entry !== undefined && entry.isLost !== false) return entry;
    answered ??= entry;
  }
  return askedOfProxy(seen, flows) ?? answered ?? firstOf(BY_END, seen, flows);
}

function firstOf(ways: readonly Way[], seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  for (const entryOf of ways) {
    const entry = entryOf(seen, flows);
    if (entry !== undefined) return entry;
  }
  return undefined;
}
