// The figures of a part, from its single measurements: of each the samples, and their minimum, median and maximum.

import { median } from "./numbers.ts";

/** By what a figure is called: `veth pair bulkSeconds`. */
export type Figures = Readonly<Record<string, readonly number[]>>;

/**
 * Every number in it, under the names of the fields that lead there. What is in a list is a round each: its words say which
 * figure it belongs to (`{ joint: "veth pair", bulkSeconds: 0.7 }`).
 */
export function figuresOf(measurements: unknown): Figures {
  const found = new Map<string, number[]>();
  collect(measurements, [], found);
  return Object.fromEntries(found);
}

function collect(value: unknown, path: readonly string[], found: Map<string, number[]>): void {
  if (typeof value === "number") {
    const name = path.join(" ");
    found.set(name, [...(found.get(name) ?? []), value]);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, path, found);
  } else if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value);
    const words = fields.flatMap(([name, field]) => wordFor(name, field));
    for (const [name, field] of fields) collect(field, [...path, ...words, name], found);
  }
}

function wordFor(name: string, field: unknown): string[] {
  if (typeof field === "string") return [field];
  return typeof field === "boolean" ? [field ? name : `not ${name}`] : [];
}

export interface Summary {
  /** How many samples. */
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function summarise(samples: readonly number[]): Summary {
  const count = samples.length;
  return { count, min: Math.min(...samples), median: median(samples), max: Math.max(...samples) };
}
