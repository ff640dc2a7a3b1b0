// What came of a suite, as it is saved: results.jsonl, a line for the plan and a line for each case as it ends.

import { type ObserverName, namesOf } from "../timeline/words.ts";
import type { Expectation, RunRecord } from "../timeline/record.ts";

export const RESULTS_VERSION = 1;
/** The file in the directory of results. */
export const RESULTS_FILE = "results.jsonl";

/** What came of a case, from the best to the worst. */
export const caseOutcomes = {
  passed: "every expectation is met",
  known: "it fails in the way that is known",
  skipped: "something that it needs is missing here",
  contended: "it failed, and passed when it was run again alone",
  inconclusive: "it could not be observed",
  stale: "it is better than what is known: the entry is to be removed",
  failed: "an expectation is not met",
} as const;
export type CaseOutcome = keyof typeof caseOutcomes;

/** It was seen to be as it should be. */
export function isAsExpected({ outcome }: Pick<CaseResult, "outcome">): boolean {
  return outcome === "passed" || outcome === "known";
}

/** Nothing is wrong with it, as far as it was run, and it need not be run again. */
export function isFine(result: Pick<CaseResult, "outcome">): boolean {
  return isAsExpected(result) || result.outcome === "skipped";
}

const fromBest = namesOf(caseOutcomes);

type WithOutcome = Pick<CaseResult, "outcome">;

export function isWorse(one: WithOutcome, other: WithOutcome): boolean {
  return fromBest.indexOf(one.outcome) > fromBest.indexOf(other.outcome);
}

/** It makes a suite fail. */
export function isBad(result: Pick<CaseResult, "outcome">): boolean {
  return !isFine(result) && result.outcome !== "contended";
}

/** The first line. */
export interface PlanRecord {
  readonly kind: "plan";
  readonly version: typeof RESULTS_VERSION;
  readonly tool: { readonly name: "deadpeer"; readonly version: string };
  readonly kernel: string;
  /** When it began: ISO 8601, in UTC. Older results do not have it. */
  readonly begunAt?: string;
  /** The build of an engine of continuous integration: `GitHub 1658821493`. Left out: none, or unknown. */
  readonly build?: string;
  /** Ids of the cases that all shards together run, in their order. */
  readonly plan: readonly string[];
  /** Which part of it was to be run here, from 1. Left out: all. */
  readonly shard?: { readonly index: number; readonly total: number };
  /** Ids that were to be run here. */
  readonly chosen: readonly string[];
}

/** Another line. */
export interface CaseResult {
  readonly kind: "result";
  readonly id: string;
  readonly outcome: CaseOutcome;
  /** How often it was run, and how many milliseconds that took together. */
  readonly times: number;
  readonly ms: number;
  /** For `skipped`, `inconclusive` and what could not be started the reason; for `known` and `stale` what is known. */
  readonly why?: string;
  /** For `failed`: what was not observed beside that (one death of a story), and why. It cannot be known as a whole. */
  readonly unobserved?: string;
  readonly expectations: readonly Expectation[];
  /** Of the run that decided; left out where none was made. */
  readonly run?: CaseRun;
  /**
   * Of a case that was run several times: the verdicts of its runs that are not the one of `run`, and how often each came.
   */
  readonly otherVerdicts?: readonly OtherVerdict[];
  /** The folder of its document, page and capture, relative to the directory of results. */
  readonly folder?: string;
  /** It is of an earlier run, and was not to be run in this one: it is not in the plan. */
  readonly isEarlier?: true;
}

/** `late, exits`, as `inWords` writes it. */
export interface OtherVerdict {
  readonly words: string;
  readonly times: number;
}

/** What a table of many runs shows of one. */
export type CaseRun = Pick<RunRecord, "title" | "commands" | "fault" | "moment"> &
  Pick<RunRecord["verdict"], "grade" | "noticed" | "patience" | "reaction" | "afterNs" | "summary"> & {
    /** What could not be observed here: `segments`. */
    readonly unseen?: readonly ObserverName[];
  };

/**
 * Those that were to be run here and have no result, as nobody knows anything of them: it was killed, interrupted, or had no
 * room.
 */
export function notRun(
  { chosen }: Pick<PlanRecord, "chosen">,
  results: readonly Pick<CaseResult, "id">[],
): CaseResult[] {
  const made = new Set(results.map(({ id }) => id));
  const why = "it was not run";
  return chosen
    .filter((id) => !made.has(id))
    .map((id) => ({ kind: "result", id, outcome: "inconclusive", times: 0, ms: 0, why, expectations: [] }));
}

export type ResultsLine = PlanRecord | CaseResult;
