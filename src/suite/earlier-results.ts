// What is kept of earlier runs when only some of the cases are run again, and which cases failed the last time.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { failure, isFailure } from "../failure.ts";
import type { EarlierResults } from "./compare-results.ts";
import { nothingTested } from "./nothing-tested.ts";
import { type Results, readResults } from "./read-results.ts";
import { type CaseResult, type PlanRecord, RESULTS_FILE, isBad } from "./results.ts";

/**
 * The last result of each case that is still in the configuration and is not run now, or was not as expected, marked as
 * earlier: what is run now may be skipped, or not be finished. Results that cannot be read, or are of another version of
 * deadpeer, are replaced.
 *
 * @param ids of all cases of the configuration
 */
export function keepEarlier(
  directory: string,
  { tool, chosen }: PlanRecord,
  ids: readonly string[],
): CaseResult[] {
  const results = readEarlier(directory);
  if (results?.plan.tool.version !== tool.version) return [];
  const now = new Set(chosen);
  const last = lastResults(results);
  return ids.flatMap((id) => last.get(id) ?? []).filter((each) => !now.has(each.id) || isBad(each));
}

/**
 * Ids of the cases that were not as expected the last time, or were not finished. Throws a Failure (2) if there are no
 * results, and one (3) where every case was skipped, so that nothing was tested (of a shard the merge says so).
 *
 * @param failOnContended those that failed and then passed have failed, too
 */
export function readLastFailed(directory: string, failOnContended = false): Set<string> {
  const file = join(directory, RESULTS_FILE);
  if (!existsSync(file))
    throw failure(
      2,
      `There are no earlier results in ${directory}.`,
      "Run `deadpeer test` without --last-failed first.",
    );
  const results = readResults(file, readFileSync(file, "utf8"));
  const last = lastResults(results);
  const isPart = (results.plan.shard?.total ?? 1) > 1;
  const untested = isPart ? undefined : nothingTested([...last.values()]);
  if (untested !== undefined) throw untested;
  const hasFailed = (each: CaseResult): boolean =>
    isBad(each) || (failOnContended && each.outcome === "contended");
  return new Set([...last].filter(([, result]) => hasFailed(result)).map(([id]) => id));
}

/**
 * The results in a directory, or in a file. Throws a Failure (2) if there are none, or they are damaged.
 *
 * @param option that names the place, for the remedy
 */
export function loadResults(place: string, option: string): Results {
  const isDirectory = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isDirectory ? join(place, RESULTS_FILE) : place;
  return readResults(file, readText(file, option));
}

function readText(file: string, option: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { message } = error as Error;
    throw failure(2, `Cannot read ${file}: ${message}.`, `Name earlier results, or leave ${option} out.`);
  }
}

/** What `--compare` names. Throws a Failure (2) if it cannot be read. */
export function readCompared(place: string): EarlierResults {
  const results = loadResults(place, "--compare");
  return { since: place, plan: results.plan, results: lastResults(results) };
}

/** Of each case, those that were to be run and have no result too. One that shows nothing does not replace a failure. */
function lastResults({ plan, cases, earlier }: Results): Map<string, CaseResult> {
  const unfinished = plan.chosen.filter((id) => !cases.has(id)).map(notFinished);
  const skipped = [...cases.values()].filter(({ outcome }) => outcome === "skipped");
  const blank = new Set([...unfinished, ...skipped].map(({ id }) => id));
  const isHiding = ({ id }: CaseResult): boolean => blank.has(id) && isFailedBefore(earlier.get(id));
  const now = [...unfinished, ...cases.values()].filter((each) => !isHiding(each));
  const mark = (result: CaseResult): [string, CaseResult] => [result.id, { ...result, isEarlier: true }];
  return new Map([...earlier.values(), ...now].map(mark));
}

function isFailedBefore(before: CaseResult | undefined): boolean {
  return before !== undefined && isBad(before);
}

function notFinished(id: string): CaseResult {
  const why = "it was not finished";
  return { kind: "result", id, outcome: "inconclusive", times: 0, ms: 0, why, expectations: [] };
}

function readEarlier(directory: string): Results | undefined {
  const file = join(directory, RESULTS_FILE);
  if (!existsSync(file)) return undefined;
  try {
    return readResults(file, readFileSync(file, "utf8"));
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}
