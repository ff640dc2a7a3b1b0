// What a program is expected to print: text as it stands, or a regular expression between slashes.

export type Pattern = { readonly text: string } | { readonly regexp: string; readonly flags: string };

/** `text`, or `/regular expression/flags`. Throws a SyntaxError for one that is none. */
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
  /** Where in the text that was looked through it ends. */
  readonly end: number;
}

/** The first place at or after `from` where it is. */
export function findMatch(pattern: Pattern, text: string, from = 0): Match | undefined {
  if ("text" in pattern) {
    const at = text.indexOf(pattern.text, from);
    return at < 0 ? undefined : { text: pattern.text, end: at + pattern.text.length };
  }
  const { regexp, flags } = pattern;
  const found = new RegExp(regexp, flags.replace(/[gy]/g, "")).exec(text.slice(from));
  return found === null ? undefined : { text: found[0], end: from + found.index + found[0].length };
}
