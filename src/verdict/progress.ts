// Lines that say that the client waits: no notice, as long as it does wait.

import type { Case } from "../timeline/case.ts";
import { ofKind } from "../timeline/queries.ts";
import { waitsOnConnection } from "../timeline/waits.ts";

const WAITING =
  /\b(?:wait(?:s|ing)?|still|pending|in progress|working|loading|processing|sending|sent|please|retry(?:ing)?)\b|\.\.\.$|\u2026$/i;
const FAILED =
  /time[sd]?[ -]?out|fail|error|lost|clos(?:e|ing)|gone|reset|refus|unreach|broke|dis-?connect|hang|hung|eof|abort|can(?:no|')t|unable|\bnot?\b|dead|died|down|give|gave|exceed|expired/i;

/** A word of waiting, and none of failure. */
export function isProgress(text: string): boolean {
  return WAITING.test(text) && !FAILED.test(text);
}

/** After it had printed that, it slept on its connection, and nothing but silence had come. */
export function stillWaits({ observations, ending }: Case, printedNs: number): boolean {
  if (ending !== undefined && ending.arrivedAtNs <= printedNs) return false;
  const looks = ofKind(observations, "waiting").filter(({ role }) => role === "client");
  // A look may meet it just as it prints: what it sleeps in counts.
  const asleep = looks.findLast(({ threads }) => threads.some(({ on }) => on.length > 0));
  return asleep?.threads.some(waitsOnConnection) ?? false;
}
