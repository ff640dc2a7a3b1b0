// The ledger as a small table for a terminal.

import type { Ledger } from "../timeline/verdict-record.ts";
import { SHOWN_CHARACTERS, ledgerRows } from "./ledger-rows.ts";
import { type Terminal, paint, wrap } from "./terminal.ts";

const WHAT_WIDTH = SHOWN_CHARACTERS + 4;

export function formatLedger(ledger: Ledger | undefined, terminal: Terminal): string[] {
  const rows = ledger === undefined ? [] : ledgerRows(ledger);
  if (rows.length === 0) return [];
  const width = Math.max(20, terminal.width - WHAT_WIDTH - 4);
  return rows.flatMap(({ what, where, meaning, isLost }) => {
    const text = meaning === "" ? where : `${where}: ${meaning}`;
    return wrap(text, width).map((line, i) => {
      const shown = isLost ? paint(terminal, "red", line) : line;
      return `  ${(i === 0 ? what : "").padEnd(WHAT_WIDTH)}${shown}`;
    });
  });
}
