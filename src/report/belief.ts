// What the client believes beside what the server has, as a small table for a terminal.

import type { Ledger } from "../timeline/verdict-record.ts";
import type { Belief } from "../timeline/words.ts";
import { BELIEF_HEADINGS, type BeliefRow, beliefRows } from "./belief-rows.ts";
import { SHOWN_CHARACTERS } from "./ledger-rows.ts";
import { type Style, type Terminal, paint, wrap } from "./terminal.ts";

/** The first also has room for quotes and for what shows that more was said. */
const WIDTHS = [SHOWN_CHARACTERS + 8, 17, 15] as const;
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

function wide({ what, believed, done, so, why, word }: BeliefRow, terminal: Terminal): string[] {
  const reason = why === "" ? [] : wrap(`why: ${why}`, terminal.width - 6, 5);
  return [
    `  ${columns(what, believed, done)}${paint(terminal, styles[word], so)}`,
    ...reason.map((line) => `    ${paint(terminal, "dim", line)}`),
  ];
}

function narrow({ what, believed, done, so, why }: BeliefRow, terminal: Terminal): string[] {
  const [, client, server] = BELIEF_HEADINGS;
  const reason = why === "" ? "" : `: ${why}`;
  return wrap(`${what}: ${client} ${believed}; ${server} ${done}; ${so}${reason}`, terminal.width - 2).map(
    (line) => `  ${line}`,
  );
}
