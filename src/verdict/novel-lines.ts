// Some clients print, by themselves, words that they have never printed before and that their server cannot have sent. One
// control shows that a client does so, but not which words come next: a new line in the run may be one of those.

import type { ControlRecord } from "../timeline/record.ts";
import { controlsOf } from "./controls.ts";
import { shapeOf } from "./shape.ts";
import { smallest } from "../timeline/extremes.ts";

/**
 * Returns whether a new line may be one of those: it has as many words as a line of a control that is unlike everything in this
 * run, and that control printed new lines in its silence.
 *
 * @param here what this run printed, before the fault and after it
 */
export function createNovel(
  control: ControlRecord,
  here: () => readonly string[],
): (text: string) => boolean {
  let lengths: ReadonlySet<number> | undefined;
  return (text) => (lengths ??= lengthsOf(controlsOf(control), here())).has(countWords(text));
}

/** In words: of the lines that came by themselves in a control. */
function lengthsOf(controls: readonly ControlRecord[], here: readonly string[]): ReadonlySet<number> {
  const printed = new Set(here);
  let known: ReadonlySet<string> | undefined;
  const isKnown = (text: string): boolean =>
    printed.has(text) || (known ??= new Set(here.map(formOf))).has(formOf(text)); // most are just the same
  const lengths = new Set<number>();
  for (const { lines, byItself } of controls) {
    if (byItself === undefined || byItself.fresh === 0) continue; // most print nothing by themselves
    const alone = lines.filter((text) => !isKnown(text));
    const shortest = smallest(alone.map(({ length }) => length + 1));
    // Its server may have sent what was new, where it sent enough for as many lines.
    if (byItself.bytes < byItself.fresh * shortest) for (const text of alone) lengths.add(countWords(text));
  }
  return lengths;
}

const formOf = (text: string): string => shapeOf(text).form;

function countWords(text: string): number {
  return text.split(/\s+/).length;
}
