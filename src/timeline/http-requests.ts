// What requests of HTTP ask, as far as the length of their answers depends on it.

import type { SeenSegment } from "./conversation.ts";

/**
 * Their methods, one after the other; none where all of the answers have content. Undefined where that is not known, since
 * not all was kept. @param segments the client's, with new bytes
 */
export function methodsOf(segments: readonly SeenSegment[]): readonly string[] | undefined {
  let [text, isWhole] = ["", true];
  for (const { payload, length } of segments) {
    const kept = atob(payload);
    isWhole &&= kept.length === length;
    text += kept.length === length ? kept : `${kept}\n`; // what follows may begin a line
  }
  if (!/^(?:HEAD|CONNECT) /m.test(text)) return []; // most have none
  if (!isWhole) return undefined;
  return [...text.matchAll(REQUEST_LINE)].map(([, method = ""]) => method);
}

const REQUEST_LINE = /^(HEAD(?= )|CONNECT(?= )|[A-Z]+(?= \S+ HTTP\/1\.[01]\r?$))/gm;
