// Runs the cases of a suite, several at a time, each in a network of its own; then, alone, those that were not as expected.

import { isFailure } from "../failure.ts";
import { privateNetworksWork } from "../network/private-network.ts";
import type { SuiteCase } from "./cases.ts";
import { type CaseOptions, type MadeCase, runCase } from "./run-case.ts";
import { type CaseResult, isAsExpected, isFine } from "./results.ts";
import { ofSeveral } from "./several-runs.ts";

export interface SuiteOptions extends CaseOptions {
  /** How many are under way at the same time. Where they have to share the machine's own network, one. */
  readonly workers: number;
  /** Once a case is not as expected, none is begun any more, and that one is not run again. */
  readonly bail: boolean;
  /** How often a case is run once more, alone, that was not as expected alone either. */
  readonly retries: number;
  /** Once this is true, none is begun any more. */
  readonly isEnough: () => boolean;
  /** Called before the first case where there are no private networks. */
  readonly sharesNetwork: () => void;
  readonly began: (each: SuiteCase) => void;
  /** A case that was not as expected waits to be run again. */
  readonly waits: (each: SuiteCase) => void;
  /**
   * Called for each case as it ends, and once more for one that was run again: the last result counts. Returns the result
   * as it was saved.
   */
  readonly finished: (made: MadeCase, isLast: boolean) => Promise<CaseResult>;
}

export interface SuiteResults {
  /** The last result of each case that was run, in the order of the cases. */
  readonly results: readonly CaseResult[];
  /** Every case has been run, and run again where it was not as expected. */
  readonly isWhole: boolean;
}

/** When aborted it resolves with what is finished by then. */
export async function runCases(cases: readonly SuiteCase[], options: SuiteOptions): Promise<SuiteResults> {
  const results = new Map<string, CaseResult>();
  const again: SuiteCase[] = [];
  const waiting = [...cases];
  let hasFailed = false;
  const isEnough = (): boolean => mayNotBegin(options) || (options.bail && hasFailed);

  async function make(each: SuiteCase): Promise<void> {
    options.began(each);
    const made = await runCase(each, options);
    hasFailed ||= !isFine(made.result);
    const isLast = isFine(made.result) || isEnough();
    results.set(each.id, await options.finished(made, isLast));
    if (isLast) return;
    options.waits(each);
    again.push(each);
  }

  async function work(): Promise<void> {
    while (!isEnough()) {
      const next = waiting.shift();
      if (next === undefined) return;
      await make(next);
    }
  }

  const isPrivate = cases.length === 0 || privateNetworksWork();
  if (!isPrivate) options.sharesNetwork();
  const workers = isPrivate ? Math.min(options.workers, cases.length) : 1;
  await allEnd(Array.from({ length: workers }, work), options.signal);
  let isWhole = !isEnough();
  for (const each of again) {
    if (isEnough()) break;
    await allEnd([runAgain(each, results, options)], options.signal);
  }
  isWhole &&= !mayNotBegin(options);
  return { results: cases.flatMap(({ id }) => results.get(id) ?? []), isWhole };
}

/** Alone, until it is as expected or the retries are used up: what then passes does not fail each time. */
async function runAgain(
  each: SuiteCase,
  results: Map<string, CaseResult>,
  options: SuiteOptions,
): Promise<void> {
  options.began(each);
  const before = results.get(each.id);
  const alone: MadeCase[] = [await runCase(each, options)];
  while (!hasPassed(alone.at(-1)) && alone.length <= options.retries && !mayNotBegin(options))
    alone.push(await runCase(each, options));
  const all = before === undefined ? alone : [{ result: before }, ...alone];
  results.set(each.id, await options.finished(ofSeveral(all), true));
}

function hasPassed(made: MadeCase | undefined): boolean {
  return made !== undefined && isAsExpected(made.result);
}

function mayNotBegin({ isEnough, signal }: SuiteOptions): boolean {
  return isEnough() || signal.aborted;
}

/** Whatever happens to one of them, all have ended. An abort is not an error: what is finished is kept. */
async function allEnd(made: readonly Promise<void>[], signal: AbortSignal): Promise<void> {
  const ends = await Promise.allSettled(made);
  const failed = ends.find(({ status }) => status === "rejected") as PromiseRejectedResult | undefined;
  const isAbort = signal.aborted && !isFailure(failed?.reason); // something may be left of what was aborted
  if (failed !== undefined && !isAbort) throw failed.reason;
}
