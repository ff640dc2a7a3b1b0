// A line for each case, and a summary that explains what is not as expected.

import { type Style, type Terminal, paint, wrap } from "../../report/terminal.ts";
import { sanitize } from "../../report/sanitize.ts";
import { describeChanges } from "../change-lines.ts";
import type { Comparison } from "../compare-results.ts";
import { type CaseOutcome, type CaseResult, isFine } from "../results.ts";
import { countOutcomes, differences, inWords, rerunCommand } from "../case-words.ts";

const styles = {
  passed: "green",
  known: "green",
  skipped: "gray",
  contended: "yellow",
  failed: "red",
  stale: "red",
  inconclusive: "yellow",
} as const satisfies Record<CaseOutcome, Style>;

const OUTCOME_WIDTH = 13;
const TIME_WIDTH = 8;

/** One line: the outcome, the id, how the client noticed, and how long it took. */
export function formatCase(result: CaseResult, terminal: Terminal): string {
  const { id, outcome, ms } = result;
  const outcomeCell = paint(terminal, styles[outcome], outcome.padEnd(OUTCOME_WIDTH));
  const time = `${(ms / 1000).toFixed(1)} s`.padStart(TIME_WIDTH);
  const room = terminal.width - OUTCOME_WIDTH - TIME_WIDTH;
  const words = sanitize(inWords(result));
  const middle = fit(id, words, room);
  return `${outcomeCell}${middle}${time}`;
}

/** The id, and the words at the right if they fit; else as much of both as there is room for. */
function fit(id: string, words: string, room: number): string {
  const wordsRoom = Math.max(0, room - id.length - 2);
  const shown = words.length <= wordsRoom ? words : `${words.slice(0, Math.max(0, wordsRoom - 1))}~`;
  if (id.length + 2 >= room) return `${id} `.padEnd(room);
  return id.padEnd(room - shown.length) + shown;
}

/** Each case that is not as expected: what was expected, the verdict, its page, and the command that runs it again. */
export function formatSummary(
  results: readonly CaseResult[],
  terminal: Terminal,
  about: {
    readonly folder: string;
    readonly seconds: number;
    readonly options?: string;
    readonly notRun?: number;
    readonly comparison?: Comparison;
  },
): string[] {
  const notRun = about.notRun ? `, ${about.notRun} not run` : "";
  const worth = results.filter((each) => !isFine(each));
  return [
    ...worth.flatMap((each) => ["", ...explain(each, terminal, about)]),
    ...(about.comparison === undefined ? [] : ["", ...listChanges(about.comparison, terminal)]),
    "",
    ...wrap(
      `${results.length} ${results.length === 1 ? "case" : "cases"}: ${countOutcomes(results) || "none run"}${notRun} (${about.seconds.toFixed(1)} s)`,
      terminal.width,
    ).map((line) => paint(terminal, "bold", line)),
  ];
}

function listChanges(comparison: Comparison, { width }: Terminal): string[] {
  return describeChanges(comparison).flatMap((line) => wrap(sanitize(line), width, 2));
}

function explain(
  result: CaseResult,
  terminal: Terminal,
  about: { readonly folder: string; readonly options?: string },
): string[] {
  const { id, outcome, why, run, folder } = result;
  const line = (text: string): string[] =>
    wrap(sanitize(text), terminal.width - 2, 2).map((each) => `  ${each}`);
  return [
    paint(terminal, styles[outcome], `${id}: ${outcome}`),
    ...(why === undefined ? [] : line(why)),
    ...(outcome === "contended" ? [] : differences(result).flatMap(line)),
    ...(run?.summary ?? []).slice(0, SENTENCES).flatMap(line),
    ...(folder === undefined ? [] : [`  ${about.folder}/${folder}/index.html`]),
    `  ${rerunCommand(id, about.options)}`,
  ];
}

/** The first says whether it noticed, the next what it did. */
const SENTENCES = 3;
