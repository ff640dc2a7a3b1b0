// Many runs at once: all scenarios, or one of them many times. Each has its own network, so they do not interfere.

import { privateNetworksWork } from "../network/private-network.ts";
import type { Repeats, RunDocument, RunRecord } from "../timeline/record.ts";
import { answerOf, kindOf } from "./answer.ts";
import { type Failure, isFailure } from "../failure.ts";
import { runWithControl } from "./control.ts";
import { checkManyOptions } from "./check-options.ts";
import type { ManyOptions } from "./options.ts";
import { discardPrepared } from "./inside-process.ts";
import { type Followed, runPlan } from "./plan.ts";
import { requireLinux, requireProc } from "./platform.ts";
import type { ManyRequest, RunResult } from "./request.ts";
import { choosePlans, documentOf, markCutShort } from "./run.ts";
import { scenarios } from "./scenarios.ts";

const AT_ONCE = 4;
/** Each of them has its control running beside it. */
const EXPERIMENTS_AT_ONCE = 2;

type Kind = Pick<RunResult, "scenario" | "plan">;
/** Returns the next run to make. */
type Take = () => Kind | undefined;

/** The document of many runs, and each result: with `times` what came out in the same way before is without observations. */
export interface ManyResults {
  readonly document: RunDocument;
  readonly results: readonly RunResult[];
}

/**
 * Runs each scenario, or one of them many times. Rejects with a Failure (2) when an option is wrong, and with the
 * signal's reason when aborted; a run that could not be observed is a result with `missing`.
 */
export async function runMany(options: ManyOptions = {}): Promise<ManyResults> {
  requireLinux("runMany");
  const made = await runManyRequest(checkManyOptions(options));
  options.signal?.throwIfAborted();
  return made;
}

/** As `runMany`, of options that have been checked; when aborted with what is finished by then, if anything is. */
export async function runManyRequest(options: ManyRequest): Promise<ManyResults> {
  requireProc();
  const { times } = options;
  const isPrivate = options.network === undefined && privateNetworksWork();
  const kinds = options.scenarios.flatMap((scenario) =>
    choosePlans(scenario, options).map((plan) => ({ scenario, plan })),
  );
  const all = kinds.flatMap((kind) => Array.from({ length: times }, () => kind));
  const deaths = deathsOf(kinds, options);
  const results: RunResult[] = [];
  let started = 0;
  // A usage error ends them all.
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  const worker = async (take: Take): Promise<void> => {
    for (let next = take(); next !== undefined; next = take()) {
      started += 1;
      const isFollowed = started < all.length;
      const asked = { ...options, signal, isFollowed };
      for (const result of await runOne(next, deaths, isPrivate, asked)) {
        options.finished?.(result);
        results.push(withoutRepeats(result, results));
      }
    }
  };
  const atOnce = isPrivate ? (options.atOnce ?? howManyAtOnce(options)) : 1;
  const workers = takersOf(all, atOnce).map(worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(workers);
    if (results.length === 0 || !options.signal?.aborted) throw error;
  } finally {
    await discardPrepared();
  }
  const parts = options.story === undefined ? kinds : deaths;
  const document = collect(parts, results, options);
  const made = (results.length * kinds.length) / parts.length;
  return { document: markCutShort(document, made, all.length), results };
}

/** The deaths of a story are counted each for itself. */
function deathsOf([only]: readonly Kind[], { story }: ManyRequest): readonly Kind[] {
  if (story === undefined || only === undefined) return [];
  return story.deaths.map((_, i) => ({ ...only, plan: { ...only.plan, name: `death-${i + 1}` } }));
}

function howManyAtOnce({ scenarios: names, custom }: ManyRequest): number {
  if (!names.includes("experiment")) return AT_ONCE;
  return custom.control === "at-once" ? EXPERIMENTS_AT_ONCE : 1;
}

/**
 * What each worker takes. Runs that wait for TCP's own timers need no processor for seconds, so as many workers again are
 * for these alone.
 */
function takersOf(all: readonly Kind[], atOnce: number): Take[] {
  const patient = all.filter(({ plan }) => plan.limitMs !== undefined);
  const others = all.filter(({ plan }) => plan.limitMs === undefined);
  return [
    ...Array.from({ length: atOnce }, () => () => patient.shift()),
    ...Array.from({ length: atOnce }, () => () => others.shift() ?? patient.shift()),
  ];
}

/** A run that came out as an earlier one is kept without its observations, so that memory stays bounded. */
function withoutRepeats(result: RunResult, before: readonly RunResult[]): RunResult {
  const { run, control, plan } = result;
  if (run === undefined) return result;
  const isRepeated = before.some(
    (other) => other.plan === plan && other.run !== undefined && kindOf(other.run) === kindOf(run),
  );
  if (!isRepeated) return result;
  const bare = (record: RunRecord): RunRecord => ({ ...record, observations: [] });
  return { ...result, run: bare(run), ...(control && { control: bare(control) }) };
}

/**
 * Whether a run goes on the list without being complete. An interrupted one would count as one that came out differently.
 */
function isListed(error: unknown, { signal }: ManyRequest): error is Failure {
  return isFailure(error) && error.exitCode === 3 && signal?.aborted !== true;
}

/** A result; of a story one for each death. */
async function runOne(
  { scenario, plan }: Kind,
  deaths: readonly Kind[],
  isPrivate: boolean,
  options: ManyRequest & Followed,
): Promise<readonly RunResult[]> {
  const kinds = deaths.length > 0 ? deaths : [{ scenario, plan }];
  const needsTwoHosts = scenarios[scenario].network === "two-hosts";
  if (needsTwoHosts && !isPrivate && options.network === undefined) {
    const why = "two hosts need user namespaces, which are not allowed here (see `deadpeer doctor`)";
    return kinds.map((kind) => ({ ...kind, missing: { grade: "skipped", why } }));
  }
  try {
    if (scenario !== "experiment") {
      const { record, left } = await runPlan(scenario, plan, options);
      return [{ scenario, plan, run: { scenario, ...record }, ...(left && missingFor(left)) }];
    }
    const { runs, broken } = await runWithControl(options);
    if (broken !== undefined && !isListed(broken, options)) throw broken;
    const control = runs[kinds.length];
    return kinds.map((kind, i) => ({
      ...kind,
      ...(runs[i] && { run: { scenario, ...runs[i] } }),
      ...(control && { control }),
      ...(broken !== undefined && missingFor(broken)),
    }));
  } catch (error) {
    if (!isListed(error, options)) throw error;
    return kinds.map((kind) => ({ ...kind, ...missingFor(error) }));
  }
}

/** Why a run could not be observed, or what it has left behind. */
function missingFor({ message }: Failure): Pick<RunResult, "missing"> {
  return { missing: { grade: "inconclusive", why: message } };
}

function collect(
  kinds: readonly Kind[],
  results: readonly RunResult[],
  { scenarios: names, times }: ManyRequest,
): RunDocument {
  const groups = kinds.map(({ scenario, plan }) => ({
    scenario,
    plan,
    results: results.filter((result) => result.scenario === scenario && result.plan === plan),
  }));
  const [only, ...others] = names;
  const name = only !== undefined && others.length === 0 ? only : "all";
  const document = documentOf(name, controlsLast(groups.flatMap((group) => worthKeeping(group.results))));
  if (times === 1) return document;
  const repeats = groups.map(({ scenario, plan, results: own }) => {
    const runs = own.flatMap(({ run }) => (run ? [run] : []));
    const title = runs[0]?.title ?? plan.title;
    return countAnswers({ scenario, name: plan.name, title, times: own.length }, runs);
  });
  return { ...document, repeats };
}

/** The deaths of a story share a control. */
function controlsLast(runs: readonly RunRecord[]): readonly RunRecord[] {
  if (runs.every(({ death }) => death === undefined)) return runs;
  const once = [...new Set(runs)];
  return [
    ...once.filter(({ death }) => death !== undefined),
    ...once.filter(({ death }) => death === undefined),
  ];
}

/** The first run, and each that came out differently, each with its control. */
function worthKeeping(results: readonly RunResult[]): RunRecord[] {
  const kinds = new Set<string>();
  return results.flatMap(({ run, control }) => {
    if (run === undefined || kinds.has(kindOf(run))) return [];
    kinds.add(kindOf(run));
    return control ? [run, control] : [run];
  });
}

function countAnswers(of: Omit<Repeats, "proven" | "answers">, runs: readonly RunRecord[]): Repeats {
  const answers = new Map<string, number>();
  for (const run of runs) {
    const answer = answerOf(run);
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  const proven = runs.filter(({ verdict }) => verdict.grade !== "inconclusive").length;
  return { ...of, proven, answers: Object.fromEntries(answers) };
}
