// What a new line says of trouble that the other lines of its client do not say as well: in `[fail-fast] two = 0`, where
// `[fail-fast]` stands before each line, it is nothing.

import { saysTrouble, troublesIn, withoutNone } from "./trouble.ts";

/** So many new lines, and so many others, are compared. What comes after them may say what the others say. */
const MOST_LINES = 1000;
const MOST_FRAMES = 100;
/** What is shorter stands in any line. */
const SHORTEST = 3;
const NUMBER = /^\p{N}/u;
const WORD = /^[\p{L}\p{N}_]/u;
/** Words, and each character between them. */
const TOKENS = /[\p{L}\p{N}_]+|[^\p{L}\p{N}_]/gu;

/**
 * Without the statuses that stand in other lines, what stands around the place in which it differs from one of them, and
 * what was typed: a client that puts `ERROR disk full` off has not said so.
 *
 * @param lines its other lines
 * @param typed what was said to it
 * @param examples of its lines: where none of these says anything of trouble, none of them does
 */
export function createOwnTroubles(
  lines: readonly string[],
  typed: readonly string[],
  examples: () => readonly string[] = () => lines,
): (text: string) => readonly string[] {
  let troubled: readonly string[] | undefined;
  const linesOfTrouble = (): readonly string[] =>
    (troubled ??= examples().some(saysTrouble) ? lines.filter(saysTrouble) : []);
  const messages = typed.filter((each) => troublesIn(each).length > 0);
  let statuses: ReadonlySet<string> | undefined;
  let frames: readonly string[] | undefined;
  let asked = 0;
  return (line) => {
    if (troublesIn(line).length === 0) return []; // most say nothing of it
    asked += 1;
    if (asked > MOST_LINES) return [];
    const text = withoutEach(messages, line);
    frames ??= linesOfTrouble().slice(0, MOST_FRAMES);
    const others = aboutTheSame(line, typed, lines, frames);
    const isFrame = (other: string): boolean =>
      troublesIn(whereItDiffers(text, withoutEach(messages, other))).length === 0;
    if (others.some(isFrame)) return [];
    const troubles = troublesIn(text);
    if (!troubles.some(isStatus)) return troubles;
    const usual = (statuses ??= new Set(linesOfTrouble().flatMap(troublesIn).filter(isStatus)));
    return troubles.filter((trouble) => !usual.has(trouble));
  };
}

function isStatus(trouble: string): boolean {
  return /\d/.test(trouble);
}

function withoutEach(messages: readonly string[], text: string): string {
  return messages.reduce((rest, message) => rest.replaceAll(message, ""), text);
}

/** That the one thing is down (`one: DOWN`) says nothing of another, as long as there is a line about that (`two: UP`). */
function aboutTheSame(
  text: string,
  typed: readonly string[],
  lines: readonly string[],
  frames: readonly string[],
): readonly string[] {
  const things = typed.filter((each) => each.length >= SHORTEST && names(text, each));
  const isAbout = (line: string): boolean => things.some((thing) => names(line, thing));
  return lines.some(isAbout) ? frames.filter(isAbout) : frames;
}

/** In whole words: `none` does not name `one`. */
function names(text: string, thing: string): boolean {
  for (let at = text.indexOf(thing); at >= 0; at = text.indexOf(thing, at + 1)) {
    const [before, behind] = [text.slice(0, at), text.slice(at + thing.length)];
    if (!/[\p{L}\p{N}_]$/u.test(before) && !WORD.test(behind)) return true;
  }
  return false;
}

/** The words in which it differs; of a number, with the word before it and behind it: `failed 2` for `failed 1`. */
function whereItDiffers(text: string, other: string): string {
  const [own, usual] = [tokensOf(text), tokensOf(other)];
  let start = 0;
  while (start < own.length && own[start] === usual[start]) start += 1;
  let end = own.length;
  while (
    end > start &&
    usual.length - (own.length - end) > start &&
    own[end - 1] === usual.at(end - 1 - own.length)
  )
    end -= 1;
  if (start === end) return ""; // the other one only says more
  const first = NUMBER.test(own[start] ?? "")
    ? own.findLastIndex((each, i) => i < start && WORD.test(each))
    : start;
  const last = NUMBER.test(own[end - 1] ?? "")
    ? own.findIndex((each, i) => i >= end && WORD.test(each)) + 1
    : end;
  return own.slice(Math.max(0, first), last || own.length).join("");
}

function tokensOf(text: string): readonly string[] {
  return withoutNone(text).match(TOKENS) ?? [];
}
