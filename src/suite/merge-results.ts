// Puts the results of several shards together, and finds what is missing.

import { type Failure, failure } from "../failure.ts";
import { greatest } from "../timeline/extremes.ts";
import { type Results, findClash } from "./read-results.ts";
import { nothingTested } from "./nothing-tested.ts";
import { exitCodeOfOutcomes } from "./outcome.ts";
import { type CaseResult, type PlanRecord, isWorse } from "./results.ts";

/** A result, and the results that it was taken from. */
export interface MergedCase {
  readonly result: CaseResult;
  readonly from: Results;
}

export interface Merged {
  /** Of all shards: no longer of one. */
  readonly plan: PlanRecord;
  /** In the order of the plan. */
  readonly cases: readonly MergedCase[];
  /** Ids of which there is no result. */
  readonly missing: readonly string[];
  /** What is worth knowing and is no reason to refuse: sentences. */
  readonly notes: readonly string[];
}

/**
 * Of a case that was run twice the worse result counts. Throws a Failure (2) for results of different plans, of different
 * versions of deadpeer, or of different builds.
 */
export function mergeResults([first, ...others]: readonly [Results, ...Results[]], anyBuild = false): Merged {
  const all = [first, ...others];
  for (const other of others) {
    refuseUnlike(first, other);
    if (!anyBuild) refuseOtherBuild(first, other);
  }
  const worst = new Map<string, MergedCase>();
  const twice: string[] = [];
  for (const from of all)
    for (const result of from.cases.values()) {
      const before = worst.get(result.id);
      if (before !== undefined) twice.push(result.id);
      if (before === undefined || isWorse(result, before.result)) worst.set(result.id, { result, from });
    }
  const wanted = wantedOf(all, first.plan.plan);
  const cases = first.plan.plan.flatMap((id) => worst.get(id) ?? []);
  const missing = wanted.filter((id) => !worst.has(id));
  refuseClash(cases.map(({ result }) => result));
  return { plan: planOf(all, first, wanted), cases, missing, notes: notesOn(all, new Set(twice).size) };
}

/**
 * 3 where a case is missing or could not be observed, or all were skipped; 1 where one failed or is stale (or contended, if
 * that counts), else 0.
 */
export function exitCodeOfMerged(
  { cases, missing }: Pick<Merged, "cases" | "missing">,
  failOnContended = false,
): number {
  const results = cases.map(({ result }) => result);
  if (missing.length > 0 || nothingTested(results) !== undefined) return 3;
  return exitCodeOfOutcomes(
    results.map(({ outcome }) => outcome),
    failOnContended,
  );
}

function refuseUnlike(first: Results, other: Results): void {
  const [one, two] = [first.plan, other.plan];
  if (one.tool.version !== two.tool.version)
    throw failure(
      2,
      `${first.name} was written by deadpeer ${one.tool.version}, ${other.name} by ${two.tool.version}: their verdicts cannot be compared.`,
      "Run all shards with one version.",
    );
  const difference = findDifference(one.plan, two.plan);
  if (difference !== undefined)
    throw failure(
      2,
      `${first.name} and ${other.name} are of different plans: ${difference}.`,
      "Merge what was run with one configuration and one selection of cases.",
    );
}

/** One of them may be what an earlier build has left, in the place of what is missing now. */
function refuseOtherBuild(first: Results, other: Results): void {
  const [one, two] = [first.plan.build, other.plan.build];
  if (one === two) return;
  throw failure(
    2,
    `${first.name} is of ${nameOfBuild(one)}, ${other.name} of ${nameOfBuild(two)}: one of them may have been left by an earlier one.`,
    "Give only the directories of one build, or add --any-build.",
  );
}

function nameOfBuild(build: string | undefined): string {
  return build === undefined ? "no build" : `the build ${build}`;
}

function findDifference(one: readonly string[], two: readonly string[]): string | undefined {
  const at = Array.from({ length: Math.max(one.length, two.length) }, (_, i) => i).find(
    (i) => one[i] !== two[i],
  );
  if (at === undefined) return undefined;
  const [first, second] = [one[at], two[at]];
  if (first !== undefined && !two.includes(first)) return `${first} is only in the first`;
  if (second !== undefined && !one.includes(second)) return `${second} is only in the second`;
  return "their cases are in a different order";
}

/** Two cases would be written to the same place. */
function refuseClash(results: readonly CaseResult[]): void {
  const clash = findClash(results);
  if (clash !== undefined) throw shareFolder(clash);
}

function shareFolder({ id, other, folder }: Record<"id" | "other" | "folder", string>): Failure {
  return failure(
    2,
    `${id} and ${other} share the folder ${folder}.`,
    "Run the shards again, with one version.",
  );
}

/** What was to be run: all, if it was divided into shards, since one of them may have left nothing; else what was chosen. */
function wantedOf(all: readonly Results[], ids: readonly string[]): readonly string[] {
  if (all.some(({ plan }) => plan.shard !== undefined)) return ids;
  const chosen = new Set(all.flatMap(({ plan }) => plan.chosen));
  return ids.filter((id) => chosen.has(id));
}

function planOf(all: readonly Results[], { plan }: Results, chosen: readonly string[]): PlanRecord {
  const { kind, version, tool, build } = plan;
  const isOneBuild = build !== undefined && all.every((each) => each.plan.build === build);
  const begunAt = all.flatMap((each) => each.plan.begunAt ?? []).sort()[0];
  return {
    kind,
    version,
    tool,
    kernel: kernelsOf(all).join(", "),
    ...(begunAt !== undefined && { begunAt }),
    ...(isOneBuild && { build }),
    plan: plan.plan,
    chosen,
  };
}

/** Results that are merged already may have several. */
function kernelsOf(all: readonly Results[]): string[] {
  return [...new Set(all.flatMap(({ plan }) => plan.kernel.split(", ")))].sort();
}

/** As long as the shards of one build may wait for one another. */
const HOUR_MS = 3_600_000;

/** Where no build tells them apart, something may have been left in the directory by an earlier run. */
function notesOnAge(all: readonly Results[]): string[] {
  const begun = all.flatMap(({ name, plan }) =>
    plan.build === undefined && plan.begunAt !== undefined ? { name, atMs: Date.parse(plan.begunAt) } : [],
  );
  const last = greatest(begun.map(({ atMs }) => atMs));
  return begun
    .filter(({ atMs }) => last - atMs > HOUR_MS)
    .map(
      ({ name, atMs }) =>
        `${name} is older than the last one by ${describeHours(last - atMs)}: see that it belongs to it.`,
    );
}

function describeHours(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS);
  return hours === 1 ? "an hour" : hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}

function notesOn(all: readonly Results[], twice: number): string[] {
  const totals = [...new Set(all.map(({ plan }) => plan.shard?.total ?? 1))].sort((a, b) => a - b);
  const kernels = kernelsOf(all);
  return [
    ...all.filter(({ isCut }) => isCut).map(({ name }) => `${name} is cut short: its last line is left out.`),
    ...(kernels.length > 1 ? [`The kernels differ: ${kernels.join(", ")}.`] : []),
    ...notesOnAge(all),
    ...(totals.length > 1 ? [`The numbers of shards differ: ${totals.join(", ")}.`] : []),
    ...(twice > 0
      ? [`${twice} ${twice === 1 ? "case was" : "cases were"} run twice: the worse result counts.`]
      : []),
  ];
}
