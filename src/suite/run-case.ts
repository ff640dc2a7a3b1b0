// Runs one case, as often as asked, and judges it.

import { asFailure } from "../failure.ts";
import { needsPrivateNetwork } from "../run/process.ts";
import { runRequest } from "../run/run.ts";
import type { RunDocument, RunRecord } from "../timeline/record.ts";
import { verdictWords } from "./case-words.ts";
import type { SuiteCase } from "./cases.ts";
import type { KnownFailures } from "./known.ts";
import { type Judged, expectationsOf, judgeCase } from "./outcome.ts";
import { findMissing } from "./requirements.ts";
import { type CaseResult, type CaseRun, isFine } from "./results.ts";

/** A result, and the document of the run that decided. */
export interface MadeCase {
  readonly result: CaseResult;
  readonly document?: RunDocument;
}

export interface CaseOptions {
  readonly times: number;
  readonly known: KnownFailures;
  /** What is better than known is fine. */
  readonly mayBeBetter: boolean;
  readonly signal: AbortSignal;
}

/**
 * Stops at the first run that is not as expected. What could not be started is `failed`, what could not be observed
 * `inconclusive`. Rejects when aborted: with the signal's reason, or a Failure if something could not be ended.
 */
export async function runCase(each: SuiteCase, options: CaseOptions): Promise<MadeCase> {
  const missing = findMissing(each.requires);
  if (missing !== undefined) return notMade(each, "skipped", `${missing} is not installed`, 0, 0);
  const startMs = performance.now();
  const made: MadeCase[] = [];
  for (let time = 1; time <= options.times; time += 1) {
    const one = await runOnce(each, options, time, startMs);
    made.push({ result: one.result });
    if (time === options.times || !isFine(one.result)) return withOtherVerdicts(one, made);
  }
  return notMade(each, "inconclusive", "no run was made", 0, 0);
}

/** Each run may be as expected, and yet not the same each time. @param made the last is the one that decides */
export function withOtherVerdicts(decides: MadeCase, made: readonly Pick<MadeCase, "result">[]): MadeCase {
  const all = made.flatMap(({ result: { run } }) => (run ? [verdictWords(run)] : []));
  const others = new Set(all.filter((words) => words !== all.at(-1)));
  if (others.size === 0 || decides.result.run === undefined) return decides;
  const otherVerdicts = [...others].map((words) => ({
    words,
    times: all.filter((each) => each === words).length,
  }));
  return { ...decides, result: { ...decides.result, otherVerdicts } };
}

async function runOnce(
  each: SuiteCase,
  { known, mayBeBetter, signal }: CaseOptions,
  times: number,
  startMs: number,
): Promise<MadeCase> {
  const spentMs = (): number => Math.round(performance.now() - startMs);
  try {
    const { document, broken } = await runRequest({ ...each.request, signal });
    if (broken !== undefined) throw broken; // something is left of it, or it was interrupted
    const runs = judgedRuns(document);
    const run = decisive(runs);
    if (run === undefined) return notMade(each, "inconclusive", "no run was made", times, spentMs());
    const judged = judgeCase(runs, known.get(each.id), mayBeBetter);
    const expectations = expectationsOf(runs);
    return { result: resultOf(each, run, { ...judged, expectations }, { times, ms: spentMs() }), document };
  } catch (error) {
    if (signal.aborted) throw error;
    const { message, exitCode } = asFailure(error);
    const other = exitCode === 2 ? "failed" : "inconclusive";
    return notMade(each, needsPrivateNetwork(error) ? "skipped" : other, message, times, spentMs());
  }
}

/** The run; of a story each of its deaths. Not the control. */
function judgedRuns({ runs }: RunDocument): readonly RunRecord[] {
  const deaths = runs.filter(({ death }) => death !== undefined);
  return deaths.length > 0 ? deaths : runs.slice(0, 1);
}

/** Of several deaths the first that fails, or that is not known; else the last. */
function decisive(runs: readonly RunRecord[]): RunRecord | undefined {
  const first = (grade: RunRecord["verdict"]["grade"]): RunRecord | undefined =>
    runs.find(({ verdict }) => verdict.grade === grade);
  return first("fail") ?? first("inconclusive") ?? runs.at(-1);
}

function notMade(
  { id }: SuiteCase,
  outcome: "skipped" | "failed" | "inconclusive",
  why: string,
  times: number,
  ms: number,
): MadeCase {
  return { result: { kind: "result", id, outcome, times, ms, why, expectations: [] } };
}

function resultOf(
  { id }: SuiteCase,
  run: RunRecord,
  { outcome, why, unobserved, expectations }: Judged & Pick<CaseResult, "expectations">,
  spent: Pick<CaseResult, "times" | "ms">,
): CaseResult {
  const because = { ...(why !== undefined && { why }), ...(unobserved !== undefined && { unobserved }) };
  return { kind: "result", id, outcome, ...spent, ...because, expectations, run: describeRun(run) };
}

function describeRun({ title, commands, fault, moment, verdict, observers }: RunRecord): CaseRun {
  const unseen = observers.filter(({ on }) => !on).map(({ name }) => name);
  const { grade, noticed, patience, reaction, afterNs, summary } = verdict;
  const words = { grade, noticed, ...(patience && { patience }), reaction };
  return {
    title,
    commands,
    fault,
    moment,
    ...words,
    ...(afterNs !== undefined && { afterNs }),
    summary,
    ...(unseen.length > 0 && { unseen }),
  };
}
