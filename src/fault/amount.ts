// The number behind a fault's name: how long it lasts, or how slow the server becomes. `outage:2000`, `slow:500`.

export interface FaultAmount {
  /** As it is written in help: `outage:MS`. */
  readonly letters: "MS" | "RATE";
  /** For people, after the number. */
  readonly unit: "ms" | "bytes per second";
  /** If none is given. */
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

const HOUR_MS = 3_600_000;

/** It lasts so many milliseconds, and is then undone. */
export const LASTS: FaultAmount = { letters: "MS", unit: "ms", usual: 1000, least: 1, most: HOUR_MS };

/** The server sends so many bytes a second. */
export const SPEED: FaultAmount = {
  letters: "RATE",
  unit: "bytes per second",
  usual: 1000,
  least: 1,
  most: 1_000_000_000,
};
