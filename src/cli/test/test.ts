// `deadpeer test`: every client of a configuration against every way to die.

import { release, type } from "node:os";
import { relative, resolve } from "node:path";
import { writeLines } from "../../report/write.ts";
import { requireLinux } from "../../run/platform.ts";
import { toolVersion } from "../../run/run.ts";
import { type SuiteCase, planCases } from "../../suite/cases.ts";
import type { SuiteConfig } from "../../suite/config.ts";
import { loadConfig } from "../../suite/load-config.ts";
import { exitCodeOfOutcomes } from "../../suite/outcome.ts";
import { type PlanRecord, RESULTS_VERSION } from "../../suite/results.ts";
import { runCases } from "../../suite/run-cases.ts";
import { selectCases } from "../../suite/select.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { chooseKnown } from "./known-failures.ts";
import { type TestCommand, defaultWorkers, readArguments } from "./options.ts";
import { type Progress, showProgress } from "./progress.ts";
import { prepareReports } from "./reports.ts";
import { openResults, readLastFailed } from "./results-folder.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  const command = readArguments(args);
  const { config, directory: folder } = await loadConfig(command.config);
  const path = command.out ?? resolve(folder, config.results ?? "deadpeer-results");
  const cases = planCases(config, folder);
  const only = command.lastFailed ? { only: readLastFailed(path) } : {};
  const chosen = selectCases(cases, { ...command, ...only });
  if (!command.onlyList) return await runSuite({ command, config, folder, path, cases, chosen });
  const ids = chosen.map(({ id }) => id);
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
  readonly cases: readonly SuiteCase[];
  readonly chosen: readonly SuiteCase[];
}

async function runSuite({ command, config, folder, path, cases, chosen }: Suite): Promise<number> {
  requireLinux("deadpeer test");
  const known = chooseKnown(command, config, folder);
  const reports = prepareReports(command.reporters);
  const plan = planOf(cases, chosen);
  const results = openResults(path, plan, command.force);
  const progress = reports.live && showProgress(process.stdout, reports.live, chosen.length);
  const say = (line: string): void => (reports.live === undefined ? undefined : progress?.say(line));
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
  const updated = known.update(made, plan.plan);
  if (updated !== undefined && reports.live !== undefined) writeLines(process.stdout, [updated]);
  const outcomes = made.map(({ outcome }) => outcome);
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

function planOf(cases: readonly SuiteCase[], chosen: readonly SuiteCase[]): PlanRecord {
  return {
    kind: "plan",
    version: RESULTS_VERSION,
    tool: { name: "deadpeer", version: toolVersion() },
    kernel: `${type()} ${release()}`,
    plan: cases.map(({ id }) => id),
    chosen: chosen.map(({ id }) => id),
  };
}
