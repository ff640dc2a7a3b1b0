// What has changed since earlier results: better and worse as for a baseline, by what an expectation was observed to be.

import { inWords } from "./case-words.ts";
import { fieldOf, termOf } from "./known.ts";
import type { CaseResult, PlanRecord } from "./results.ts";

/** From what is to be looked at first. */
export const changeWords = {
  worse: "an expectation is not met that was, or it can no longer be observed",
  better: "an expectation is met that was not",
  changed: "it came out differently, and is neither better nor worse",
  new: "it has no earlier result",
  gone: "it has an earlier result, and is no longer a case",
} as const;
export type ChangeName = keyof typeof changeWords;

export interface Change {
  readonly id: string;
  readonly change: ChangeName;
  /** `passed (at-once, exits)`. Left out of a new one. */
  readonly before?: string;
  /** Left out of one that is gone. */
  readonly now?: string;
}

export interface Comparison {
  /** The earlier results, as they were named. */
  readonly since: string;
  readonly changes: readonly Change[];
  /** How many came out as before. */
  readonly unchanged: number;
  /** What makes the two hard to compare: sentences. */
  readonly notes: readonly string[];
}

/** Results to compare with. */
export interface EarlierResults {
  readonly since: string;
  readonly plan: Pick<PlanRecord, "tool" | "kernel">;
  readonly results: ReadonlyMap<string, CaseResult>;
}

/** @param ids of all cases that there are, whether they were run or not */
export function compareResults(
  plan: Pick<PlanRecord, "tool" | "kernel">,
  results: readonly CaseResult[],
  earlier: EarlierResults,
  ids: readonly string[],
): Comparison {
  const existing = new Set(ids);
  const compared = results.map((now): Change | undefined => {
    const before = earlier.results.get(now.id);
    if (before === undefined) return { id: now.id, change: "new", now: inShort(now) };
    const change = changeOf(before, now);
    return change && { id: now.id, change, before: inShort(before), now: inShort(now) };
  });
  const gone = [...earlier.results.values()]
    .filter(({ id }) => !existing.has(id))
    .map((before): Change => ({ id: before.id, change: "gone", before: inShort(before) }));
  return {
    since: earlier.since,
    changes: [...compared.flatMap((each) => each ?? []), ...gone],
    unchanged: compared.filter((each) => each === undefined).length,
    notes: notesOn(plan, earlier.plan),
  };
}

function notesOn(now: Pick<PlanRecord, "tool" | "kernel">, before: typeof now): string[] {
  const isOther = now.tool.version !== before.tool.version;
  return [
    ...(isOther
      ? [`They were made by deadpeer ${before.tool.version}: a change may be deadpeer's own.`]
      : []),
    ...(now.kernel === before.kernel ? [] : [`The kernels differ: ${before.kernel}, now ${now.kernel}.`]),
  ];
}

/** Undefined if there is none. */
function changeOf(before: CaseResult, now: CaseResult): ChangeName | undefined {
  if (!isObserved(before) || !isObserved(now)) return changeUnseen(before, now);
  const [earlier, later] = [failingTerms(before), failingTerms(now)];
  const [mended, broken] = [missingFrom(later, earlier), missingFrom(earlier, later)];
  if (mended.length + broken.length > 0) return weigh(mended, broken);
  if (isContended(before) !== isContended(now)) return isContended(before) ? "worse" : "better";
  return wordsOf(before) === wordsOf(now) ? undefined : "changed";
}

/** One of them shows nothing of the client: what passed is no longer seen to, or is seen to now. */
function changeUnseen(before: CaseResult, now: CaseResult): ChangeName | undefined {
  if (before.outcome === now.outcome) return undefined;
  if (before.outcome === "passed" && now.outcome === "inconclusive") return "worse";
  return before.outcome === "inconclusive" && now.outcome === "passed" ? "better" : "changed";
}

/** An expectation that fails in another way than before is another word; one more that fails is worse. */
function weigh(mended: readonly string[], broken: readonly string[]): ChangeName {
  if (broken.length === 0) return "better";
  const fields = new Set(mended.map(fieldOf));
  return broken.every((term) => fields.has(fieldOf(term))) ? "changed" : "worse";
}

function missingFrom(terms: readonly string[], wanted: readonly string[]): string[] {
  return wanted.filter((term) => !terms.includes(term));
}

function isObserved({ outcome }: CaseResult): boolean {
  return outcome !== "inconclusive" && outcome !== "skipped";
}

function isContended({ outcome }: CaseResult): boolean {
  return outcome === "contended";
}

/** What could not be started at all fails in its own way. */
function failingTerms({ outcome, run, expectations }: CaseResult): string[] {
  if (outcome === "failed" && run === undefined) return ["started=false"];
  return expectations.filter((each) => each.outcome === "fail").map(termOf);
}

function wordsOf({ run }: CaseResult): string {
  return [run?.patience ?? "", run?.noticed ?? "", run?.reaction ?? ""].join(" ");
}

/** `failed (never, hangs; lost=1)` */
function inShort(result: CaseResult): string {
  const terms = result.run === undefined ? [] : failingTerms(result);
  const shown = terms.filter((term) => !["noticed", "patience", "reaction"].includes(fieldOf(term)));
  const words = [inWords(result), ...shown].filter((part) => part !== "").join("; ");
  return words === "" ? result.outcome : `${result.outcome} (${words})`;
}
