// Numbers for people.

/** `0.3 ms`, `44 ms`, `1 503 ms`: the longer, the fewer decimals. */
export function formatDuration(ns: number): string {
  const ms = ns / 1e6;
  if (ms < 0.1) return `${ms.toFixed(2)} ms`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return `${String(Math.round(ms)).replace(/\B(?=(\d{3})+$)/g, " ")} ms`;
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
