// What the client believes of what was done, in sentences: only where that is not so.

import type { Case } from "../../timeline/case.ts";
import type { BeliefEntry, Verdict } from "../../timeline/verdict-record.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import { whyBeliefUnknown } from "../belief/why-belief-unknown.ts";

export function beliefInWords(
  { belief, ledger, undecided }: Pick<Verdict, "belief" | "ledger" | "undecided">,
  { evidence }: Case,
): string[] {
  const said =
    ledger?.said.flatMap((entry) => (entry.belief ? [{ ...entry, belief: entry.belief }] : [])) ?? [];
  const sentences = [
    ...new Set(said.flatMap(({ belief: each, isOwn, text }) => sentence(each, isOwn ? "It" : quoted(text)))),
  ];
  const isTold = said.some(({ belief: each }) => each.word === belief);
  if (belief === "false-success" && !isTold) sentences.push("More was believed to be done than was done.");
  if (belief === "unknown") sentences.push(unknownBecause(undecided?.["belief"], evidence));
  return sentences;
}

function sentence({ word, done = 0 }: BeliefEntry, what: string): string[] {
  switch (word) {
    case "false-success":
      return [`${what} is believed to be done, and the server does not have it.`];
    case "false-failure":
      return [`${what} is believed to have failed, and the server has it: who does it again does it twice.`];
    case "duplicate":
      return [`${what} was said once, and the server has it ${done} times.`];
    case "silent-retry":
      return [`${what} was sent again on another connection, and nobody was told.`];
    default:
      return [];
  }
}

const LONGEST = 40;

function quoted(text: string): string {
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text}\``;
}

function unknownBecause(cause: UnknownCause | undefined, evidence: Case["evidence"]): string {
  const why = cause === undefined ? "" : `: ${whyBeliefUnknown(cause, evidence)}`;
  return `Whether what it believes is so is unknown${why}.`;
}
