// Whether a new line may be made of the part of an answer that came: `mean 43.67`, where the mean of the whole is 45.17, is new, and
// tells nobody that something is missing.

import { createOfContent, wordsOf } from "./content-words.ts";
import { isBinary, troublesIn } from "./trouble.ts";

/** How many lines are looked at so closely, and how many words of others they are held against. */
const MOST = 1000;
const MOST_WORDS = 5000;

/**
 * Of the answer to what was asked any line may be made that says nothing of trouble (`absent` for `found`), or says it in the words of
 * the answer. Of a stream, of which less always comes, only one that has no words of its own, or begins or ends as another one does.
 *
 * @param usual all lines that are usual
 * @param answers those that the client prints for an answer
 * @param served those that its server had sent
 */
export function createMadeOfPart(
  usual: readonly string[],
  answers: readonly string[],
  served: () => Iterable<string> = () => [],
): (text: string, isStream: boolean) => boolean {
  const isOfContent = createOfContent(usual, served);
  const troubled = answers.flatMap((text) => {
    const troubles = troublesIn(text);
    return troubles.length > 0 ? [{ text, troubles }] : [];
  });
  let known: readonly string[] | undefined;
  let asked = 0;
  return (text, isStream) => {
    if (isBinary(text)) return true;
    const troubles = troublesIn(text);
    asked += 1;
    if (troubles.length > 0 && asked > MOST) return false;
    if (troubles.length > 0 && !troubled.some((answer) => isAsTroubled({ text, troubles }, answer)))
      return !isStream && isOfContent(text, troubles);
    if (!isStream || asked > MOST) return !isStream;
    known ??= [...new Set(usual.flatMap(wordsOf))].slice(0, MOST_WORDS); // in most runs nothing is asked
    const words = known;
    const isKnown = (word: string): boolean => words.some((each) => each.startsWith(word));
    return wordsOf(text).every(isKnown) || answers.some((answer) => isFramedAs(text, answer));
  };
}

/** An answer may be about trouble: `7 open, 12 closed` where it was `9 open, 20 closed`. Nothing has gone wrong by that. */
function isAsTroubled(line: Troubled, answer: Troubled): boolean {
  return (
    line.troubles.every((each) => answer.troubles.includes(each)) &&
    (isFramedAs(line.text, answer.text) || isOfForm(line.text, answer.text))
  );
}

interface Troubled {
  readonly text: string;
  readonly troubles: readonly string[];
}

function isOfForm(text: string, answer: string): boolean {
  const [one, other] = [text, answer].map((line) => line.replace(/\d+(?:\.\d+)?/g, "#"));
  return one === other;
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
