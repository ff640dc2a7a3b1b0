// A line for each case, and how many there are of each class.

import { type Class, type Classified, type Said, classes } from "./classify.ts";
import type { Truth } from "./truth.ts";
import { type Case, deathOf, wordsOf } from "./case.ts";

export interface Result extends Classified {
  readonly all: Case;
  readonly truth?: Truth;
  readonly said?: Said;
}

export function lineOf({ all, truth, said, word, why }: Result): string {
  return [
    String(all.number),
    wordsOf(all),
    deathOf(all),
    ...(truth === undefined ? [] : [truthIn(truth)]),
    ...(said === undefined ? [] : [`lost=${said.lost ?? "?"} unreported=${said.unreported ?? "?"}`]),
    why === undefined ? word : `${word}: ${why}`,
  ].join(" | ");
}

function truthIn(truth: Truth): string {
  const {
    dropped,
    said,
    neverBegun,
    neverSent,
    answeredInVain,
    stillTrying,
    triedMs,
    storedTwice,
    exitCode,
  } = truth;
  const numbers = { dropped, said, storedTwice, stillTrying };
  const details = { neverBegun, neverSent, answeredInVain, ...(stillTrying > 0 && { triedMs }), exitCode };
  const told = Object.entries(details).filter(
    ([name, number]) => number !== undefined && (number !== 0 || name === "exitCode"),
  );
  return [...Object.entries(numbers), ...told].map(([name, number]) => `${name}=${number}`).join(" ");
}

/** In Markdown. */
export function tableOf(results: readonly Result[]): string {
  const numbersOf = (word: Class): number[] =>
    results.filter((each) => each.word === word).map(({ all }) => all.number);
  const rows = classes.map((word) => {
    const numbers = numbersOf(word);
    return `| ${word} | ${numbers.length} | ${word === "ok" || word === "unknown" ? "" : numbers.join(" ")} |`;
  });
  return ["| class | cases | which |", "| --- | --- | --- |", ...rows].join("\n");
}

const FALSE: ReadonlySet<Class> = new Set([
  "FALSE-PASS-lost",
  "FALSE-PASS-unreported",
  "false-lost",
  "false-unreported",
]);

/** 0 where at least one case was made, and none is false: what was not seen is no pass. */
export function exitCodeOf(results: readonly Pick<Result, "word">[]): 0 | 1 {
  return results.some(({ word }) => word !== "not made") && !results.some(({ word }) => FALSE.has(word))
    ? 0
    : 1;
}
