// Runs a scenario, client by client, and makes the document of it.

import { createRequire } from "node:module";
import { release, type } from "node:os";
import { DOCUMENT_VERSION, type RunDocument, type RunRecord } from "../timeline/record.ts";
import { failure } from "../failure.ts";
import { runWithControl } from "./control.ts";
import { type RunOptions, runPlan } from "./plan.ts";
import type { RunPlan } from "../inside/scenario.ts";
import { scenarios, type ScenarioName } from "./scenarios.ts";

/**
 * Runs the scenario's runs one after the other.
 *
 * Rejects with a Failure (`message`, `remedy`, `exitCode`) when a program could not be started (2) or the run could not
 * be observed (3), and with the signal's reason when aborted. A statement that differs is no error.
 */
export async function runScenario(options: RunOptions = {}): Promise<RunDocument> {
  const { scenario = isCustom(options) ? "experiment" : "5.12" } = options;
  const runs: RunRecord[] = [];
  if (scenario === "experiment") return documentOf(scenario, await runWithControl(options));
  for (const plan of choosePlans(scenario, options)) {
    const run = await runPlan(scenario, plan, options);
    runs.push(run);
    options.completed?.(run);
  }
  return documentOf(scenario, runs);
}

/** The user's own programs, and no section named: an experiment. */
function isCustom({ custom, server, client }: RunOptions): boolean {
  return custom !== undefined || server !== undefined || client !== undefined;
}

export function documentOf(scenario: string, runs: readonly RunRecord[]): RunDocument {
  return {
    version: DOCUMENT_VERSION,
    tool: { name: "deadpeer", version: toolVersion() },
    kernel: `${type()} ${release()}`,
    network: runs[0]?.network.name ?? "loopback",
    scenario,
    runs,
  };
}

/** The user's own client is one client: it has one run, the first of those that are asked for. */
export function choosePlans(scenario: ScenarioName, { waitOn, client }: RunOptions): readonly RunPlan[] {
  if (scenario === "experiment") return scenarios.experiment.runs;
  const plans = scenarios[scenario].runs.filter(
    (plan) => waitOn === undefined || waitOn.includes(plan.waitOn),
  );
  if (plans.length === 0)
    throw failure(
      2,
      `Section ${scenario} has no run with a client that waits on ${waitOn?.join(" or ")}.`,
      "Leave out --wait-on.",
    );
  return client === undefined ? plans : plans.slice(0, 1);
}

export function toolVersion(): string {
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  return version;
}
