// How often each thing said was done, from how many were done in all: as far as only one way of dividing them is possible.

import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import { UNSENT } from "../asks/fates.ts";

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
  const isMore = total > most(sent);
  if (isMore && !isExact) return said.map(() => ({ unknown: "not-one-each" }));
  const ranges = isMore ? sent.map((range, i) => unlimited(range, said[i])) : sent;
  if (total < sum(ranges.map(({ least }) => least))) return said.map(() => ({ unknown: "server-forgot" }));
  return ranges.map((range, i): Done => {
    const others = ranges.filter((_, other) => other !== i);
    const atLeast = Math.max(range.least, total - most(others));
    const atMost = Math.min(range.most, total - sum(others.map(({ least }) => least)));
    return atLeast === atMost ? { times: atLeast } : { unknown: "not-one-each" };
  });
}

/** Something between the client and what is counted has done it again; but hardly what was over before the fault. */
function unlimited(range: Range, thing: Thing | undefined): Range {
  // What came to nothing was not done however many are there: then something else was counted.
  const isBounded = range.most === 0 || thing?.wasDone;
  return isBounded ? range : { ...range, most: Number.POSITIVE_INFINITY };
}

/** What was answered before the fault was done then; nothing was done more often than it was sent. */
function rangeOf({ entry: { fate, sent, connections, isOwn }, wasDone }: Thing): Range {
  if (UNSENT.has(fate)) return { least: 0, most: 0 };
  // Where its words cannot be found, what one connection has of it is one.
  const times = sent === undefined && connections === 1 ? 1 : sent;
  const isKnown = times !== undefined && times > 0 && isOwn === undefined;
  return { least: wasDone ? 1 : 0, most: isKnown ? times : Number.POSITIVE_INFINITY };
}

function most(ranges: readonly Range[]): number {
  return sum(ranges.map((range) => range.most));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
