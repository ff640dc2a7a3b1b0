// What a client makes of an answer of which less came: the beginning of what it makes of the whole, or the same line with
// smaller numbers in it. `12` where `wc -l` prints 20 tells nobody that eight are missing.

/** @param wholes lines that it prints of whole answers */
export function createSmaller(wholes: readonly string[]): (text: string) => boolean {
  const forms = new Map<string, string[]>();
  for (const whole of wholes) {
    const { form } = numbersIn(whole);
    forms.set(form, [...(forms.get(form) ?? []), whole]);
  }
  return (text) => {
    const start = withoutFilling(text);
    if (wholes.some((whole) => isBeginning(start, whole))) return true;
    return (forms.get(numbersIn(text).form) ?? []).some((whole) => isSmaller(text, whole));
  };
}

/** Base64 is filled up at its end, and its last letter is of bits that were not there. */
function withoutFilling(text: string): string {
  return /^([A-Za-z0-9+/]+)[A-Za-z0-9+/]={1,2}$/.exec(text)?.[1] ?? text;
}

/** Cut within a word. */
function isBeginning(start: string, whole: string): boolean {
  const end = start.length;
  return end < whole.length && whole.startsWith(start) && /^\w\w$/.test(whole.slice(end - 1, end + 1));
}

const NUMBER = /\d+(?:\.\d+)?/g;
/** Whatever rules off a table or fills a bar is as long as what is in it. */
const FILLING = /([-=─━+#.*_█▏▎▍▌▋▊▉░▒▓ ])\1+/g;

function numbersIn(text: string): { readonly form: string; readonly numbers: readonly string[] } {
  const line = text.trim().replace(FILLING, "$1");
  return { form: line.replace(NUMBER, "#"), numbers: line.match(NUMBER) ?? [] };
}

/** A line of the same form, whose numbers are smaller. */
function isSmaller(text: string, whole: string): boolean {
  const { form, numbers } = numbersIn(text);
  const { numbers: usual } = numbersIn(whole);
  if (numbers.length === 0) return text !== whole;
  const around = form.split("#");
  const isBare = !/\p{L}/u.test(form);
  const kind = (value: string, i: number): "same" | "less" | "other" => {
    if (value === usual[i]) return "same";
    const isAmount = isBare || isCount(around[i] ?? "", around[i + 1] ?? "");
    // A number with a 0 before it is none: `000` is a status.
    const isLess = isAmount && !/^0\d/.test(value) && Number(value) < Number(usual[i]);
    return isLess ? "less" : "other";
  };
  const kinds = new Set(numbers.map(kind));
  return kinds.has("less") && !kinds.has("other");
}

const THINGS =
  "byte|char|character|chunk|document|element|entry|entrie|error|event|failure|file|frame|item|key|line|match|matche|message|object|packet|page|point|reading|record|reply|replie|response|result|row|sample|token|value|warning|word";
/** `rows: 12`, `"count":12`, `total 545`, `received 12`: what stands before an amount. */
const BEFORE = new RegExp(
  String.raw`\b(?:(?:${THINGS})s?|amount|avg|count(?:ed)?|done|downloaded|failed|fetched|found|got|imported|length|loaded|max|mean|parsed|processed|progress|read|received|saved|size|stored|sum|total|wrote|written)["'\s:=(]*$`,
  "i",
);
/** `12 rows`, `7 ERROR`. */
const THING = new RegExp(String.raw`^\s?(?:${THINGS})s?(?![\p{L}\d])`, "iu");
/** `12 KiB`, `60%`. */
const UNIT = /^\s?(?:[kKMGT]i?B?|B|%)(?![\p{L}\d])/u;

function isCount(before: string, behind: string): boolean {
  return BEFORE.test(before) || THING.test(behind) || UNIT.test(behind);
}
