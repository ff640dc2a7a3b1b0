// A mail that is sent once more: mail libraries give it another date and another Message-ID at each try.

import type { Flow } from "../bytes/flows.ts";
import { isLetter, textOf } from "../bytes/sent-again.ts";

/**
 * A letter whose date, Message-ID and boundaries are new each time it is sent: nothing else in it differs from one that was
 * sent on another connection.
 */
export function mayBeLetterAnew(others: readonly Flow[], text: string): boolean {
  if (!isLetter(text)) return false;
  const letter = withoutNonces(text);
  return others.some(({ toServer }) => withoutNonces(textOf(toServer.segments)).includes(letter));
}

/** A time of day, and a long word with a digit in it. */
function withoutNonces(text: string): string {
  return text.replaceAll(/\b\d\d:\d\d:\d\d\b|(?=[\w.+=-]{8})[A-Za-z_.+=-]*\d[\w.+=-]*/g, "#");
}
