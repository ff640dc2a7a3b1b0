// What others wrote (a program, a saved document), made safe to show.

// Control characters, C1 too; what has no width, turns the direction of text around or separates lines; what is not a
// character, or only half of one.
const UNSHOWABLE_RANGES = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u3164\uffa0\ufdd0-\ufdef\ufffe\uffff`;
const UNSHOWABLE: RegExp = new RegExp(`[${UNSHOWABLE_RANGES}]`, "gu");

/** The same text with a question mark for each character that is not to be shown, but for those in `kept`. */
export function visible(text: string, kept = ""): string {
  return text.replace(UNSHOWABLE, (char) => (kept.includes(char) ? char : "?"));
}

/**
 * Text as it may be shown anywhere: one line, without control characters (an escape sequence is not obeyed), well-formed
 * Unicode. It is not escaped: HTML, XML and Markdown each have a way of their own.
 */
export function sanitize(text: string, limit = 500): string {
  const begun = text.slice(0, limit * 2);
  const shown = visible(begun.trimEnd().replace(/\t/g, " ").replace(/\r?\n/g, " | "));
  const cut = text.length > begun.length || shown.length > limit;
  return (cut ? `${shown.slice(0, limit)}...` : shown).toWellFormed();
}

/** `##[error]`, which GitHub's and Azure's runners obey wherever in a line it stands. */
const COMMAND_MARK = /#(?=#[\w.-]*\[)/g;

export function withoutCommandMarks(text: string): string {
  return text.replace(COMMAND_MARK, "# ");
}

/** JSON in which nothing is to be obeyed by what shows it; it is read back as the same value. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSHOWABLE, escapeUnits).replace(COMMAND_MARK, escapeUnits);
}

function escapeUnits(text: string): string {
  const escape = (i: number): string => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return Array.from({ length: text.length }, (_, i) => escape(i)).join("");
}

/** The sequences that `paint` writes. */
const STYLES = /(\u001b\[\d{1,2}m)/; // oxlint-disable-line no-control-regex -- that is what they are
/** `::error::` at the beginning of a line, whatever it is set in by. */
const COMMAND = /^((?:\s|\u001b\[\d{1,2}m)*):(?=:)/; // oxlint-disable-line no-control-regex -- as above

/**
 * A line as it may go to a terminal, or into the log of a job: of control characters it has the styles of our own, and
 * it is not a command to the runner (`::stop-commands::x` at its beginning, `##[error]` anywhere).
 */
export function printable(line: string): string {
  const parts = line.split(STYLES).map((part, i) => (i % 2 === 1 ? part : visible(part)));
  return withoutCommandMarks(parts.join("")).replace(COMMAND, "$1: ");
}
