// A mail that is sent once more: mail libraries give it another date and another Message-ID at each try.

import type { Flow } from "../bytes/flows.ts";
import { isLetter, textOf } from "../bytes/sent-again.ts";

/**
 * A letter whose date, Message-ID, signature and boundaries are new each time it is sent (RFC 5322 3.6; RFC 2046 5.1.1):
 * nothing else in it differs from one that was sent on another connection.
 */
export function mayBeLetterAnew(others: readonly Flow[], text: string): boolean {
  if (!isLetter(text)) return false;
  const letter = withoutNonces(text);
  return others.some(({ toServer }) => withoutNonces(textOf(toServer.segments)).includes(letter));
}

/** With the lines that go on (folded: RFC 5322 2.2.3). */
const FIELDS = /^(?:Message-ID|Date|Received|DKIM-Signature|X-[\w-]*ID):.*(?:\r?\n[ \t].*)*/gim;
const BOUNDARY = /\bboundary="?([^"\s;]+)/gi;

function withoutNonces(text: string): string {
  const boundaries = [...text.matchAll(BOUNDARY)].map(([, boundary = ""]) => boundary);
  return boundaries.reduce((rest, boundary) => rest.replaceAll(boundary, "#"), text.replaceAll(FIELDS, "#"));
}
