// Of what words and numbers a client's lines consist anyway: those of its other lines, and those that its server has sent. A line that
// has no others may be made of an answer (`4 WARN slow`, of a log), though it says that something went wrong.

const LETTERS = /\p{L}+/gu;
/** A sign, such as a cross, is a word of its own. */
const SIGN = /\p{So}/gu;
const NUMBER = /\d+/g;
/** `0 errors`, `lost: 0`: there is nothing of the kind, and that there is some would be new. */
const NONE = /(?<![\d.])(?:0|no) \p{L}+|\p{L}+["'\s:=]*(?:0|none)(?![.\d\p{L}])/giu;
/** So many are kept. */
const MOST_WORDS = 5000;

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(LETTERS) ?? [];
}

/** Returns whether a line has such words only, the last of them perhaps cut. */
export function createOfContent(
  lines: readonly string[],
  served: () => Iterable<string>,
): (text: string, troubles: readonly string[]) => boolean {
  let known: { readonly words: ReadonlySet<string>; readonly numbers: ReadonlySet<string> } | undefined;
  return (text, troubles) => {
    known ??= contentOf([...lines, ...served()]); // in most runs nothing is asked
    const { words, numbers } = known;
    // A number that stands for a word: `status 503`.
    if (troubles.some((each) => isUnknown(/\d+$/.exec(each)?.[0], numbers))) return false;
    if ((text.match(SIGN) ?? []).some((sign) => !words.has(sign))) return false;
    const own = wordsOf(text);
    const last = own.length - 1;
    const isKnown = (word: string, i: number): boolean =>
      words.has(word) || (i === last && text.toLowerCase().endsWith(word) && isBeginning(word, words));
    return own.length > 0 && own.every(isKnown);
  };
}

function contentOf(lines: readonly string[]): { words: ReadonlySet<string>; numbers: ReadonlySet<string> } {
  const words = new Set<string>();
  const numbers = new Set<string>();
  for (const line of lines) {
    if (words.size + numbers.size > MOST_WORDS) break;
    for (const word of wordsOf(line.replace(NONE, " "))) words.add(word);
    for (const sign of line.match(SIGN) ?? []) words.add(sign);
    for (const number of line.match(NUMBER) ?? []) numbers.add(number);
  }
  return { words, numbers };
}

function isUnknown(code: string | undefined, numbers: ReadonlySet<string>): boolean {
  return code !== undefined && !numbers.has(code);
}

function isBeginning(word: string, words: ReadonlySet<string>): boolean {
  for (const each of words) if (each.startsWith(word)) return true;
  return false;
}
