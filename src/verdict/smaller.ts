// What a client makes of an answer of which less came: the beginning of what it makes of the whole, or the same line with
// smaller numbers in it. `12` where `wc -l` prints 20 tells nobody that eight are missing.

/** The whole, cut within a word. (Base64 is filled up at its end, and its last letter is of bits that were not there.) */
export function isBeginning(text: string, whole: string): boolean {
  const [, base64 = text] = /^([A-Za-z0-9+/]+)[A-Za-z0-9+/]={1,2}$/.exec(text) ?? [];
  return (
    base64.length < whole.length &&
    whole.startsWith(base64) &&
    /^\w\w$/.test(whole.slice(base64.length - 1, base64.length + 1))
  );
}

const NUMBER = /\d+(?:\.\d+)?/g;
/** Whatever rules off a table or fills a bar is as long as what is in it. */
const FILLING = /([-=─━+#.*_█▏▎▍▌▋▊▉░▒▓ ])\1+/g;

/** The same line, whose numbers are smaller. */
export function isSmaller(text: string, whole: string): boolean {
  const [one, other] = [text, whole].map((each) => each.trim().replace(FILLING, "$1")) as [string, string];
  const form = one.replace(NUMBER, "#");
  if (form !== other.replace(NUMBER, "#")) return false;
  const [values, usual] = [one.match(NUMBER) ?? [], other.match(NUMBER) ?? []];
  if (values.length === 0) return one === other && text !== whole;
  const around = form.split("#");
  const isBare = !/\p{L}/u.test(form);
  const kind = (value: string, i: number): "same" | "less" | "other" => {
    if (value === usual[i]) return "same";
    const isAmount = isBare || isCount(around[i] ?? "", around[i + 1] ?? "");
    // A number with a 0 before it is none: `000` is a status.
    const isLess = isAmount && !/^0\d/.test(value) && Number(value) < Number(usual[i]);
    return isLess ? "less" : "other";
  };
  const kinds = new Set(values.map(kind));
  return kinds.has("less") && !kinds.has("other");
}

const THINGS =
  "byte|char|character|chunk|document|element|entry|entrie|event|file|frame|item|key|line|match|matche|message|object|packet|page|point|reading|record|reply|replie|response|result|row|sample|token|value|word";
/** `rows: 12`, `"count":12`, `total 545`, `received 12`: what stands before an amount. */
const BEFORE = new RegExp(
  String.raw`\b(?:(?:${THINGS})s?|amount|avg|count(?:ed)?|done|downloaded|fetched|found|got|imported|length|loaded|max|mean|parsed|processed|progress|read|received|saved|size|stored|sum|total|wrote|written)["'\s:=(]*$`,
  "i",
);
/** `12 rows`, `12 KiB`, `60%`. */
const BEHIND = new RegExp(String.raw`^\s?(?:(?:${THINGS})s?|[kKMGT]i?B?|B|%)(?![\p{L}\d])`, "u");

function isCount(before: string, behind: string): boolean {
  return BEFORE.test(before) || BEHIND.test(behind);
}
