// What of a verdict can be expected, field by field: how it is read, and the values it can have.

import type { Verdict } from "../timeline/verdict-record.ts";
import {
  type Belief,
  beliefWords,
  endings,
  noticedWords,
  passageWords,
  patienceWords,
  reactions,
} from "../timeline/words.ts";

export const fieldNames = [
  "ending",
  "noticed",
  "after",
  "by",
  "reaction",
  "patience",
  "through",
  "waiting",
  "told",
  "exit",
  "lost",
  "unreported",
  "duplicated",
  "belief",
  "lingers",
  "spins",
  "attempts",
] as const;
export type FieldName = (typeof fieldNames)[number];

export interface Field {
  /** Returns undefined if it is not known. */
  readonly observe: (verdict: Verdict) => string | undefined;
  /** All possible values; left out if any text is possible. */
  readonly values?: readonly string[];
  /** What it may be as well as what was observed: whatever was not observed may be worse. */
  readonly mayAlsoBe?: (verdict: Verdict) => readonly string[];
  /** So many it is, or more, where it is not known how many. */
  readonly atLeast?: (verdict: Verdict) => number | undefined;
  /** Its values are numbers, which `<` and `>` can compare. */
  readonly isNumber?: true;
  /** What it may be instead, for `=` and `!=`. */
  readonly word?: string;
  /** They are whole. */
  readonly isCount?: true;
}

const known = (words: Readonly<Record<string, string>>): string[] =>
  Object.keys(words).filter((word) => word !== "unknown");

/** The value of `exit` for a client that is still running; it does not meet `exit!=0`. */
export const RUNS_ON = "none";

export const fields: Readonly<Record<FieldName, Field>> = {
  ending: { observe: ({ ending }) => unlessUnknown(ending.by), values: known(endings) },
  noticed: { observe: ({ noticed }) => unlessUnknown(noticed), values: known(noticedWords) },
  after: {
    // On use it counts from the use: how long nothing was said is not the client's doing.
    observe: ({ noticed, afterNs, afterUseNs = afterNs }) =>
      noticed === "never" ? noticed : numeral(afterUseNs && afterUseNs / 1e6),
    isNumber: true,
    word: "never",
  },
  by: { observe: ({ by, noticed }) => by ?? (noticed === "unknown" ? undefined : "nothing") },
  reaction: { observe: ({ reaction }) => unlessUnknown(reaction), values: known(reactions) },
  patience: { observe: ({ patience = "unknown" }) => unlessUnknown(patience), values: known(patienceWords) },
  through: {
    observe: ({ passage }) => unlessUnknown(passage?.word ?? "unknown"),
    values: known(passageWords),
  },
  waiting: { observe: ({ waiting }) => unlessUnknown(waiting) },
  told: { observe: ({ told }) => told },
  exit: { observe: ({ exit }) => (exit === undefined ? RUNS_ON : (exit.signal ?? numeral(exit.exitCode))) },
  lost: { observe: ({ lost }) => numeral(lost), atLeast: lostForCertain, isNumber: true, isCount: true },
  unreported: { observe: ({ unreported }) => numeral(unreported), isNumber: true, isCount: true },
  duplicated: { observe: ({ duplicated }) => numeral(duplicated), isNumber: true, isCount: true },
  belief: {
    observe: ({ belief = "unknown" }) => unlessUnknown(belief),
    values: known(beliefWords),
    mayAlsoBe: ({ belief, ledger }) => (belief === undefined ? [] : worseThan(belief, ledger)),
  },
  lingers: { observe: ({ lingers }) => asWord(lingers), values: ["true", "false"] },
  spins: { observe: ({ spins }) => asWord(spins), values: ["true", "false"] },
  attempts: { observe: ({ attempts }) => numeral(attempts), isNumber: true, isCount: true },
};

/** What became of others is not known. */
function lostForCertain({ ledger }: Verdict): number | undefined {
  return ledger?.said.filter(({ isLost }) => isLost).length || undefined;
}

/**
 * Of something that was sent again, and not counted, nobody knows how often it was done; nor what is not known otherwise.
 */
function worseThan(belief: Belief, ledger: Verdict["ledger"]): readonly string[] {
  const entries = ledger?.said.flatMap((entry) => entry.belief ?? []) ?? [];
  const order: readonly string[] = known(beliefWords);
  return entries.every(
    ({ word, done }) => word !== "unknown" && (word !== "silent-retry" || done !== undefined),
  )
    ? []
    : order.slice(order.indexOf(belief) + 1);
}

function unlessUnknown(word: string): string | undefined {
  return word === "unknown" ? undefined : word;
}

function asWord(is: boolean | undefined): string | undefined {
  return is === undefined ? undefined : String(is);
}

function numeral(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
