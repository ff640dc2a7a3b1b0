// The shape of a line: what stays of it when what may differ each time (a number, an identifier, a time) is taken out.

export interface Shape {
  /** The line with a place in it for each value. */
  readonly form: string;
  /** What stands in the places, in order. */
  readonly values: readonly string[];
}

/** No program prints it as text. */
const PLACE = "\u0001";

/** Base64, a UUID, a path; a number, with its unit; a word. */
const TOKEN = /[A-Za-z0-9_+/=-]{16,}|\d+(?:[.,:]\d+)+[A-Za-z]*|[A-Za-z0-9]+/g;
const WORD = /\d+(?:[.,:]\d+)+[A-Za-z]*|[A-Za-z0-9]+/g;

export function shapeOf(text: string): Shape {
  const values: string[] = [];
  const form = text.replace(TOKEN, (token) =>
    token.length >= LONG && !isIdentifier(token)
      ? token.replace(WORD, (word) => placeFor(word, isValue(word), values))
      : placeFor(token, token.length >= LONG || isValue(token), values),
  );
  return { form, values };
}

/** So many characters may be an identifier. */
export const LONG = 16;

function placeFor(token: string, isTaken: boolean, values: string[]): string {
  if (!isTaken) return token;
  values.push(token);
  return PLACE;
}

/** Anything with a digit in it; and what a hexadecimal number happens to be without one. */
function isValue(word: string): boolean {
  return /\d/.test(word) || /^(?:[a-f]{4,}|[A-F]{4,})$/.test(word);
}

/** Long, and no word: hexadecimal, or with several digits among its letters. */
export function isIdentifier(token: string): boolean {
  if (/^[0-9a-f-]+$/i.test(token)) return /[0-9a-f]/i.test(token);
  return (token.match(/\d/g)?.length ?? 0) >= 3 && /[A-Za-z]/.test(token) && !/\/\w*[a-z]{3,}\//.test(token);
}

/** The part before a value that is still being printed, and that value; undefined where the text does not end in one. */
export function openShape({ form, values }: Shape): { head: string; value: string } | undefined {
  return form.endsWith(PLACE) ? { head: form, value: values.at(-1) ?? "" } : undefined;
}

/** A line of that form; its values are numbers, which are none of those that say that there is nothing (`0 errors`). */
export function exampleOf(form: string): string {
  return form.replaceAll(PLACE, "000");
}

/** The same words, in whatever order they stand. */
export function bagOf(text: string): string {
  return text.split(/\s+/).sort().join(" ");
}

/** The same number of all lines with the same words: faster than their bag. */
export function lettersIn(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > SPACE && code < NO_BREAK_SPACE) sum += code;
  }
  return sum;
}

/** Beyond it there are other spaces. */
const [SPACE, NO_BREAK_SPACE] = [0x20, 0xa0] as const;
