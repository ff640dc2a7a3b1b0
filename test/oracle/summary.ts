// Findings of many runs as a short table: a row for each client, what it noticed of each death, and how many runs are equal.

import { type Comparison, differences } from "./compare.ts";
import { deaths } from "./recipe.ts";

/** In Markdown, as docs/oracle.md has it. Two words in a cell: on a terminal, and on pipes. */
export function summary(compared: readonly Comparison[]): string {
  const names = [...new Set(compared.map(({ oracle }) => oracle.client))];
  const rows = names.map((name) => {
    const runs = compared.filter(({ oracle }) => oracle.client === name);
    const words = deaths.map((death) => wordsOf(runs.filter(({ oracle }) => oracle.death === death)));
    return [name, ...words, `${runs.filter(isEqual).length} of ${runs.filter(isCompared).length}`];
  });
  const head = ["client", ...deaths, "equal"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `227 runs, 227 compared, 225 equal`. */
export function count(compared: readonly Comparison[]): string {
  const [made, both, equal] = [compared, compared.filter(isCompared), compared.filter(isEqual)];
  return `${made.length} runs, ${both.length} compared, ${equal.length} equal`;
}

/** Not where the oracle was alone. */
function isCompared({ deadpeer, failed }: Comparison): boolean {
  return deadpeer !== undefined || failed !== undefined;
}

function isEqual(one: Comparison): boolean {
  return isCompared(one) && differences(one).length === 0;
}

function wordsOf(runs: readonly Comparison[]): string {
  return [...new Set(runs.map(({ oracle }) => oracle.noticed))].join(" / ");
}
