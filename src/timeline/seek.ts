// Looks for a pattern in a stream of bytes that comes in pieces: it may begin in one segment and end in another.

import { type Pattern, findMatch } from "./pattern.ts";

export interface Seek {
  /** Returns how many bytes of the piece are part of the first match, or come before its end; undefined without one. */
  take(piece: Uint8Array): number | undefined;
}

/** So much of what has passed is looked at again with each piece: no match is longer. */
const REACH = 16 * 1024;

/**
 * Without a pattern the first piece is what is looked for. `take` throws as `findMatch` does, when the search takes too long.
 * Bytes are characters (latin1), so that a place in the text is one in the stream.
 */
export function createSeek(pattern: Pattern | undefined): Seek {
  if (pattern === undefined) return { take: (piece) => (piece.length > 0 ? piece.length : undefined) };
  const bytes = asBytes(pattern);
  let before = "";
  return {
    take(piece) {
      const text = before + Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString("latin1");
      const match = findMatch(bytes, text);
      if (match === undefined) {
        before = text.slice(-REACH);
        return undefined;
      }
      // A match that was there before is seen before, so it ends in this piece.
      return Math.max(0, match.end - before.length);
    },
  };
}

/** What a stream carries of it: text is UTF-8 there. */
function asBytes(pattern: Pattern): Pattern {
  if ("text" in pattern) return { text: utf8(pattern.text) };
  const regexp = pattern.regexp.replace(/[\u0080-\u{10ffff}]+/gu, (text) => `(?:${utf8(text)})`);
  return { ...pattern, regexp };
}

function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
