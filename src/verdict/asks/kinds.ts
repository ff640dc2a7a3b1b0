// What kind of thing a text asks for, and in what words, but for those that may be others another time.

import { isRequest, sameIn } from "../bytes/sent-again.ts";
import { isBinary } from "../lines/trouble.ts";

/** Of a database the statement alone, where that is sent as a text: PostgreSQL's Query, MySQL's COM_QUERY. */
function statementIn(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the frames are binary
  return /^(?:Q\0\0[\s\S]{2}|[\s\S]{2}\0\0\u0003)([^\0]*)\0?$/.exec(text)?.[1] ?? text;
}

/**
 * Its first word (of SQL, too); of Redis the name of the command; of HTTP the method and the path, without query, and
 * without what has a number in it (`/jobs/a7`, a uuid). Empty where it cannot be read.
 */
export function kindOf(asked: string): string {
  const text = statementIn(asked);
  if (isBinary(text)) return "";
  const [http] = /^[A-Z]+ [^ ?]*(?=\S* HTTP\/1)/.exec(text) ?? [];
  if (http !== undefined) return withoutNumbers(http);
  return COMMAND.exec(text)?.[1] ?? /^\s*\S*/.exec(text)?.[0] ?? "";
}

/** RESP: an array of strings, each behind its length. */
const COMMAND = /^\*\d+\r\n\$\d+\r\n(\S+)\r\n/;

/**
 * Its words without those that have a number in them, which may be an id, a time or a count; of HTTP those of its first line
 * and its body. Empty where it cannot be read.
 */
export function shapeOf(asked: string): string {
  const text = statementIn(asked);
  if (isBinary(text)) return "";
  return withoutNumbers(isRequest(text) ? sameIn(text) : text);
}

/** Linear in its length, which is that of an upload. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/[\w-]+/g, (word) => (/\d/.test(word) ? "0" : word));
}
