// What the client believes beside what the server has, as the rows of a small table.

import type { BeliefEntry, Ledger } from "../timeline/verdict-record.ts";
import { type Belief, notCountedAtAll, unknownCauses } from "../timeline/words.ts";
import { shownText } from "./ledger-rows.ts";

export interface BeliefRow {
  readonly what: string;
  /** `done`, `said nothing` */
  readonly believed: string;
  /** `once`, `not known` */
  readonly done: string;
  /** In words: `false success` */
  readonly so: string;
  /** Why it is unknown; empty where it is not. */
  readonly why: string;
  readonly word: Belief;
}

/** What stands above the columns. */
export const BELIEF_HEADINGS = ["said", "client believes", "server has it", "so"] as const;

export function beliefRows(ledger: Ledger | undefined): BeliefRow[] {
  return (ledger?.said ?? []).flatMap((entry) =>
    entry.belief === undefined ? [] : [{ what: shownText(entry), ...inWords(entry.belief) }],
  );
}

function inWords({ believed, done, word, why }: BeliefEntry): Omit<BeliefRow, "what"> {
  return {
    believed: believed === "unknown" ? "not known" : believed.replace("-", " "),
    done: done === undefined ? "not known" : times(done),
    so: word.replace("-", " "),
    why: why === undefined ? "" : why === "not-asked" ? notCountedAtAll : unknownCauses[why],
    word,
  };
}

function times(count: number): string {
  return ["not at all", "once", "twice"][count] ?? `${count} times`;
}
