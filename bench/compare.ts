// Two runs of the bench: which figures changed beyond what they vary by themselves.

import { type Figures, type Summary, figuresOf, summarise } from "./figures.ts";

/** What `--json` has written. */
export interface SavedBench {
  readonly kernel: string;
  readonly cpu: string;
  readonly node: string;
  readonly parts: readonly { readonly title: string; readonly measurements: unknown }[];
}

/** Lines for people: a table for each part that both have. */
export function compareBenches(old: SavedBench, now: SavedBench): string[] {
  const machines = (["kernel", "cpu", "node"] as const).flatMap((name) =>
    old[name] === now[name] ? [] : [`Not the same ${name}: ${old[name]} before, ${now[name]} now.`],
  );
  const tables = now.parts.flatMap(({ title, measurements }) => {
    const before = old.parts.find((part) => part.title === title);
    return before
      ? [title, ...compareFigures(figuresOf(before.measurements), figuresOf(measurements)), ""]
      : [];
  });
  return [...machines, ...(tables.length > 0 ? tables : ["They have no part in common."])];
}

function compareFigures(old: Figures, now: Figures): string[] {
  const rows = [...now].flatMap(([name, samples]) => {
    const before = old.get(name);
    return before ? [rowOf(name, summarise(before), summarise(samples))] : [];
  });
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return rows.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`);
}

function rowOf(name: string, old: Summary, now: Summary): { name: string; text: string } {
  const changed = hasChanged(old, now) ? `  CHANGED ${percent(now.median / old.median)}` : "";
  return { name, text: `${show(old)}  ->  ${show(now)}${changed}` };
}

/** Each median is outside of what the other was measured to vary in. */
export function hasChanged(old: Summary, now: Summary): boolean {
  const isOutside = (value: number, { min, max }: Summary): boolean => value < min || value > max;
  return isOutside(now.median, old) && isOutside(old.median, now);
}

function percent(ratio: number): string {
  if (!Number.isFinite(ratio)) return "";
  const change = (ratio - 1) * 100;
  return `${change < 0 ? "" : "+"}${change.toFixed(1)} %`;
}

/** `0.20 [0.19 to 0.22]` */
function show({ min, median, max }: Summary): string {
  const [least, middle, most] = [min, median, max].map((value) => Number(value.toPrecision(4)));
  return `${middle} [${least} to ${most}]`;
}
