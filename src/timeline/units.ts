// Numbers for people.

/** `0.3 ms`, `44 ms`, `1 503 ms`: the longer, the fewer decimals. */
export function formatDuration(ns: number): string {
  const ms = ns / 1e6;
  if (ms < 0.1) return `${ms.toFixed(2)} ms`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return `${String(Math.round(ms)).replace(/\B(?=(\d{3})+$)/g, " ")} ms`;
}

/** The same of milliseconds. */
export function formatMs(ms: number): string {
  return formatDuration(ms * 1e6);
}

/** In milliseconds, to a tenth: no clock here is more exact. */
export function toMs(ns: number): number {
  return Math.round(ns / 1e5) / 10;
}

/** `exit code 1`, `SIGKILL`. */
export function formatEnd({
  exitCode,
  signal,
}: {
  readonly exitCode?: number;
  readonly signal?: string;
}): string {
  if (signal !== undefined) return signal;
  return exitCode === undefined ? "an unknown status" : `exit code ${exitCode}`;
}
