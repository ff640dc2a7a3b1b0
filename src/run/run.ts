// Makes the runs of a scenario, one after the other, and their document.

import { createRequire } from "node:module";
import { release, type } from "node:os";
import { DOCUMENT_VERSION, type RunDocument, type RunRecord } from "../timeline/record.ts";
import { runWithControl } from "./control.ts";
import { runThrough } from "./through.ts";
import { checkRunOptions } from "./check-options.ts";
import type { RunOptions } from "./options.ts";
import { discardPrepared } from "./inside-process.ts";
import { runPlan } from "./plan.ts";
import { requireLinux } from "./platform.ts";
import type { RunRequest } from "./request.ts";
import type { RunPlan } from "../inside/scenario.ts";
import { scenarios, type ScenarioName } from "./scenarios.ts";

/**
 * Runs the scenario's runs one after the other.
 *
 * Rejects with a Failure (`message`, `remedy`, `exitCode`) when an option is wrong or a program could not be started (2),
 * or when the run could not be observed (3); and with the signal's reason when aborted. A statement that differs, and an
 * expectation that failed, are in the document and no errors.
 */
export async function runScenario(options: RunOptions = {}): Promise<RunDocument> {
  requireLinux("runScenario");
  const result = await runRequest(checkRunOptions(options));
  if ("broken" in result) throw result.broken;
  return result.document;
}

/** What was made of a request. */
export interface RequestResult {
  readonly document: RunDocument;
  /** What ended it before everything was done: the signal's reason, or an error. The document has what was finished by then. */
  readonly broken?: unknown;
}

/** As `runScenario`, of options that have been checked. It rejects only where no run was finished. */
export async function runRequest(request: RunRequest): Promise<RequestResult> {
  try {
    return await makeRuns(request);
  } finally {
    await discardPrepared();
  }
}

async function makeRuns(request: RunRequest): Promise<RequestResult> {
  const { scenario } = request;
  if (scenario === "experiment") {
    const { runs, broken, cutShort } = await runExperimentRequest(request);
    const document = { ...documentOf(scenario, runs), ...(cutShort && { cutShort }) };
    return { document, ...(broken !== undefined && { broken }) };
  }
  const plans = choosePlans(scenario, request);
  const runs: RunRecord[] = [];
  try {
    for (const plan of plans) {
      const isFollowed = plan !== plans.at(-1);
      const { record, left } = await runPlan(scenario, plan, { ...request, isFollowed });
      runs.push(record);
      request.completed?.(record);
      if (left) throw left;
    }
  } catch (broken) {
    if (runs.length === 0) throw broken;
    return { document: markCutShort(documentOf(scenario, runs), runs.length, plans.length), broken };
  }
  return { document: documentOf(scenario, runs) };
}

function runExperimentRequest(request: RunRequest): ReturnType<typeof runWithControl> {
  return request.custom.through === undefined ? runWithControl(request) : runThrough(request);
}

/** Marks the document of what was finished when something ended it before the rest was made. */
export function markCutShort(document: RunDocument, made: number, wanted: number): RunDocument {
  return made === wanted ? document : { ...document, cutShort: { made, wanted } };
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

/** The user's own client has a single run: the first that was asked for. */
export function choosePlans(
  scenario: ScenarioName,
  { waitOn, client }: Pick<RunRequest, "waitOn" | "client">,
): readonly RunPlan[] {
  const plans = scenarios[scenario].runs;
  if (scenario === "experiment") return plans;
  const chosen = plans.filter((plan) => waitOn === undefined || plan.waitOn === waitOn);
  return client === undefined ? chosen : chosen.slice(0, 1);
}

export function toolVersion(): string {
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  return version;
}
