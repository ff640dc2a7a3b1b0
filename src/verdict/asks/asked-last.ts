// What a client that runs on had asked last, and may not have been answered.

import type { Case } from "../../timeline/case.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Flow } from "../bytes/flows.ts";
import { openAskEntry } from "./own-asks.ts";
import { sealedAskEntry } from "./sealed-asks.ts";
import { shortAskEntry } from "./short-asks.ts";

/** What was answered elsewhere hides nothing of what cannot be read, or came in part. */
export function askedLast(seen: Case, flows: readonly Flow[]): SaidEntry | undefined {
  const asked = openAskEntry(seen, flows);
  if (asked !== undefined && asked.isLost !== false) return asked;
  const others = [sealedAskEntry, shortAskEntry].map((find) => find(seen, flows));
  return (
    others.find((other) => other !== undefined && other.isLost !== false) ?? asked ?? others.find(Boolean)
  );
}
