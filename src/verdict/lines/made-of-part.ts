// Whether a new line may be made of the part of an answer that came: `mean 43.67`, where the mean of the whole is 45.17, is
// new, and tells nobody that something is missing. Nor does `4 WARN slow`, of a log of which a part came.

import { isBinary, withoutNone } from "./trouble.ts";

const LETTERS = /\p{L}+/gu;
/** A sign, such as a cross, is a word of its own. */
const SIGN = /\p{So}/gu;
const NUMBER = /\d+/g;
/** So many new lines are looked at; what comes after them may be anything. */
const MOST_LINES = 1000;
/** So many words and numbers of other lines are kept. */
const MOST_WORDS = 5000;

/**
 * Of the answer to what was asked any line may be made that says nothing of trouble (`absent` for `found`), or says it in
 * the words of the answer, or of other lines. Of a stream, of which less always comes, only one that has no words of its
 * own, or begins or ends as another one does.
 *
 * @param usual all lines that are usual
 * @param answers those that the client prints for an answer
 * @param served those that its server had sent
 * @param troublesIn what a line says of trouble
 */
export function createMadeOfPart(
  usual: readonly string[],
  answers: readonly string[],
  served: () => Iterable<string>,
  troublesIn: (text: string) => readonly string[],
): (text: string, isStream: boolean) => boolean {
  let content: Content | undefined;
  let words: readonly string[] | undefined;
  let asked = 0;
  // Nothing is put together before it is asked for: in most runs nothing is.
  return (text, isStream) => {
    asked += 1;
    if (asked > MOST_LINES || isBinary(text)) return true;
    const troubles = troublesIn(text);
    if (troubles.length > 0) return isOf(text, troubles, (content ??= contentOf([...usual, ...served()])));
    if (!isStream) return true;
    words ??= [...new Set(usual.flatMap(wordsOf))].slice(0, MOST_WORDS);
    return hasOnly(words, text) || answers.some((answer) => isFramedAs(text, answer));
  };
}

/**
 * What lines consist of. That there is none of something (`0 errors`, `lost: 0`) shows no word for it: that there is some is
 * new.
 */
interface Content {
  readonly words: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
}

function contentOf(lines: readonly string[]): Content {
  const words = new Set<string>();
  const numbers = new Set<string>();
  for (const line of lines) {
    if (words.size + numbers.size > MOST_WORDS) break;
    const some = withoutNone(line);
    for (const word of [...wordsOf(some), ...signsOf(some)]) words.add(word);
    for (const number of line.match(NUMBER) ?? []) numbers.add(number);
  }
  return { words, numbers };
}

/** It has no other words, the last of them perhaps cut, and no other number that stands for a word: `status 503`. */
function isOf(text: string, troubles: readonly string[], { words, numbers }: Content): boolean {
  const codes = troubles.flatMap((trouble) => /\d+$/.exec(trouble) ?? []);
  if (!codes.every((code) => numbers.has(code))) return false;
  if (!signsOf(text).every((sign) => words.has(sign))) return false;
  const own = wordsOf(text);
  const last = own.at(-1) ?? "";
  const isCut = text.toLowerCase().endsWith(last) && [...words].some((word) => word.startsWith(last));
  return own.length > 0 && own.every((word, i) => words.has(word) || (isCut && i === own.length - 1));
}

function hasOnly(words: readonly string[], text: string): boolean {
  return wordsOf(text).every((word) => words.some((each) => each.startsWith(word)));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(LETTERS) ?? [];
}

function signsOf(text: string): string[] {
  return text.match(SIGN) ?? [];
}

/** Three letters at least. */
const FRAME = /\p{L}.*\p{L}.*\p{L}/u;

function isFramedAs(text: string, answer: string): boolean {
  const [one, other] = [text.split(/\s+/), answer.split(/\s+/)];
  let [start, end] = [0, 0];
  while (start < one.length && one[start] === other[start]) start += 1;
  while (end < one.length && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const frames = [one.slice(0, start), one.slice(one.length - end)];
  return frames.some((words) => FRAME.test(words.join(" ")));
}
