// Two runs of the bench: which figures changed beyond what they vary by themselves.

import { type Figures, type Summary, figuresOf, summarise } from "./figures.ts";

/** What `--json` has written. An older one has no form, and does not say which deadpeer it was. */
export interface SavedBench {
  readonly kernel: string;
  readonly cpu: string;
  readonly node: string;
  readonly form?: string;
  readonly programs?: Readonly<Record<string, string>>;
  readonly parts: readonly { readonly title: string; readonly measurements: unknown }[];
}

/** Lines for people: what differs besides deadpeer, a table for each part that both have, and how many figures changed. */
export function compareBenches(old: SavedBench, now: SavedBench): string[] {
  const common = now.parts.flatMap(({ title, measurements }) => {
    const before = old.parts.find((part) => part.title === title);
    return before ? [{ title, rows: rowsOf(figuresOf(before.measurements), figuresOf(measurements)) }] : [];
  });
  if (common.length === 0) return [...differences(old, now), "They have no part in common."];
  const rows = common.flatMap((part) => part.rows);
  const changed = rows.filter(({ isChanged }) => isChanged).length;
  return [
    ...differences(old, now),
    ...common.flatMap((part) => [part.title, ...showRows(part.rows), ""]),
    `${changed} of ${rows.length} figures changed by more than they vary.`,
  ];
}

/** What makes the two hard to compare. */
function differences(old: SavedBench, now: SavedBench): string[] {
  const machine = (["kernel", "cpu", "node", "form"] as const).flatMap((name) =>
    differs(name, old[name], now[name]),
  );
  const programs = Object.entries(now.programs ?? {}).flatMap(([name, version]) =>
    differs(name, old.programs?.[name], version),
  );
  return [...machine, ...programs];
}

function differs(what: string, old: string | undefined, now: string | undefined): string[] {
  return old === undefined || now === undefined || old === now
    ? []
    : [`Not the same ${what}: ${old} before, ${now} now.`];
}

interface Row {
  readonly name: string;
  readonly text: string;
  readonly isChanged: boolean;
}

function rowsOf(old: Figures, now: Figures): Row[] {
  return Object.entries(now).flatMap(([name, samples]) => {
    const before = Object.hasOwn(old, name) ? old[name] : undefined;
    return before ? [rowOf(name, summarise(before), summarise(samples))] : [];
  });
}

function showRows(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return rows.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`);
}

function rowOf(name: string, old: Summary, now: Summary): Row {
  const isChanged = hasChanged(old, now);
  const changed = isChanged ? `  CHANGED ${percent(now.median / old.median)}` : "";
  return { name, isChanged, text: `${show(old)}  ->  ${show(now)}${changed}` };
}

/**
 * Of fewer samples their range says too little: of 3 and 3 that do not differ, each median is outside of the other's range
 * once in 5 times; of 5 and 5 once in 21, of 9 and 9 once in 347.
 */
const ENOUGH = 5;

/** Each median is outside of what the other was measured to vary in. */
export function hasChanged(old: Summary, now: Summary): boolean {
  const isOutside = (value: number, { min, max }: Summary): boolean => value < min || value > max;
  return Math.min(old.count, now.count) >= ENOUGH && isOutside(now.median, old) && isOutside(old.median, now);
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
