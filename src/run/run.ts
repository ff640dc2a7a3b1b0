// Makes the runs of a scenario and their document.

import { createRequire } from "node:module";
import { availableParallelism, release, type } from "node:os";
import { DOCUMENT_VERSION, type RunDocument, type RunRecord } from "../timeline/record.ts";
import { runWithControl } from "./control.ts";
import { runThrough } from "./through.ts";
import { checkRunOptions } from "./check-options.ts";
import type { RunOptions } from "./options.ts";
import { type Turn, inTurn } from "./in-turn.ts";
import { discardPrepared } from "./inside-process.ts";
import { type PlanRequest, runPlan } from "./plan.ts";
import { requireLinux, requireProc } from "./platform.ts";
import type { RunRequest } from "./request.ts";
import type { RunPlan } from "../inside/scenario.ts";
import { scenarios, type ScenarioName } from "./scenarios.ts";

/**
 * Makes the scenario's runs. They overlap where the programs are deadpeer's own and each run has a network of its own.
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
  /**
   * What ended it before everything was done: the signal's reason, or an error. The document has what was finished by then.
   */
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
  requireProc();
  const plans = choosePlans(scenario, request);
  const settled = mayOverlap(request)
    ? await makeOverlapping(scenario, plans, request)
    : await makeOneByOne(scenario, plans, request);
  const runs = settled.flatMap((each) => ("record" in each ? [each.record] : []));
  const failed = settled.find((each) => each.broken !== undefined);
  if (failed === undefined) return { document: documentOf(scenario, runs) };
  if (runs.length === 0) throw failed.broken;
  const document = markCutShort(documentOf(scenario, runs), runs.length, plans.length);
  return { document, broken: failed.broken };
}

/** What came of one plan: its record, or what ended it; both, when something of it could not be ended. */
type Settled = { readonly record: RunRecord; readonly broken?: unknown } | { readonly broken: unknown };

/**
 * Deadpeer's own programs, each pair in a network of its own, are not in one another's way: whether it is shows once the
 * first has its network. Somebody's own server may share files or another server.
 */
function mayOverlap({ network, server, custom }: RunRequest): boolean {
  const isOwn = server === undefined && custom.upstream === undefined;
  return isOwn && network === undefined && availableParallelism() > 1;
}

/** Each begins in the silence that follows the fault of the one before, in which nothing is typed. */
async function makeOverlapping(
  scenario: ScenarioName,
  plans: readonly RunPlan[],
  request: RunRequest,
): Promise<Settled[]> {
  // What ends one of them ends those that follow. Those before it are finished, and kept.
  const stops = plans.map(() => new AbortController());
  const turns = inTurn(request, plans.length);
  const make = async (plan: RunPlan, i: number): Promise<Settled> => {
    const [turn, stop] = [turns[i] as Turn, stops[i] as AbortController];
    await turn.mayBegin;
    const signal = AbortSignal.any([stop.signal, ...(request.signal ? [request.signal] : [])]);
    const settled = await makeOne(scenario, plan, { ...request, ...turn, signal });
    const told = tryTo(() => turn.over("record" in settled ? settled.record : undefined));
    const all = { ...told, ...settled };
    if (all.broken !== undefined) for (const later of stops.slice(i + 1)) later.abort(all.broken);
    return all;
  };
  return await Promise.all(plans.map(make));
}

/** A listener may throw. */
function tryTo(act: () => void): { readonly broken?: unknown } {
  try {
    act();
    return {};
  } catch (broken) {
    return { broken };
  }
}

async function makeOneByOne(
  scenario: ScenarioName,
  plans: readonly RunPlan[],
  request: RunRequest,
): Promise<Settled[]> {
  const all: Settled[] = [];
  for (const plan of plans) {
    const settled = await makeOne(scenario, plan, { ...request, isFollowed: plan !== plans.at(-1) });
    all.push(settled);
    if ("record" in settled) request.completed?.(settled.record);
    if (settled.broken !== undefined) break;
  }
  return all;
}

async function makeOne(scenario: ScenarioName, plan: RunPlan, request: PlanRequest): Promise<Settled> {
  try {
    const { record, left } = await runPlan(scenario, plan, request);
    return { record, ...(left && { broken: left }) };
  } catch (broken) {
    return { broken };
  }
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
