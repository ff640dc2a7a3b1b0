// `deadpeer test`: every client of a configuration against every way to die.

import { release, type } from "node:os";
import { relative } from "node:path";
import { writeLines } from "../../report/write.ts";
import { requireLinux } from "../../run/platform.ts";
import { toolVersion } from "../../run/run.ts";
import { buildOf } from "../../suite/build.ts";
import type { SuiteCase } from "../../suite/cases.ts";
import { type Comparison, compareResults } from "../../suite/compare-results.ts";
import { readCompared, readLastFailed } from "../../suite/earlier-results.ts";
import { describeShard } from "../../suite/engines.ts";
import { nothingTested } from "../../suite/nothing-tested.ts";
import { exitCodeOfOutcomes } from "../../suite/outcome.ts";
import { type CaseResult, type PlanRecord, RESULTS_VERSION } from "../../suite/results.ts";
import { type SuiteOptions, runCases } from "../../suite/run-cases.ts";
import { selectCases } from "../../suite/select.ts";
import { endSoon } from "../shared/end-soon.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { type Share, applyBazel, reportInfrastructureFailure, shareOf } from "./engine.ts";
import { type ChosenKnown, isPartlyUnseen, outcomesBesideKnown } from "./known-failures.ts";
import { type TestCommand, defaultWorkers, readArguments } from "./options.ts";
import { type Progress, showProgress } from "./progress.ts";
import { type Reports, type SuiteEnd, prepareReports } from "./reports.ts";
import { openResults, ownFiles, prepareResults } from "./results-folder.ts";
import { type SuiteSource, chooseSource } from "./source.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  const command = await applyBazel(readArguments(args), process.env);
  const source = await chooseSource(command);
  try {
    return await select(command, source);
  } finally {
    source.discard();
  }
}

async function select(command: TestCommand, source: SuiteSource): Promise<number> {
  const only = command.lastFailed ? { only: readLastFailed(source.path, command.failOnContended) } : {};
  if (only.only?.size === 0) {
    writeLines(process.stdout, ["Nothing failed the last time."]);
    return 0;
  }
  const selected = selectCases(source.cases, { ...command, ...only });
  const share = shareOf(selected, command, process.env);
  if (!command.onlyList) return await runSuite({ command, source, selected, share });
  writeLines(process.stdout, idsOf(share.cases));
  return 0;
}

interface Suite {
  readonly command: TestCommand;
  readonly source: SuiteSource;
  /** Those that all shards together run. */
  readonly selected: readonly SuiteCase[];
  readonly share: Share;
}

async function runSuite(suite: Suite): Promise<number> {
  requireLinux("deadpeer test");
  const { command, source, selected, share } = suite;
  const { cases, settings, path } = source;
  const known = source.known();
  const compare = prepareComparison(command.compare, idsOf(cases));
  const reports = prepareOutput(path, command, [...source.files, ...known.files]);
  const plan = planOf(selected, share);
  const results = await openResults(path, plan, idsOf(cases));
  const progress = reports.live && showProgress(process.stdout, reports.live, share.cases.length);
  const say = (line: string): void => (reports.live === undefined ? undefined : progress?.say(line));
  sayShare(share, selected.length, say);
  let isEnough = false;
  const interruption = abortOnSignals(process.stdout, () => {
    isEnough = true;
    say("What is under way is finished first; Ctrl-C again ends it.");
  });
  // What cannot be saved ends the suite, and what was finished is told all the same.
  const unsaved: unknown[] = [];
  const startMs = performance.now();
  await results.conclude([]);
  await reports.begin(describeEnd(plan, [], startMs, source));
  const { results: made, isWhole } = await runCases(share.cases, {
    workers: command.workers ?? settings.workers ?? defaultWorkers(),
    times: command.times ?? settings.times ?? 1,
    retries: command.retries ?? settings.retries ?? 0,
    known: known.failures,
    mayBeBetter: known.mayBeBetter,
    signal: interruption.signal,
    bail: command.bail,
    isEnough: () => isEnough,
    ...listeners(progress, say),
    async finished({ result, document }, isLast) {
      const saved = await results.add(result, document).catch((error: unknown) => {
        unsaved.push(error);
        isEnough = true;
        return result;
      });
      if (isLast) progress?.ended(saved);
      return saved;
    },
  }).finally(() => progress?.stop());
  const compared = compare(plan, made);
  await results.conclude(made, compared.comparison).catch((error: unknown) => unsaved.push(error));
  await reports.write({ ...describeEnd(plan, made, startMs, source), ...compared });
  const notes = await conclude(known, made, isWhole, cases);
  if (reports.live !== undefined) writeLines(process.stdout, notes);
  endSoon();
  if (unsaved.length > 0) throw unsaved[0];
  return interruption.exitCode() ?? (await exitCodeFor(made, suite, known.isToBeWritten && isWhole));
}

function sayShare({ shard, cases }: Share, total: number, say: (line: string) => void): void {
  if (shard !== undefined) say(`${describeShard(shard)}: ${cases.length} of ${total} cases`);
}

/** Reads the earlier results now: they may be where the new ones go. */
function prepareComparison(
  place: string | undefined,
  ids: readonly string[],
): (plan: PlanRecord, made: readonly CaseResult[]) => { readonly comparison?: Comparison } {
  if (place === undefined) return () => ({});
  const earlier = readCompared(place);
  return (plan, made) => ({ comparison: compareResults(plan, made, earlier, ids) });
}

/** How a suite is run where unshare(1) is refused. */
const NO_NETWORKS = [
  "No private network here: cases run one at a time on the machine's loopback,",
  "and what needs more is skipped (`deadpeer doctor` says why).",
];

function idsOf(cases: readonly Pick<SuiteCase, "id">[]): string[] {
  return cases.map(({ id }) => id);
}

/** @param files that no report may replace */
function prepareOutput(path: string, command: TestCommand, files: readonly string[]): Reports {
  const { discard } = prepareResults(path, command.force);
  try {
    return prepareReports(command.reporters, [...files, ...ownFiles(path)]);
  } catch (error) {
    discard();
    throw error;
  }
}

function describeEnd(
  plan: PlanRecord,
  results: readonly CaseResult[],
  startMs: number,
  { path, options }: SuiteSource,
): SuiteEnd {
  const seconds = (performance.now() - startMs) / 1000;
  const folder = relative(process.cwd(), path) || "."; // as a person would write it
  return { plan, results, seconds, folder, ...(options !== undefined && { options }) };
}

/** Writes the known failures, if they are to be, and returns what there is to say about them. */
async function conclude(
  known: ChosenKnown,
  made: readonly CaseResult[],
  isWhole: boolean,
  cases: readonly SuiteCase[],
): Promise<string[]> {
  const ids = idsOf(cases);
  if (known.isToBeWritten && !isWhole) return ["Known failures were not written: not every case was run."];
  if (known.isToBeWritten)
    return [await known.write(made, ids), ...made.filter(isPartlyUnseen).map(whyNotKnown)];
  return known.strangers(ids).map((id) => `A known failure is of no case: ${id}`);
}

function whyNotKnown({ id, unobserved = "" }: CaseResult): string {
  return `${id} fails and is not written down, since not all of it was observed: ${unobserved}`;
}

/** Of a shard the merge decides. */
async function refuseUntested(made: readonly CaseResult[], { shard }: Share): Promise<void> {
  if (shard !== undefined && shard.total > 1) return;
  const untested = nothingTested(made);
  if (untested === undefined) return;
  await reportInfrastructureFailure(untested.message, process.env);
  throw untested;
}

/** @param isKnownNow what fails has just been written down as known */
async function exitCodeFor(
  made: readonly CaseResult[],
  { share, command: { failOnContended } }: Suite,
  isKnownNow: boolean,
): Promise<number> {
  await refuseUntested(made, share);
  const isUnseen = (each: CaseResult): boolean =>
    each.outcome === "inconclusive" || (isKnownNow && isPartlyUnseen(each));
  const unseen = made.filter(isUnseen);
  if (unseen.length > 0) {
    const why = unseen.map((each) => `${each.id}: ${each.why ?? each.unobserved ?? ""}`).join("; ");
    await reportInfrastructureFailure(why, process.env);
  }
  const outcomes = isKnownNow ? outcomesBesideKnown(made) : made.map(({ outcome }) => outcome);
  return exitCodeOfOutcomes(outcomes, failOnContended);
}

function listeners(
  progress: Progress | undefined,
  say: (line: string) => void,
): Pick<SuiteOptions, "began" | "waits" | "sharesNetwork"> {
  return {
    sharesNetwork: () => NO_NETWORKS.forEach(say),
    began: ({ id }) => progress?.began(id),
    waits: ({ id }) => progress?.waits(id),
  };
}

function planOf(selected: readonly SuiteCase[], { shard, cases }: Share): PlanRecord {
  const build = buildOf(process.env);
  return {
    kind: "plan",
    version: RESULTS_VERSION,
    tool: { name: "deadpeer", version: toolVersion() },
    kernel: `${type()} ${release()}`,
    begunAt: new Date().toISOString(),
    ...(build !== undefined && { build }),
    plan: selected.map(({ id }) => id),
    ...(shard && { shard: { index: shard.index, total: shard.total } }),
    chosen: cases.map(({ id }) => id),
  };
}
