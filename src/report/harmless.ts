// What a program printed, made safe to show.

// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Text of a program as it may be shown: one line, without control characters (an escape sequence is not obeyed). */
export function harmless(text: string, limit = 500): string {
  const shown = text.trimEnd().replace(/\t/g, " ").replace(/\r?\n/g, " | ").replace(CONTROL_CHARACTERS, "?");
  return shown.length > limit ? `${shown.slice(0, limit)}...` : shown;
}
