// What a part of the bench is, what it measures, and how that is shown.

import type { Effort, Form } from "./effort.ts";
import type { Figures } from "./figures.ts";
import { missing } from "./programs.ts";
import { showTable } from "./table.ts";

export interface Part {
  /** Under which two runs of the bench are compared. */
  readonly title: string;
  /** Programs without which nothing of it can be measured. */
  readonly needs: readonly string[];
  /** Programs that are used where they are installed. */
  readonly peers: readonly string[];
  /** Rejects when it could not be run. */
  measure(effort: Effort): Promise<Measured>;
}

export interface Target {
  readonly what: string;
  /** The limit, and what was measured, as text. */
  readonly wanted: string;
  readonly measured: string;
  readonly isMet: boolean;
}

export interface Measured {
  /** How it was measured, and what is side by side. */
  readonly lines: readonly string[];
  /** For the table of minimum, median and maximum: those that matter most. */
  readonly figures: Figures;
  readonly targets: readonly Target[];
  /** What could not be run, and why. A program that is not installed does not belong here. */
  readonly failures: readonly string[];
  /** Every single measurement, for `--json`. */
  readonly measurements: unknown;
}

export interface Result extends Measured {
  readonly title: string;
  /** How long it took. */
  readonly seconds: number;
}

export function target(what: string, wanted: string, measured: string, isMet: boolean): Target {
  return { what, wanted, measured, isMet };
}

const NOTHING: Measured = { lines: [], figures: {}, targets: [], failures: [], measurements: {} };

/** Resolves also when it could not be run: that is one of its failures. */
export async function measurePart({ title, needs, measure }: Part, effort: Effort): Promise<Result> {
  const began = performance.now();
  const lacking = needs.map(missing).filter((line) => line !== undefined);
  const measured =
    lacking.length > 0
      ? { ...NOTHING, lines: [`not measured: ${lacking.join(", ")}`] }
      : await measure(effort).catch((error: Error) => ({ ...NOTHING, failures: [error.message] }));
  return { title, seconds: (performance.now() - began) / 1000, ...measured };
}

export function showResult(
  { title, seconds, lines, figures, targets, failures }: Result,
  form: Form,
): string {
  return [
    `${title}  (took ${seconds.toFixed(1)} s)`,
    ...[...lines, ...showTable(figures)].map((line) => `  ${line}`.trimEnd()),
    ...failures.map((failure) => `  could not be run: ${failure}`),
    ...targets.map((each) => showTarget(each, form)),
    "",
  ].join("\n");
}

/** The short form does too little to judge a target by. */
function showTarget({ what, wanted, measured, isMet }: Target, form: Form): string {
  const judged = form === "short" ? "" : isMet ? "met" : "MISSED";
  return `  ${judged.padEnd(6)}  ${what}: ${measured} (target: ${wanted})`;
}
