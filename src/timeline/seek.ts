// Looks for a pattern in a stream of bytes that comes in pieces: it may begin in one segment and end in another.

import { type Pattern, findMatch } from "./pattern.ts";

export interface Seek {
  /** Returns how many bytes of the piece are part of the first match, or come before its end; undefined without one. */
  take(piece: Uint8Array): number | undefined;
}

/** So much of what has passed is looked at again with each piece: no match is longer. */
const REACH = 16 * 1024;

/**
 * Without a pattern the first piece is what is looked for. `take` throws as `findMatch` does, when the search takes too
 * long.
 */
export function createSeek(pattern: Pattern | undefined): Seek {
  if (pattern === undefined) return { take: (piece) => (piece.length > 0 ? piece.length : undefined) };
  const find = "regexp" in pattern && isOfText(pattern) ? findInText : findInBytes;
  let before = "";
  return {
    take(piece) {
      const bytes = before + Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString("latin1");
      const end = find(pattern, bytes);
      if (end === undefined) {
        before = bytes.slice(-REACH);
        return undefined;
      }
      // A match that was there before is seen before, so it ends in this piece.
      return Math.max(0, end - before.length);
    },
  };
}

/** It has characters of more than a byte, one by one or as part of a range, or says that it is of characters. */
function isOfText({ regexp, flags }: Extract<Pattern, { regexp: string }>): boolean {
  // oxlint-disable-next-line no-control-regex -- ASCII
  return /[^\u0000-\u007f]|\\u|\\p\{/i.test(regexp) || /[uv]/.test(flags);
}

/** Bytes are characters (latin1), so that a place in the text is one in the stream, and `\xff` is a byte. */
function findInBytes(pattern: Pattern, bytes: string): number | undefined {
  return findMatch("text" in pattern ? { text: utf8(pattern.text) } : pattern, bytes)?.end;
}

function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Well-formed UTF-8 (Unicode 3.9, table 3-7), a character of it that has only begun, or any other byte. */
const CHARACTER =
  /[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}|[\x80-\xff]/g;
const BEGUN = /(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;

function findInText(pattern: Pattern, bytes: string): number | undefined {
  const text = bytes.replace(BEGUN, "").replace(CHARACTER, decode);
  const match = findMatch(pattern, text);
  return match && bytesIn(text.slice(0, match.end), text.charCodeAt(match.end));
}

/** A byte that is no part of a character becomes half of one, as which it cannot come from UTF-8. */
function decode(bytes: string): string {
  if (bytes.length === 1) return String.fromCharCode(LONE + bytes.charCodeAt(0));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

const LONE = 0xdc00;

/** @param next what follows: without the flag u a match may end within a character */
function bytesIn(text: string, next: number): number {
  const isWithin = /[\ud800-\udbff]$/.test(text) && next >= 0xdc00 && next <= 0xdfff;
  const whole = isWithin ? text + String.fromCharCode(next) : text;
  return Buffer.byteLength(whole.replace(/[\udc80-\udcff]/gu, "."), "utf8");
}
