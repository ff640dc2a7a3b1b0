// The ledger as a small table for a terminal.

import type { Ledger } from "../timeline/verdict-record.ts";
import { type OtherEnd, SHOWN_CHARACTERS, ledgerRows } from "./ledger-rows.ts";
import { type Terminal, paint, wrap } from "./terminal.ts";

/** With quotes, what shows that more was said, and a blank. */
const WHAT_WIDTH = SHOWN_CHARACTERS + 6;
/** Beside what was said; with less, what became of it is below. */
const LEAST_WIDTH = 20;

export function formatLedger(
  ledger: Ledger | undefined,
  terminal: Terminal,
  other: OtherEnd = "server",
): string[] {
  const rows = ledger === undefined ? [] : ledgerRows(ledger, other);
  if (rows.length === 0) return [];
  const width = terminal.width - WHAT_WIDTH - 4;
  const isNarrow = width < LEAST_WIDTH;
  return rows.flatMap(({ what, where, meaning, isLost }) => {
    const text = meaning === "" ? where : `${where}: ${meaning}`;
    if (isNarrow)
      return [
        ...wrap(what, terminal.width - 2).map((line) => `  ${line}`),
        ...wrap(text, terminal.width - 4).map(
          (line) => `    ${isLost ? paint(terminal, "red", line) : line}`,
        ),
      ];
    return wrap(text, width).map((line, i) => {
      const shown = isLost ? paint(terminal, "red", line) : line;
      return `  ${(i === 0 ? what : "").padEnd(WHAT_WIDTH)}${shown}`;
    });
  });
}
