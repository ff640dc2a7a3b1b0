// The table of a part: minimum, median and maximum of its figures.

import { type Figures, summarise } from "./figures.ts";

/** What does not fit in a screen is not read: the rest is in the file that `--json` writes. */
const MOST_ROWS = 12;

/** Lines for people; none where nothing was measured. */
export function showTable(figures: Figures): string[] {
  const measured = Object.entries(figures).filter(([, samples]) => samples.length > 0);
  if (measured.length === 0) return [];
  const rows = measured.slice(0, MOST_ROWS).map(([name, samples]) => {
    const { min, median, max } = summarise(samples);
    const decimals = decimalsOf(median);
    return [name, String(samples.length), ...[min, median, max].map((value) => show(value, decimals))];
  });
  const [width = 0, ...widths] = ["", "samples", "min", "median", "max"].map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = ([name = "", ...cells]: readonly string[]): string =>
    [name.padEnd(width), ...cells.map((cell, i) => cell.padStart(widths[i] ?? 0))].join("  ");
  const left = measured.length - rows.length;
  return [
    "",
    line(["", "samples", "min", "median", "max"]),
    ...rows.map(line),
    ...(left > 0 ? [`and ${left} more with --json`] : []),
    "",
  ];
}

/** So that three figures of it are seen. */
function decimalsOf(value: number): number {
  const size = Math.abs(value);
  return size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}

function show(value: number, decimals: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
