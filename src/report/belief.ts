// What the client believes beside what the server has, as a small table for a terminal.

import type { Ledger } from "../timeline/verdict-record.ts";
import type { Belief } from "../timeline/words.ts";
import { BELIEF_HEADINGS, type BeliefRow, beliefRows } from "./belief-rows.ts";
import { SHOWN_CHARACTERS } from "./ledger-rows.ts";
import { type Style, type Terminal, paint, wrap } from "./terminal.ts";

const WIDTHS = [SHOWN_CHARACTERS + 4, 21, 19] as const;
/** Below this there is no room for columns. */
const WIDE = 78;

const styles: Readonly<Record<Belief, Style>> = {
  honest: "green",
  "false-failure": "yellow",
  "silent-retry": "yellow",
  duplicate: "red",
  "false-success": "red",
  unknown: "yellow",
};

export function formatBelief(ledger: Ledger | undefined, terminal: Terminal): string[] {
  const rows = beliefRows(ledger);
  if (rows.length === 0) return [];
  if (terminal.width < WIDE) return rows.flatMap((row) => narrow(row, terminal));
  const [what, believed, done, so] = BELIEF_HEADINGS;
  const head = columns(what, believed, done) + so;
  return ["", `  ${paint(terminal, "dim", head)}`, ...rows.flatMap((row) => wide(row, terminal))];
}

function columns(...cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0)).join("");
}

function wide({ what, believed, done, so, word }: BeliefRow, terminal: Terminal): string[] {
  const start = columns(what, believed, done);
  const lines = wrap(so, Math.max(10, terminal.width - start.length - 3));
  return lines.map(
    (line, i) => `  ${i === 0 ? start : " ".repeat(start.length)}${paint(terminal, styles[word], line)}`,
  );
}

function narrow({ what, believed, done, so }: BeliefRow, terminal: Terminal): string[] {
  const [, client, server] = BELIEF_HEADINGS;
  return wrap(`${what}: ${client} ${believed}; ${server} ${done}; ${so}`, terminal.width - 2).map(
    (line) => `  ${line}`,
  );
}
