// The statements of a run and its verdict, for people.

import type { Outcome } from "../timeline/words.ts";
import type { RunRecord, Statement } from "../timeline/record.ts";
import { formatBelief } from "./belief.ts";
import { otherEndOf } from "./ledger-rows.ts";
import { formatLedger } from "./ledger.ts";
import { sanitize, visible } from "./sanitize.ts";
import { type Style, type Terminal, paint, wrap } from "./terminal.ts";

const styles: Readonly<Record<Outcome, Style>> = { holds: "green", differs: "red", unknown: "yellow" };
const OUTCOME_WIDTH = 9;
const ID_WIDTH = 14;
const NARROW = 50;

/** Each statement with its outcome and, below, the evidence. */
export function formatStatements(statements: readonly Statement[], terminal: Terminal): string[] {
  return statements.flatMap((statement) => formatStatement(statement, terminal));
}

function formatStatement({ id, text, outcome, note }: Statement, terminal: Terminal): string[] {
  const mark = paint(terminal, styles[outcome], outcome.padEnd(OUTCOME_WIDTH));
  const shown = `${outcome === "unknown" ? "why: " : "seen: "}${sanitize(note)}`;
  if (terminal.width < NARROW) {
    return [
      `${paint(terminal, styles[outcome], outcome)} ${visible(id)}`,
      ...wrap(text, terminal.width),
      ...wrap(shown, terminal.width),
      "",
    ];
  }
  const margin = OUTCOME_WIDTH + ID_WIDTH;
  const lines = wrap(text, terminal.width - margin);
  const [first = "", ...others] = lines;
  const below = [
    ...others,
    ...wrap(shown, terminal.width - margin).map((line) => paint(terminal, "dim", line)),
  ];
  return [mark + visible(id).padEnd(ID_WIDTH) + first, ...below.map((line) => " ".repeat(margin) + line)];
}

export function formatCount(statements: readonly Statement[]): string {
  const count = (outcome: Outcome): number =>
    statements.filter((statement) => statement.outcome === outcome).length;
  return `${count("holds")} hold, ${count("differs")} differ, ${count("unknown")} unknown`;
}

/** The verdict's sentences; the first follows the run's name in bold. */
export function formatVerdict(run: RunRecord, terminal: Terminal): string[] {
  const { title, verdict, control } = run;
  const [first = "", ...others] = verdict.summary.map((sentence) => sanitize(sentence));
  return [
    ...wrap(`${sanitize(title)}: ${first}`, terminal.width, 2).map((line) => paint(terminal, "bold", line)),
    ...others.flatMap((sentence) => wrap(sentence, terminal.width - 2).map((line) => `  ${line}`)),
    // A section's statements have the details.
    ...(control === undefined
      ? []
      : [
          ...formatLedger(verdict.ledger, terminal, otherEndOf(run)),
          ...formatBelief(verdict.ledger, terminal),
        ]),
  ];
}
