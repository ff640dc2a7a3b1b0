// Makes foreign text (from a program, a saved document) safe to show.

// Control characters (C1 as well); characters without width, that change direction or separate lines; non-characters and
// lone surrogates.
const UNSHOWABLE_RANGES = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u3164\uffa0\ufdd0-\ufdef\ufffe\uffff`;
/** To make one takes 1 ms, which every program of deadpeer's would spend as it starts. */
const madeWhenUsed = (source: string): (() => RegExp) => {
  let made: RegExp | undefined;
  return () => (made ??= new RegExp(source, "gu"));
};
const unshowable: () => RegExp = madeWhenUsed(`[${UNSHOWABLE_RANGES}]`);

/** Scripts in which a joiner (U+200D) or a non-joiner (U+200C) changes the form of letters: Persian, Hindi. */
const JOINING_SCRIPTS =
  "Arab Syrc Nkoo Mong Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Tibt Mymr".split(" ");
const JOINING: string = JOINING_SCRIPTS.map((script) => String.raw`\p{Script=${script}}`).join("");
/** Where a joiner belongs to what is shown: between two letters of such a script, and between two emoji. */
const LETTER: string = `(?![${UNSHOWABLE_RANGES}])[${JOINING}]`;
const LETTERS_JOINED: string = String.raw`[\u200c\u200d](?<=${LETTER}.)(?=${LETTER})`;
const EMOJI_JOINED = String.raw`\u200d(?<=(?:\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d)(?=\p{Extended_Pictographic})`;
const shownOrNot: () => RegExp = madeWhenUsed(`(${LETTERS_JOINED}|${EMOJI_JOINED})|[${UNSHOWABLE_RANGES}]`);

/**
 * The text with a question mark for each character that must not be shown, except those in `kept`. Joined emoji stay joined.
 */
export function visible(text: string, kept = ""): string {
  return text.replace(shownOrNot(), (char, joiner) =>
    joiner !== undefined || kept.includes(char) ? char : "?",
  );
}

/**
 * Text that can be shown anywhere: one line (a `⏎` for each line break), without control characters (so without escape
 * sequences), well-formed Unicode. It is not escaped: HTML, XML and Markdown each have their own escaping.
 */
export function sanitize(text: string, limit = 500): string {
  const begun = text.slice(0, limit * 2);
  const shown = visible(begun.trimEnd().replace(/\t/g, " ").replace(/\r?\n/g, " ⏎ "));
  const cut = text.length > begun.length || shown.length > limit;
  return (cut ? `${shown.slice(0, limit)}...` : shown).toWellFormed();
}

/** `##[error]`, which GitHub's and Azure's runners obey anywhere in a line. */
const COMMAND_MARK = /#(?=#[\w.-]*\[)/g;

export function withoutCommandMarks(text: string): string {
  return text.replace(COMMAND_MARK, "# ");
}

/** JSON without anything that a terminal or a runner would obey; it parses to the same value. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(unshowable(), escapeUnits).replace(COMMAND_MARK, escapeUnits);
}

function escapeUnits(text: string): string {
  const escape = (i: number): string => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return Array.from({ length: text.length }, (_, i) => escape(i)).join("");
}

/** The sequences that `paint` writes. */
const STYLES = /(\u001b\[\d{1,2}m)/; // oxlint-disable-line no-control-regex -- that is what they are
/** `::error::` at the beginning of a line, after any indentation. */
const COMMAND = /^((?:\s|\u001b\[\d{1,2}m)*):(?=:)/; // oxlint-disable-line no-control-regex -- as above

/**
 * A line that can go to a terminal, or into the log of a job: the only control characters in it are our own styles, and
 * it is not a command to the runner (`::stop-commands::x` at its beginning, `##[error]` anywhere).
 */
export function printable(line: string): string {
  const parts = line.split(STYLES).map((part, i) => (i % 2 === 1 ? part : visible(part)));
  return withoutCommandMarks(parts.join("")).replace(COMMAND, "$1: ");
}
