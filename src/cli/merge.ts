// `deadpeer report --merge`: the results of several shards, put together in one directory.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { failure, isFailure } from "../failure.ts";
import { renderTable } from "../report/html/page.ts";
import { toJson } from "../report/sanitize.ts";
import { writeLines } from "../report/write.ts";
import { describeChanges } from "../suite/change-lines.ts";
import { type Comparison, compareResults } from "../suite/compare-results.ts";
import { readCompared } from "../suite/earlier-results.ts";
import { type MergedCase, exitCodeOfMerged, mergeResults } from "../suite/merge-results.ts";
import { summarizeMerged } from "../suite/merge-summary.ts";
import { nothingTested } from "../suite/nothing-tested.ts";
import { type Results, readResults } from "../suite/read-results.ts";
import { describeTable } from "../suite/reporters/page.ts";
import { type PlanRecord, RESULTS_FILE, notRun } from "../suite/results.ts";
import { copyFolder, hasFolder, makeRoom } from "./shared/copy-folder.ts";
import { findFiles } from "./shared/find-files.ts";
import { prepareDirectory, refuseInputs, refuseWithin } from "./shared/places.ts";
import { fileFormats, saveAll } from "./shared/save.ts";
import { usageError } from "./shared/usage.ts";
import { replaceFile } from "./shared/write-file.ts";

/** Of every file of results that we have written. */
const RESULTS_MARK = '"tool":{"name":"deadpeer"';

export interface MergeOptions {
  readonly mayReplace: boolean;
  readonly failOnContended: boolean;
  /** What different builds have left may be put together. */
  readonly anyBuild: boolean;
  /** Earlier results to compare with. */
  readonly compare?: string | undefined;
}

/**
 * Merges what is in these directories and below them, prints a summary, and returns the exit code.
 *
 * @param out its files may be replaced that deadpeer has not made, if `mayReplace`
 */
export async function mergeDirectories(
  directories: readonly string[],
  out: string,
  { mayReplace, failOnContended, anyBuild, compare }: MergeOptions,
): Promise<number> {
  const earlier = compare === undefined ? undefined : readCompared(compare);
  const { files, notes } = findResults(directories, out);
  const merged = mergeResults(files, anyBuild);
  const cases = merged.cases.map(withoutLostFolder);
  prepareOutput(files, cases, out, mayReplace);
  const results = cases.map(({ result }) => result);
  const comparison = earlier && compareResults(merged.plan, results, earlier, merged.plan.plan);
  const page = await save(merged.plan, cases, out, comparison);
  const lost = cases.filter(({ result }, i) => result.folder !== merged.cases[i]?.result.folder);
  const allNotes = [...notes, ...merged.notes, ...noteLost(lost)];
  writeLines(process.stdout, [
    ...summarizeMerged({ ...merged, notes: allNotes }),
    ...(comparison === undefined ? [] : describeChanges(comparison)),
    `Report: ${page}`,
  ]);
  const untested = merged.missing.length === 0 ? nothingTested(results) : undefined;
  if (untested !== undefined) throw untested;
  return exitCodeOfMerged(merged, failOnContended);
}

/** Returns the page. What was copied is known to be ours, should the disk be full: the results are written first. */
async function save(
  plan: PlanRecord,
  cases: readonly MergedCase[],
  out: string,
  comparison?: Comparison,
): Promise<string> {
  const results = cases.map(({ result }) => result);
  const output = join(out, RESULTS_FILE);
  const lines = [plan, ...results].map((line) => `${toJson(line)}\n`);
  await saveAll([{ path: output, write: () => replaceFile(output, lines.join("")) }]);
  for (const { result, from } of cases)
    if (result.folder !== undefined)
      copyFolder(join(dirname(from.name), result.folder), join(out, result.folder));
  const page = join(out, fileFormats.html.name);
  const all = [...results, ...notRun(plan, results)];
  const write = async (): Promise<void> =>
    replaceFile(page, await renderTable(describeTable(plan, all, comparison)));
  await saveAll([{ path: page, write }]);
  return page;
}

interface Found {
  readonly files: readonly [Results, ...Results[]];
  readonly notes: readonly string[];
}

function findResults(directories: readonly string[], out: string): Found {
  if (directories.length === 0)
    throw usageError("No directory to merge.", "For example: `deadpeer report --merge shards/`.");
  const found = directories.map((directory) => ({ directory, ...findFiles(directory, RESULTS_FILE, out) }));
  // One that is given twice is still one.
  const places = new Map(found.flatMap(({ files }) => files).map(({ path, identity }) => [identity, path]));
  const [first, ...others] = [...places.values()].map(load);
  if (first === undefined)
    throw failure(
      2,
      `There is no ${RESULTS_FILE} in ${directories.join(", ")}.`,
      "Give directories that `deadpeer test` has written.",
    );
  const notes = found.flatMap(({ directory, files, leftOut }) => [
    ...(files.length === 0 ? [`There is no ${RESULTS_FILE} in ${directory}.`] : []),
    ...(leftOut === undefined ? [] : [`What is in ${leftOut} was merged before, and is replaced.`]),
  ]);
  return { files: [first, ...others], notes };
}

/** What an earlier merge has left there is removed, and nothing else. */
function prepareOutput(
  files: readonly Results[],
  cases: readonly MergedCase[],
  out: string,
  mayReplace: boolean,
): void {
  const output = join(out, RESULTS_FILE);
  const inputs = files.map(({ name }) => name);
  const earlier = foldersOf(readEarlier(output));
  const { discard } = prepareDirectory(
    out,
    [{ name: RESULTS_FILE, mark: RESULTS_MARK }, fileFormats.html],
    mayReplace,
  );
  try {
    refuseInputs(inputs, [output]);
    refuseWithin(
      inputs,
      earlier.map((folder) => join(out, folder)),
    );
    makeRoom(
      out,
      cases.flatMap(({ result }) => result.folder ?? []),
      earlier,
      mayReplace,
    );
  } catch (error) {
    discard();
    throw error;
  }
}

function load(file: string): Results {
  return readResults(file, readText(file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw failure(2, `Cannot read ${file}: ${(error as Error).message}.`, "Check its permissions.");
  }
}

/** What was merged into the same directory before, if that can be read. */
function readEarlier(file: string): Results | undefined {
  try {
    return load(file);
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}

function foldersOf(results: Results | undefined): string[] {
  return [...(results?.cases.values() ?? [])].flatMap(({ folder }) => folder ?? []);
}

/** Without its folder a result is still a result. */
function withoutLostFolder(each: MergedCase): MergedCase {
  const { folder, ...result } = each.result;
  return folder === undefined || hasFolder(dirname(each.from.name), folder) ? each : { ...each, result };
}

function noteLost(lost: readonly MergedCase[]): string[] {
  const [first] = lost;
  if (first === undefined) return [];
  const more = lost.length > 1 ? ` (and of ${lost.length - 1} more)` : "";
  return [`The folder of ${first.result.id}${more} is not there: its result is merged without it.`];
}
