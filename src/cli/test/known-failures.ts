// The known failures that a suite is compared with: a file that people write, or a baseline that was recorded.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { failure } from "../../failure.ts";
import type { SuiteConfig } from "../../suite/config.ts";
import {
  type KnownFailure,
  type KnownFailures,
  describeFailure,
  formatKnown,
  readKnown,
} from "../../suite/known.ts";
import type { CaseOutcome, CaseResult } from "../../suite/results.ts";
import { chooseFile } from "../shared/places.ts";
import { saveAll } from "../shared/save.ts";
import { replaceFile } from "../shared/write-file.ts";
import type { TestCommand } from "./options.ts";

export interface ChosenKnown {
  /** Where they are written down: what no report may replace. */
  readonly files: readonly string[];
  readonly failures: KnownFailures;
  /** A baseline: what is better than it is fine. */
  readonly mayBeBetter: boolean;
  /** Whether the file is to be written once every case has been run: what fails is then known. */
  readonly isToBeWritten: boolean;
  /** Entries for cases that do not exist. */
  strangers(ids: readonly string[]): readonly string[];
  /** Writes the file anew. @param ids of all cases of the configuration @returns a line for people */
  write(results: readonly CaseResult[], ids: readonly string[]): Promise<string>;
}

/** Every failure counts. */
export const nothingKnown: ChosenKnown = {
  files: [],
  failures: new Map(),
  mayBeBetter: false,
  isToBeWritten: false,
  strangers: () => [],
  write: async () => "",
};

const DEFAULT_FILE = "deadpeer.known.json";

/** Throws a Failure (2) for a file that is not right, or is not there though it was named. */
export function chooseKnown(
  { known, baseline, updateKnown }: Pick<TestCommand, "known" | "baseline" | "updateKnown">,
  config: SuiteConfig,
  folder: string,
): ChosenKnown {
  if (baseline !== undefined) return useBaseline(baseline);
  const named = known ?? (config.known === undefined ? undefined : resolve(folder, config.known));
  const file = named ?? resolve(folder, DEFAULT_FILE);
  if (named !== undefined && !updateKnown && !existsSync(named))
    throw failure(2, `There is no ${named}.`, "Write it with --update-known, or leave it out.");
  const failures = readKnown(file);
  if (updateKnown) chooseFile("known", file);
  return {
    files: [file],
    failures,
    mayBeBetter: false,
    isToBeWritten: updateKnown,
    strangers: (ids) => strangersIn(failures, ids),
    write: (results, ids) => rewrite(file, failures, results, ids),
  };
}

/** Recorded the first time, and then compared with. */
function useBaseline(file: string): ChosenKnown {
  const isThere = existsSync(file);
  if (!isThere) chooseFile("baseline", file);
  const failures = readKnown(file);
  return {
    files: [resolve(file)],
    failures,
    mayBeBetter: true,
    isToBeWritten: !isThere,
    strangers: (ids) => strangersIn(failures, ids),
    write: (results, ids) => rewrite(file, failures, results, ids),
  };
}

function strangersIn(failures: KnownFailures, ids: readonly string[]): string[] {
  const existing = new Set(ids);
  return [...failures.keys()].filter((id) => !existing.has(id));
}

/** The outcomes that still count once what fails has been written down as known. */
export function outcomesBesideKnown(results: readonly CaseResult[]): readonly CaseOutcome[] {
  return results.flatMap((each) => {
    if (isPartlyUnseen(each)) return ["inconclusive"];
    return canBeKnown(each) ? [] : [each.outcome];
  });
}

/** It fails, and part of it was not observed: what is known of it would hide that. */
export function isPartlyUnseen({ outcome, unobserved }: CaseResult): boolean {
  return outcome === "failed" && unobserved !== undefined;
}

/** It fails in a way that can be written down, or fails no more. What could not be run cannot be known. */
function canBeKnown({ outcome, expectations }: CaseResult): boolean {
  return outcome === "stale" || (outcome === "failed" && describeFailure(expectations) !== "");
}

/** Cases that were not run keep their entry; those that no longer exist lose it. */
async function rewrite(
  file: string,
  before: KnownFailures,
  results: readonly CaseResult[],
  ids: readonly string[],
): Promise<string> {
  const existing = new Set(ids);
  const entries = new Map<string, KnownFailure>([...before].filter(([id]) => existing.has(id)));
  for (const result of results) {
    const { id, outcome, expectations } = result;
    if (outcome === "passed" || outcome === "stale") entries.delete(id);
    const verdict = describeFailure(expectations);
    if (verdict === "" || outcome === "contended" || outcome === "inconclusive" || isPartlyUnseen(result))
      continue;
    entries.set(id, { verdict, because: before.get(id)?.because ?? "recorded, not explained yet" });
  }
  await saveAll([{ path: file, write: () => replaceFile(file, formatKnown(entries)) }]);
  return `Known failures: ${file} (${entries.size})`;
}
