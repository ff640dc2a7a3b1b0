// Lines that say that the client waits: no notice, as long as it does wait.

import type { Case } from "../../timeline/case.ts";
import { ofKind } from "../../timeline/queries.ts";
import { waitsOnConnection } from "../../timeline/waits.ts";
import { saysTrouble } from "./trouble.ts";

const WAITING =
  /\b(?:wait(?:s|ing)?|still|pending|in progress|working|loading|processing|sending|sent|please|retry(?:ing)?)\b|\.\.\.$|\u2026$/i;
const FAILED =
  /time[sd]?[ -]?out|fail|error|lost|clos(?:e|ing)|gone|reset|refus|unreach|broke|dis-?connect|hang|hung|eof|abort|can(?:no|')t|unable|\bnot?\b|dead|died|down|give|gave|exceed|expired/i;

/** That it tries again, which it may do while it waits. */
const TRIES = /\b(?:retry(?:ing)?|retries|reconnect\w*|trying again)\b/gi;

/** A word of waiting, and none of failure. */
export function isProgress(text: string): boolean {
  return WAITING.test(text) && !FAILED.test(text) && !saysTrouble(text.replace(TRIES, ""));
}

/** It does no more than wait: who tries again has something to say. */
export function onlyWaits(text: string): boolean {
  return isProgress(text) && !/again|retry|reconnect|reattempt/i.test(text);
}

/** What turns while a program waits, at either end of a line; and dots. */
const SPINNER =
  /^(?:[-|/\\]|[\u2190-\u2199\u2581-\u2595\u25cb-\u25e1\u25f4-\u25f7\u2800-\u28ff]+)\s+|\s+(?:[-|/\\]|[\u2190-\u2199\u2581-\u2595\u25cb-\u25e1\u25f4-\u25f7\u2800-\u28ff]+)$|\s*(?:\.{1,3}|\u2026)$/g;

export function withoutSpinner(text: string): string {
  return text.replace(SPINNER, "");
}

/** After it had printed that, it slept on its connection, and nothing but silence had come. */
export function stillWaits({ observations, ending }: Case, printedNs: number): boolean {
  if (ending !== undefined && ending.arrivedAtNs <= printedNs) return false;
  const looks = ofKind(observations, "waiting").filter(({ role }) => role === "client");
  // A look may meet it just as it prints: what it sleeps in counts.
  const asleep = looks.findLast(({ threads }) => threads.some(({ on }) => on.length > 0));
  return asleep?.threads.some(waitsOnConnection) ?? false;
}
