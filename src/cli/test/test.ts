// `deadpeer test`: every client of a configuration against every way to die.

import { release, type } from "node:os";
import { relative, resolve } from "node:path";
import { writeLines } from "../../report/write.ts";
import { requireLinux } from "../../run/platform.ts";
import { toolVersion } from "../../run/run.ts";
import { type SuiteCase, planCases } from "../../suite/cases.ts";
import type { SuiteConfig } from "../../suite/config.ts";
import { loadConfig } from "../../suite/load-config.ts";
import { describeShard } from "../../suite/engines.ts";
import { exitCodeOfOutcomes } from "../../suite/outcome.ts";
import { type PlanRecord, RESULTS_VERSION } from "../../suite/results.ts";
import { runCases } from "../../suite/run-cases.ts";
import { selectCases } from "../../suite/select.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { type Share, heedEngine, shareOf, tellEngine } from "./engine.ts";
import { chooseKnown } from "./known-failures.ts";
import { type TestCommand, defaultWorkers, readArguments } from "./options.ts";
import { type Progress, showProgress } from "./progress.ts";
import { prepareReports } from "./reports.ts";
import { openResults, readLastFailed } from "./results-folder.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  const command = heedEngine(readArguments(args), process.env);
  const { config, directory: folder } = await loadConfig(command.config);
  const path = command.out ?? resolve(folder, config.results ?? "deadpeer-results");
  const cases = planCases(config, folder);
  const only = command.lastFailed ? { only: readLastFailed(path) } : {};
  const selected = selectCases(cases, { ...command, ...only });
  const share = shareOf(selected, command, process.env);
  if (!command.onlyList) return await runSuite({ command, config, folder, path, cases, selected, share });
  const ids = share.cases.map(({ id }) => id);
  writeLines(process.stdout, ids);
  return 0;
}

interface Suite {
  readonly command: TestCommand;
  readonly config: SuiteConfig;
  /** Of the configuration. */
  readonly folder: string;
  /** Of the results. */
  readonly path: string;
  /** All of the configuration. */
  readonly cases: readonly SuiteCase[];
  /** Those that all shards together run. */
  readonly selected: readonly SuiteCase[];
  readonly share: Share;
}

async function runSuite(suite: Suite): Promise<number> {
  requireLinux("deadpeer test");
  const { command, config, folder, path, cases, selected, share } = suite;
  const chosen = share.cases;
  const known = chooseKnown(command, config, folder);
  const reports = prepareReports(command.reporters);
  const plan = planOf(selected, share);
  const results = openResults(path, plan, command.force);
  const progress = reports.live && showProgress(process.stdout, reports.live, chosen.length);
  const say = (line: string): void => (reports.live === undefined ? undefined : progress?.say(line));
  if (share.shard !== undefined)
    say(`${describeShard(share.shard)}: ${chosen.length} of ${selected.length} cases`);
  let isEnough = false;
  const interruption = abortOnSignals(process.stdout, () => {
    isEnough = true;
    say("What is under way is finished first; Ctrl-C again ends it.");
  });
  const startMs = performance.now();
  const made = await runCases(chosen, {
    workers: command.workers ?? config.workers ?? defaultWorkers(),
    times: command.times ?? config.times ?? 1,
    known: known.failures,
    mayBeBetter: known.mayBeBetter,
    signal: interruption.signal,
    bail: command.bail,
    isEnough: () => isEnough,
    ...listeners(progress),
    async finished({ result, document }, isLast) {
      const saved = await results.add(result, document);
      if (isLast) progress?.ended(saved);
      return saved;
    },
  });
  progress?.stop();
  await results.conclude(made);
  const seconds = (performance.now() - startMs) / 1000;
  reports.write({ plan, results: made, folder: relative(process.cwd(), path) || ".", seconds });
  const existing = cases.map(({ id }) => id);
  const updated = known.update(made, existing);
  if (updated !== undefined && reports.live !== undefined) writeLines(process.stdout, [updated]);
  const outcomes = made.map(({ outcome }) => outcome);
  const unseen = made.filter(({ outcome }) => outcome === "inconclusive");
  if (unseen.length > 0) tellEngine(unseen.map(({ id, why }) => `${id}: ${why}`).join("; "), process.env);
  return interruption.exitCode() ?? exitCodeOfOutcomes(outcomes, command.failOnContended);
}

function listeners(
  progress: Progress | undefined,
): Record<"began" | "waits", (each: Pick<SuiteCase, "id">) => void> {
  return {
    began: ({ id }) => progress?.began(id),
    waits: ({ id }) => progress?.waits(id),
  };
}

function planOf(selected: readonly SuiteCase[], { shard, cases }: Share): PlanRecord {
  return {
    kind: "plan",
    version: RESULTS_VERSION,
    tool: { name: "deadpeer", version: toolVersion() },
    kernel: `${type()} ${release()}`,
    plan: selected.map(({ id }) => id),
    ...(shard && { shard: { index: shard.index, total: shard.total } }),
    chosen: cases.map(({ id }) => id),
  };
}
