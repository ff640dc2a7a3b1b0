// Whether a line stands in for an answer that did not come: where the client prints what its server says, there is something else,
// such as a default (`balance: 0`). It tells nobody that there was no answer.

import { saysTrouble } from "./trouble.ts";

/** What a server's text consists of: a line, and the values in one, as in JSON. */
const VALUE = /[^\s"'{}[\],:;=<>()]+/g;
const NUMBER = /\d+(?:\.\d+)?/g;
/** So many are looked for, in so many answers, and so many lines are looked at. */
const MOST_PIECES = 1000;
const MOST_ANSWERS = 100;
const MOST_LINES = 1000;
/** A long answer has many values. */
const MOST_FRAMES = 5000;

interface Frame {
  readonly before: string;
  readonly behind: string;
  /** How many words the server's text has in it. */
  readonly words: number;
}

/**
 * @param answers lines that the client prints for an answer
 * @param served lines that its server had sent
 * @param typed what was said: an answer may name it
 */
export function createStandIn(
  answers: readonly string[],
  served: () => Iterable<string>,
  typed: readonly string[],
): (text: string) => boolean {
  let frames: readonly Frame[] | undefined;
  const said = [...new Set(typed)].filter((each) => each !== "").sort((a, b) => b.length - a.length);
  const mask = (text: string): string => said.reduce((line, each) => line.replaceAll(each, SAID), text);
  let asked = 0;
  return (printed) => {
    asked += 1;
    if (asked > MOST_LINES || saysTrouble(printed)) return false;
    frames ??= framesOf(answers.slice(0, MOST_ANSWERS), piecesOf(served(), answers), mask); // in most runs nothing is asked
    const text = mask(printed);
    return frames.some((frame) => stands(text, frame));
  };
}

const SAID = "\u0001";

function stands(text: string, { before, behind, words }: Frame): boolean {
  if (text.length <= before.length + behind.length) return false;
  if (!text.startsWith(before) || !text.endsWith(behind)) return false;
  // A message has more words than a value.
  return countWords(text.slice(before.length, text.length - behind.length)) <= words;
}

function framesOf(
  answers: readonly string[],
  pieces: readonly string[],
  mask: (text: string) => string,
): Frame[] {
  const frames = answers.flatMap((answer) =>
    pieces.flatMap((piece) => {
      const at = answer.indexOf(piece);
      const end = at + piece.length;
      if (at < 0 || isWithinWord(answer, at) || isWithinWord(answer, end)) return [];
      const [before, behind] = [mask(answer.slice(0, at)), mask(answer.slice(end))];
      return `${before}${behind}`.trim() === "" ? [] : [{ before, behind, words: countWords(piece) }];
    }),
  );
  return frames.slice(0, MOST_FRAMES);
}

/** Where its server had sent nothing, any number in an answer may be the server's. */
function piecesOf(served: Iterable<string>, answers: readonly string[]): string[] {
  const pieces = new Set<string>();
  for (const line of served) {
    if (pieces.size >= MOST_PIECES) break;
    for (const piece of [line, ...(line.match(VALUE) ?? [])]) pieces.add(piece);
  }
  return pieces.size > 0 ? [...pieces] : [...new Set(answers.flatMap((line) => line.match(NUMBER) ?? []))];
}

function isWithinWord(text: string, at: number): boolean {
  return /^[\p{L}\d]{2}$/u.test(text.slice(at - 1, at + 1));
}

function countWords(text: string): number {
  return text.trim().split(/\s+/).length;
}
