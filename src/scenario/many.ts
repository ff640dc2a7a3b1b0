// Many runs at once: all scenarios, or one of them many times. Each has a network of its own, so none is in another's way.

import { privateNetworksWork } from "../network/private-network.ts";
import type { Repeats, RunDocument, RunRecord } from "../timeline/record.ts";
import { isFailure } from "./failure.ts";
import { type RunOptions, runPlan } from "./perform-plan.ts";
import { choosePlans, documentOf } from "./run.ts";
import { type RunPlan, scenarios } from "./scenarios.ts";
import type { ScenarioName } from "./spec.ts";

export interface ManyOptions extends Omit<RunOptions, "scenario" | "completed" | "began" | "observed"> {
  readonly scenarios: readonly ScenarioName[];
  /** How often each run is made. Default: once. */
  readonly times?: number;
  /** How many are under way at the same time. Default: 4; 1 where they have to share the machine's own network. */
  readonly atOnce?: number;
  /** Told of each result as it comes. */
  readonly finished?: (result: Result) => void;
}

/** What came of one run. */
export interface Result {
  readonly scenario: ScenarioName;
  readonly plan: RunPlan;
  readonly run?: RunRecord;
  /** Why there is no run: it could not be observed, or a needed ability is missing. */
  readonly missing?: { readonly grade: "inconclusive" | "skipped"; readonly why: string };
}

const AT_ONCE = 4;

type Kind = Pick<Result, "scenario" | "plan">;
/** The next that is to be run. */
type Take = () => Kind | undefined;

/** Rejects with a Failure when it was called wrongly (2), and with the signal's reason when aborted. */
export async function runMany(options: ManyOptions): Promise<{ document: RunDocument; results: Result[] }> {
  const { times = 1 } = options;
  const isPrivate = options.network === undefined && privateNetworksWork();
  const kinds = options.scenarios.flatMap((scenario) =>
    choosePlans(scenario, options).map((plan) => ({ scenario, plan })),
  );
  const results: Result[] = [];
  // One that was called wrongly ends them all.
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  const worker = async (take: Take): Promise<void> => {
    for (let next = take(); next !== undefined; next = take()) {
      const result = await runOne(next.scenario, next.plan, isPrivate, { ...options, signal });
      options.finished?.(result);
      results.push(withoutRepeats(result, results));
    }
  };
  const atOnce = isPrivate ? (options.atOnce ?? AT_ONCE) : 1;
  const all = kinds.flatMap((kind) => Array.from({ length: times }, () => kind));
  const workers = takersOf(all, atOnce).map(worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(workers);
    throw error;
  }
  return { document: collect(kinds, results, options), results };
}

/**
 * What each worker takes. Runs that wait for TCP's own timers need no processor for seconds: where several may be under
 * way, half as many of these are so besides.
 */
function takersOf(all: readonly Kind[], atOnce: number): Take[] {
  const patient = all.filter(({ plan }) => plan.limitMs !== undefined);
  const others = all.filter(({ plan }) => plan.limitMs === undefined);
  return [
    ...Array.from({ length: Math.floor(atOnce / 2) }, () => () => patient.shift()),
    ...Array.from({ length: atOnce }, () => () => others.shift() ?? patient.shift()),
  ];
}

/** What has come out in the same way before is not kept whole: many runs must not take memory without end. */
function withoutRepeats(result: Result, before: readonly Result[]): Result {
  const { run, plan } = result;
  if (run === undefined) return result;
  const isRepeated = before.some(
    (other) => other.plan === plan && other.run !== undefined && kindOf(other.run) === kindOf(run),
  );
  return isRepeated ? { ...result, run: { ...run, observations: [] } } : result;
}

async function runOne(
  scenario: ScenarioName,
  plan: RunPlan,
  isPrivate: boolean,
  options: ManyOptions,
): Promise<Result> {
  const needsTwoHosts = scenarios[scenario].network === "two-hosts";
  if (needsTwoHosts && !isPrivate && options.network === undefined) {
    const why = "two hosts need user namespaces, which are not allowed here (see `deadpeer doctor`)";
    return { scenario, plan, missing: { grade: "skipped", why } };
  }
  try {
    return { scenario, plan, run: { scenario, ...(await runPlan(scenario, plan, options)) } };
  } catch (error) {
    if (!isFailure(error) || error.exitCode !== 3) throw error;
    return { scenario, plan, missing: { grade: "inconclusive", why: error.message } };
  }
}

function collect(
  kinds: readonly Kind[],
  results: readonly Result[],
  { scenarios: names, times = 1 }: ManyOptions,
): RunDocument {
  const groups = kinds.map(({ scenario, plan }) => ({
    scenario,
    plan,
    runs: results.flatMap((result) =>
      result.scenario === scenario && result.plan === plan && result.run ? [result.run] : [],
    ),
  }));
  const [only, ...others] = names;
  const name = only !== undefined && others.length === 0 ? only : "all";
  const document = documentOf(
    name,
    groups.flatMap(({ runs }) => worthKeeping(runs)),
  );
  if (times === 1) return document;
  const repeats = groups.map(({ scenario, plan, runs }) => countAnswers(scenario, plan, runs, times));
  return { ...document, repeats };
}

/** The first, and each that came out otherwise. */
function worthKeeping(runs: readonly RunRecord[]): RunRecord[] {
  return runs.filter((run, i) => runs.findIndex((other) => kindOf(other) === kindOf(run)) === i);
}

function kindOf(run: RunRecord): string {
  return JSON.stringify([run.statements.map(({ outcome }) => outcome), run.verdict.grade, answerOf(run)]);
}

function countAnswers(
  scenario: ScenarioName,
  { name, title }: RunPlan,
  runs: readonly RunRecord[],
  times: number,
): Repeats {
  const answers: Record<string, number> = {};
  for (const run of runs) {
    const answer = answerOf(run);
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
  const proven = runs.filter(({ verdict }) => verdict.grade !== "inconclusive").length;
  return { scenario, name, title, times, proven, answers };
}

/** How the client ended, in a word: what its user was told, or its exit. */
export function answerOf({ verdict: { told = "", exit } }: RunRecord): string {
  if (told.includes("terminated prematurely")) return "end of file";
  const code = /\((E[A-Z]+)\)/.exec(told)?.[1];
  return code ?? exit?.signal ?? (exit?.exitCode === undefined ? "no end" : `exit code ${exit.exitCode}`);
}
