// What came of cases, in a few words.

import { namesOf } from "../timeline/words.ts";
import { type CaseResult, type CaseRun, caseOutcomes } from "./results.ts";

/**
 * How the client noticed, or bore it, and what it did: `at-once, exits`; without a run the reason. `at-once, exits (2 of 20:
 * late, exits)` where not each of its runs had the same verdict.
 */
export function inWords({ run, why = "", otherVerdicts = [], times }: CaseResult): string {
  if (run === undefined) return why;
  const unseen = run.unseen ? ` (${run.unseen.join(", ")} not observed)` : "";
  const others = otherVerdicts.map((other) => `${other.times} of ${times}: ${other.words}`).join("; ");
  return `${verdictWords(run)}${unseen}${others === "" ? "" : ` (${others})`}`;
}

/** `at-once, exits` */
export function verdictWords({ patience, noticed, reaction }: CaseRun): string {
  return `${patience ?? noticed}, ${reaction}`;
}

/** What is not as expected: `expected reaction!=hangs, observed hangs`. */
export function differences({ expectations }: CaseResult): string[] {
  return expectations
    .filter(({ outcome }) => outcome !== "pass")
    .map(({ expected, observed }) => `expected ${expected}, observed ${observed}`);
}

/** `10 passed, 1 known, 1 failed` */
export function countOutcomes(results: readonly CaseResult[]): string {
  return namesOf(caseOutcomes)
    .map((outcome) => [results.filter((each) => each.outcome === outcome).length, outcome] as const)
    .filter(([count]) => count > 0)
    .map(([count, outcome]) => `${count} ${outcome}`)
    .join(", ");
}

/** The same, and how many were not run: `1 passed, 2 not run` */
export function countAll(results: readonly CaseResult[], missing: readonly CaseResult[]): string {
  const counts = [countOutcomes(results), missing.length > 0 ? `${missing.length} not run` : ""];
  return counts.filter((each) => each !== "").join(", ") || "no case was run";
}

/** The command that runs just this case. An id has no character that a shell changes. @param options that chose the suite */
export function rerunCommand(id: string, options?: string): string {
  return ["npx deadpeer test", id, ...(options === undefined ? [] : [options])].join(" ");
}

/** For a shell. @param file as it was given */
export function configOption(file: string): string {
  return `--config '${file.replaceAll("'", String.raw`'\''`)}'`;
}

/** What was expected, and the verdict, as sentences. */
export function inSentences(result: CaseResult): string {
  const { why, run } = result;
  return [...(why === undefined ? [] : [why]), ...differences(result), ...(run?.summary ?? [])]
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");
}
