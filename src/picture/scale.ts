// Maps times to positions in the picture: rows are spread out, long quiet times folded.

import type { AtNs } from "../timeline/observation.ts";
import type { Row } from "./rows.ts";

/** Pixels between two rows of the same time. */
const ROW_PX = 24;
/** Height of the line that says how long a fold was. */
const FOLD_PX = 30;
/** A quiet time of at least this length is folded. */
const FOLD_NS = 50e6;
/** Margin above the first row and below the last. */
const MARGIN_PX = 20;
/** The greatest distance between two rows. */
const STRETCH_PX = 14;

export interface Fold {
  /** The quiet time. */
  readonly ns: number;
  /** Its middle. */
  readonly y: number;
}

export interface Scale {
  /** The middle of a row. */
  yOfRow(row: number): number;
  /** The position of a time, between the rows before and after it; if several rows have this time, the last of them. */
  yOf(atNs: AtNs): number;
  /** The last row that is not below `y`; -1 above the first. */
  rowAt(y: number): number;
  /** The last row that is not after this time; -1 before the first. */
  rowBefore(atNs: AtNs): number;
  readonly height: number;
}

export function layOutRows(rows: readonly Row[]): { readonly scale: Scale; readonly folds: Fold[] } {
  const ys = new Float64Array(rows.length);
  const times = new Float64Array(rows.length);
  const folds: Fold[] = [];
  let y = MARGIN_PX;
  let before = rows[0]?.atNs ?? 0;
  rows.forEach(({ atNs, kind }, i) => {
    const quiet = atNs - before;
    const isFolded = quiet >= FOLD_NS;
    if (i > 0) y += ROW_PX + (isFolded ? FOLD_PX : stretch(quiet)) + (kind === "step" ? ROW_PX / 2 : 0);
    if (isFolded)
      folds.push({ ns: quiet, y: y - (ROW_PX + FOLD_PX + (kind === "step" ? ROW_PX / 2 : 0)) / 2 });
    ys[i] = y;
    times[i] = atNs;
    before = atNs;
  });
  return { scale: createScale(ys, times, y + MARGIN_PX), folds };
}

/** 0 up to 0.1 ms, then with the logarithm. */
function stretch(ns: number): number {
  const decades = Math.log10(Math.max(ns, 1e5) / 1e5) / Math.log10(FOLD_NS / 1e5);
  return Math.round(STRETCH_PX * Math.min(1, decades));
}

function createScale(ys: Float64Array, times: Float64Array, height: number): Scale {
  const at = (values: Float64Array, i: number): number => values[i] ?? 0;
  const rowBefore = (atNs: AtNs): number => lastNotAbove(times.length, (i) => at(times, i), atNs);
  return {
    height,
    rowBefore,
    yOfRow: (row) => at(ys, row),
    rowAt: (y) => lastNotAbove(ys.length, (i) => at(ys, i), y),
    yOf(atNs) {
      const row = rowBefore(atNs);
      if (row < 0) return 0;
      if (row + 1 >= ys.length)
        return Math.min(height, at(ys, row) + (atNs > at(times, row) ? MARGIN_PX / 2 : 0));
      const share = (atNs - at(times, row)) / (at(times, row + 1) - at(times, row));
      return at(ys, row) + share * (at(ys, row + 1) - at(ys, row));
    },
  };
}

/** Index of the last of `count` ascending values that is at most `limit`; -1 when there is none. */
export function lastNotAbove(count: number, valueAt: (index: number) => number, limit: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
