// The outcome of a run in a few words, by which many runs are counted.

import type { RunRecord } from "../timeline/record.ts";

/**
 * For the user's own programs the verdict: `fin, noticed on-use, closes, lost 1`; for the book's how the client ended:
 * `ECONNRESET`.
 */
export function answerOf(run: RunRecord): string {
  return run.scenario === "experiment" ? verdictInWords(run) : endInWords(run);
}

/** Two runs have the same kind if everything that is judged came out the same. */
export function kindOf(run: RunRecord): string {
  const { statements, expectations, verdict } = run;
  const outcomes = [statements, expectations].map((each) => each.map(({ outcome }) => outcome));
  return JSON.stringify([outcomes, verdict.grade, answerOf(run)]);
}

function verdictInWords({ verdict }: RunRecord): string {
  const { grade, missing, ending, noticed, patience, reaction, exit } = verdict;
  const { lost, unreported, duplicated, belief, lingers } = verdict;
  if (grade === "inconclusive") return `inconclusive: ${missing ?? "unknown"}`;
  const counts = { lost, ...(unreported && { unreported }), duplicated };
  return [
    ending.by,
    patience ?? `noticed ${noticed}`,
    reaction,
    ...(exit ? [exitInWords(exit)] : []),
    ...Object.entries(counts).flatMap(([name, count]) => (count === undefined ? [] : [`${name} ${count}`])),
    ...(belief === undefined ? [] : [`belief ${belief}`]),
    ...(lingers ? ["lingers"] : []),
  ].join(", ");
}

/** The error that its user saw, or its exit. */
function endInWords({ verdict: { told = "", exit } }: RunRecord): string {
  if (told.includes("terminated prematurely")) return "end of file";
  const code = /\((E[A-Z]+)\)/.exec(told)?.[1];
  return code ?? (exit ? exitInWords(exit) : "no end");
}

function exitInWords({ exitCode, signal }: NonNullable<RunRecord["verdict"]["exit"]>): string {
  return signal ?? `exit code ${exitCode}`;
}
