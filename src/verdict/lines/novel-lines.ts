// Some clients print, by themselves, words that they have never printed before and that their server cannot have sent. One
// control shows that a client does so, but not which words come next: a new line in the run may be one of those.

import { controlsOf } from "../../timeline/controls.ts";
import { smallest } from "../../timeline/extremes.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import { shapeOf } from "./shape.ts";
import { troublesIn } from "./trouble.ts";

/**
 * Returns whether a new line may be one of those: it has as many words as a line of a control that is unlike everything in
 * this run, and that control printed new lines in its silence. Where there are several of those lines, not all of one
 * length, the next one may have any, unless it names a trouble.
 *
 * @param here what this run printed, before the fault and after it
 */
export function createNovel(
  control: ControlRecord,
  here: () => readonly string[],
): (text: string) => boolean {
  const printing = controlsOf(control).filter(
    ({ byItself }) => byItself !== undefined && byItself.fresh > (byItself.begins ?? 0),
  );
  if (printing.length === 0) return () => false; // most print nothing by themselves
  let lengths: readonly number[] | undefined;
  return (text) => {
    lengths ??= lengthsOf(printing, here());
    const isAny = lengths.length >= SEVERAL && new Set(lengths).size > 1;
    return lengths.includes(countWords(text)) || (isAny && troublesIn(text).length === 0);
  };
}

const SEVERAL = 3;

function lengthsOf(printing: readonly ControlRecord[], here: readonly string[]): readonly number[] {
  const printed = new Set(here);
  let known: ReadonlySet<string> | undefined;
  const isKnown = (text: string): boolean =>
    printed.has(text) || (known ??= new Set(here.map(formOf))).has(formOf(text)); // most are just the same
  return printing.flatMap((each) => {
    const alone = each.lines.filter((text) => !isKnown(text));
    return canHaveSent(each, alone) ? [] : alone.map(countWords);
  });
}

/** Its server sent enough for as many new lines as came in its silence. */
function canHaveSent({ byItself }: ControlRecord, alone: readonly string[]): boolean {
  const shortest = smallest(alone.map(({ length }) => length + 1));
  return byItself !== undefined && byItself.bytes >= byItself.fresh * shortest;
}

const formOf = (text: string): string => shapeOf(text).form;

function countWords(text: string): number {
  return text.split(/\s+/).length;
}
