// How often each thing said was done, from how many were done in all: as far as only one way of dividing them is possible.

import type { SaidEntry } from "../timeline/verdict-record.ts";
import type { UnknownCause } from "../timeline/words.ts";

export type Done = { readonly times: number } | { readonly unknown: UnknownCause };

export interface Thing {
  readonly entry: SaidEntry;
  /** It was answered, and the client believed it done, before the fault came: if it is not there, it was forgotten. */
  readonly wasDone: boolean;
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/**
 * @param total what was done of all of them
 * @param isExact without the fault each was counted once: more than was sent was done twice, and is nothing else
 */
export function divideDone(said: readonly Thing[], total: number, isExact: boolean): Done[] {
  const sent = said.map(rangeOf);
  const isMore = total > sum(sent.map(({ most }) => most));
  if (isMore && !isExact) return said.map(() => ({ unknown: "not-one-each" }));
  const ranges = isMore ? sent.map(({ least }) => ({ least, most: Number.POSITIVE_INFINITY })) : sent;
  if (total < sum(ranges.map(({ least }) => least))) return said.map(() => ({ unknown: "server-forgot" }));
  return ranges.map((range, i): Done => {
    const others = ranges.filter((_, other) => other !== i);
    const atLeast = Math.max(range.least, total - sum(others.map(({ most }) => most)));
    const atMost = Math.min(range.most, total - sum(others.map(({ least }) => least)));
    return atLeast === atMost ? { times: atLeast } : { unknown: "not-one-each" };
  });
}

/** What was answered before the fault was done then; what was never sent was not; nothing was done more often than it was sent. */
function rangeOf({ entry: { fate, sent, isOwn }, wasDone }: Thing): Range {
  if (fate === "swallowed") return { least: 0, most: 0 };
  const isKnown = sent !== undefined && sent > 0 && isOwn === undefined;
  return { least: wasDone ? 1 : 0, most: isKnown ? sent : Number.POSITIVE_INFINITY };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
