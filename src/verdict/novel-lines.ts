// Some clients print, by themselves, words that they have never printed before and that their server cannot have sent. One
// control shows that a client does so, but not which words come next: a new line in the run may be one of those.

import type { ControlRecord } from "../timeline/record.ts";
import { controlsOf } from "./controls.ts";
import { shapeOf } from "./shape.ts";

/**
 * Returns whether a new line may be one of those: it has as many words as a line of a control that is unlike everything in this
 * run, and that control printed new lines in its silence.
 *
 * @param here what this run printed, before the fault and after it
 */
export function createNovel(control: ControlRecord, here: readonly string[]): (text: string) => boolean {
  const known = new Set(here.map(formOf));
  const lengths = new Set(
    controlsOf(control).flatMap((each) => {
      const alone = each.lines.filter((text) => !known.has(formOf(text)));
      return printsByItself(each, alone) ? alone.map(countWords) : [];
    }),
  );
  return (text) => lengths.has(countWords(text));
}

/** More than its server sent meanwhile. */
function printsByItself({ byItself }: ControlRecord, alone: readonly string[]): boolean {
  const shortest = Math.min(...alone.map(({ length }) => length + 1));
  return byItself !== undefined && byItself.fresh > 0 && byItself.bytes < byItself.fresh * shortest;
}

const formOf = (text: string): string => shapeOf(text.trim()).form;

function countWords(text: string): number {
  return text.trim().split(/\s+/).length;
}
