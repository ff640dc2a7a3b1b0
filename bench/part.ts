// What each part of the bench answers, and how it is shown.

export interface Target {
  readonly what: string;
  /** The limit, and what was measured, as text. */
  readonly wanted: string;
  readonly measured: string;
  readonly isMet: boolean;
}

export interface Part {
  readonly title: string;
  /** How it was measured, and the table. */
  readonly lines: readonly string[];
  readonly targets: readonly Target[];
  /** What could not be run, and why. A program that is not installed is no such thing. */
  readonly failures: readonly string[];
  /** Every single measurement, for `--json`. */
  readonly measurements: unknown;
}

export function target(what: string, wanted: string, measured: string, isMet: boolean): Target {
  return { what, wanted, measured, isMet };
}

export function showPart({ title, lines, targets, failures }: Part): string {
  return [
    title,
    ...lines.map((line) => `  ${line}`.trimEnd()),
    ...failures.map((failure) => `  could not be run: ${failure}`),
    ...targets.map(showTarget),
    "",
  ].join("\n");
}

function showTarget({ what, wanted, measured, isMet }: Target): string {
  return `  ${isMet ? "met   " : "MISSED"}  ${what}: ${measured} (target: ${wanted})`;
}
