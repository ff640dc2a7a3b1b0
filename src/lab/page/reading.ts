// What a reader has in front of them: the cards one by one, each question before its answer, whatever was seen meanwhile.
// Pure.

import type { CardState } from "../messages.ts";

/** A choice, and whether it was made before the kernel had settled it. */
export interface Guess {
  readonly choice: string;
  readonly isEarly: boolean;
}

/**
 * `todo`: what is to be done; `question`: it was seen, and what the reader thinks was not asked yet; `answer`: what was
 * seen.
 */
export type Face = "todo" | "question" | "answer";

/** @param isShown the reader asked for the answer */
export function faceOf(
  { isTicked, question }: Pick<CardState, "isTicked" | "question">,
  guess: Guess | undefined,
  isShown: boolean,
): Face {
  if (!isTicked) return "todo";
  return question === undefined || isShown || guess?.isEarly === true ? "answer" : "question";
}

/** The first card that the reader has not left behind; undefined after the last. */
export function currentCard(cards: readonly CardState[], behind: readonly string[]): string | undefined {
  return cards.find(({ id }) => !behind.includes(id))?.id;
}

/** A later step was seen before this one. */
export function isPassed(cards: readonly CardState[], id: string): boolean {
  const place = cards.findIndex((card) => card.id === id);
  return cards[place]?.isTicked === false && cards.slice(place).some(({ isTicked }) => isTicked);
}

/** What the reader thought beside what came. */
export function verdictOn(right: string | undefined, guess: Guess | undefined): string {
  if (right === undefined) return guess ? `You guessed: ${guess.choice}.` : "";
  if (guess === undefined) return `The answer: ${right}.`;
  return guess.choice === right
    ? `You guessed right: ${right}.`
    : `You guessed: ${guess.choice}. What happened: ${right}.`;
}
