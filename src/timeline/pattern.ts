// What a program is expected to print: literal text, or a regular expression between slashes.

import { type Context, Script, createContext } from "node:vm";
import { failure, isFailure } from "../failure.ts";

export type Pattern = { readonly text: string } | { readonly regexp: string; readonly flags: string };

/** `text`, or `/regular expression/flags`. Throws a SyntaxError if it is invalid. */
export function parsePattern(given: string): Pattern {
  const [, regexp, flags = ""] = /^\/(.+)\/([a-z]*)$/s.exec(given) ?? [];
  if (regexp === undefined) return { text: given };
  return { regexp: new RegExp(regexp, flags).source, flags };
}

/** Text, or a regular expression: also one of another realm, which is no instance of this one's RegExp. */
export function patternOf(given: string | RegExp): Pattern {
  return typeof given === "string" ? { text: given } : { regexp: given.source, flags: given.flags };
}

export function showPattern(pattern: Pattern): string {
  return "text" in pattern ? pattern.text : `/${pattern.regexp}/${pattern.flags}`;
}

export interface Match {
  readonly text: string;
  /** Where in the searched text it ends. */
  readonly end: number;
}

/**
 * The first match at or after `from`. Throws a Failure if a regular expression takes longer than a second: endless
 * backtracking would hang the caller.
 */
export function findMatch(pattern: Pattern, text: string, from = 0): Match | undefined {
  if ("text" in pattern) {
    const at = text.indexOf(pattern.text, from);
    return at < 0 ? undefined : { text: pattern.text, end: at + pattern.text.length };
  }
  const flags = pattern.flags.replace(/[gy]/g, "");
  const found = within<RegExpExecArray | null>(EXEC, pattern.regexp, flags, text.slice(from));
  return found === null ? undefined : { text: found[0], end: from + found.index + found[0].length };
}

const EXEC = "new RegExp(source, flags).exec(text)";

/** How often it occurs. Throws as `findMatch` does. */
export function countMatches(pattern: Pattern, text: string): number {
  if ("text" in pattern) return text.split(pattern.text).length - 1;
  const flags = `${pattern.flags.replace(/[gy]/g, "")}g`;
  return within<number>("[...text.matchAll(new RegExp(source, flags))].length", pattern.regexp, flags, text);
}

/** What it returns; `slow` where a pattern that it looks for took too long, which is no answer to anything. */
export function unlessSlow<T>(look: () => T, slow: T): T {
  try {
    return look();
  } catch (error) {
    if (!isFailure(error)) throw error;
    return slow;
  }
}

const LIMIT_MS = 1000;

/** Only code in its own context can have a time limit, which also interrupts a regular expression. */
const scripts = new Map<string, Script>();
let context: Context | undefined;

function within<T>(code: string, source: string, flags: string, text: string): T {
  const script = scripts.get(code) ?? new Script(code);
  scripts.set(code, script);
  context ??= createContext();
  Object.assign(context, { source, flags, text });
  try {
    return script.runInContext(context, { timeout: LIMIT_MS }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw failure(
      3,
      `Matching /${source}/${flags} against ${text.length} characters takes longer than ${LIMIT_MS} ms.`,
      "A repetition of a repetition, such as (a+)+, tries every way to divide the text: write it without.",
    );
  } finally {
    context["text"] = "";
  }
}
