// What a program printed, made safe to show.

// Control characters; marks that turn the direction of text around; line separators; what XML has no place for.
// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g;

/**
 * Text of a program as it may be shown anywhere: one line, without control characters (an escape sequence is not obeyed),
 * well-formed Unicode. It is not escaped: HTML, XML and Markdown each have a way of their own.
 */
export function sanitize(text: string, limit = 500): string {
  const begun = text.slice(0, limit * 2);
  const shown = begun.trimEnd().replace(/\t/g, " ").replace(/\r?\n/g, " | ").replace(UNSHOWABLE, "?");
  const cut = text.length > begun.length || shown.length > limit;
  return (cut ? `${shown.slice(0, limit)}...` : shown).toWellFormed();
}
