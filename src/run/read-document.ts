// Reads saved documents and checks them against all known words.

import { isFault } from "../fault/index.ts";
import { parseMoment } from "../fault/moments.ts";
import { type Read, parseDocument } from "../timeline/document.ts";
import type { KnownWords } from "../timeline/document-check.ts";
import { parseExpectations } from "../verdict/expectations.ts";
import { isScenario } from "./scenarios.ts";

const known: KnownWords = {
  isScenario,
  isFault,
  isMoment: (written) => parseMoment(written) !== undefined,
  canExpect,
};

/** Longer than any user writes. */
const LONGEST_EXPECTED = 2000;

function canExpect(expected: readonly string[]): boolean {
  if (expected.some((each) => each.length > LONGEST_EXPECTED)) return false;
  try {
    return parseExpectations(expected.join()).length === expected.length;
  } catch {
    return false;
  }
}

/**
 * Reads a document that `--json` wrote, or `JSON.stringify` of one that the library made. Unknown fields are
 * ignored; all others are checked, down to the range of each number.
 *
 * Never throws: for a text that cannot be used the result is `{ problem, remedy }`, else `{ document }`.
 */
export function readDocument(text: string): Read {
  return parseDocument(text, known);
}

/** The same for a document that will be judged again: its statements and verdict may be missing or damaged. */
export function readUnjudged(text: string): Read {
  return parseDocument(text, known, "observations");
}
