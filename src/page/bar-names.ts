// Where the names of bars stand: below where a bar begins, in the first place that no row's text takes. Pure.

import type { StateBar } from "../picture/bars.ts";
import type { Picture } from "../picture/picture.ts";
import type { QueueBar } from "../picture/queues.ts";

/** A name needs this much room. */
export const NAME_PX = 13;
/** From a name's baseline to its middle. */
const MIDDLE_PX = 4;
/** Between the middle of a name and that of a row, so that neither covers the other. */
const APART_PX = 11;
const STEP_PX = 2;

type Spread = { readonly fromY: number; readonly toY: number };
type Placed = Pick<Picture, "rows" | "scale">;

/**
 * The baseline of a bar's name; where there is no free place in the bar, near its beginning.
 *
 * @param top of what is in sight: the names of bars that began above it are there
 */
export function nameYOf({ fromY, toY }: Spread, top: number, picture: Placed): number {
  const first = Math.min(Math.max(fromY, top) + NAME_PX, toY - 2);
  for (let y = first; y <= toY - 2; y += STEP_PX) if (isFree(y - MIDDLE_PX, picture)) return y;
  return first;
}

function isFree(middle: number, { rows, scale }: Placed): boolean {
  const above = scale.rowAt(middle);
  const isAway = (row: number): boolean =>
    row < 0 || row >= rows.length || Math.abs(scale.yOfRow(row) - middle) >= APART_PX;
  return isAway(above) && isAway(above + 1);
}

/** Below a row there is room for one line. */
const NEAR_PX = 26;

/** The state of the same end whose name is where a queue's would be: that goes beside it. */
export function stateBeside(
  bar: QueueBar,
  top: number,
  picture: Placed & Pick<Picture, "states">,
): StateBar | undefined {
  const y = nameYOf(bar, top, picture);
  return picture.states.find((state) => {
    if (state.end !== bar.end || state.toY - state.fromY < NAME_PX || state.toY < top) return false;
    return (
      Math.abs(state.fromY - bar.fromY) < NEAR_PX || Math.abs(nameYOf(state, top, picture) - y) < NAME_PX
    );
  });
}
