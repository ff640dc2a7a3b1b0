// Finds the arrows that cross a part of the drawing, without looking at all of them.

import type { Arrow } from "../picture/arrows.ts";
import { lastNotAbove } from "../picture/scale.ts";
import type { Picture } from "../picture/picture.ts";

/** Arrows longer than this are few, and always considered. */
const LONG_PX = 400;

const longArrows = new WeakMap<Picture, readonly Arrow[]>();

export interface ArrowsSeen {
  /** From far above. */
  readonly long: readonly Arrow[];
  /** Of rows that follow one another. */
  readonly near: readonly Arrow[];
}

export function arrowsBetween(picture: Picture, from: number, to: number): ArrowsSeen {
  const { arrows } = picture;
  // They are in the order of departure.
  const first = lastNotAbove(arrows.length, (i) => arrows[i]?.fromY ?? 0, from - LONG_PX) + 1;
  const near: Arrow[] = [];
  for (let i = first; i < arrows.length; i += 1) {
    const arrow = arrows[i];
    if (arrow === undefined || arrow.fromY > to) break;
    if (arrow.toY >= from) near.push(arrow);
  }
  return {
    near,
    long: longOf(picture).filter((arrow) => arrow.fromY <= from - LONG_PX && arrow.toY >= from),
  };
}

function longOf(picture: Picture): readonly Arrow[] {
  const known = longArrows.get(picture) ?? picture.arrows.filter(({ fromY, toY }) => toY - fromY > LONG_PX);
  longArrows.set(picture, known);
  return known;
}
