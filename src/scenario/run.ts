// Runs a scenario, client by client, and makes the document of it.

import { createRequire } from "node:module";
import { release, type } from "node:os";
import { faults } from "../fault/index.ts";
import type { Observation } from "../timeline/observation.ts";
import {
  DOCUMENT_VERSION,
  type NetworkRecord,
  type ObserverName,
  type Observer,
  type RunDocument,
  type RunRecord,
} from "../timeline/record.ts";
import { runExperiment } from "./experiment.ts";
import { judge } from "./judge.ts";
import { clientCommand, serverCommand } from "./programs.ts";
import { failure } from "./failure.ts";
import { type RunPlan, scenarios } from "./scenarios.ts";
import type { ExperimentSpec, Moment, NetworkName, ScenarioName, WaitOn } from "./spec.ts";

export interface RunOptions {
  readonly scenario?: ScenarioName;
  /** Only the runs whose client waits so. Default: all of the scenario. */
  readonly waitOn?: readonly WaitOn[];
  /** Default: a private loopback, and the machine's own where that is not possible. */
  readonly network?: NetworkName;
  readonly port?: number;
  /** Shell commands in place of deadpeer's own echo programs; they find their place in $HOST and $PORT. */
  readonly server?: string;
  readonly client?: string;
  readonly fault?: string;
  /** Default: idle, after an exchange, while the client waits for its user. Any other is for the scenario `moment`. */
  readonly moment?: Moment;
  readonly watchMs?: number;
  readonly startMs?: number;
  readonly limitMs?: number;
  readonly without?: readonly ObserverName[];
  readonly signal?: AbortSignal;
  readonly began?: (run: { title: string; network: NetworkRecord; observers: readonly Observer[] }) => void;
  readonly observed?: (observation: Observation) => void;
  readonly completed?: (run: RunRecord) => void;
}

export const DEFAULTS = {
  port: 9877,
  watchMs: 500,
  startMs: 10_000,
  limitMs: 3000,
  noticeMs: 1000,
} as const;

/**
 * Runs the scenario's runs one after the other.
 *
 * Rejects with a Failure (`message`, `remedy`, `exitCode`) when a program could not be started (2) or the run could not
 * be observed (3), and with the signal's reason when aborted. A statement that differs is no error.
 */
export async function runScenario(options: RunOptions = {}): Promise<RunDocument> {
  const { scenario = "5.12" } = options;
  const runs: RunRecord[] = [];
  for (const plan of choosePlans(scenario, options)) {
    const run = await runPlan(scenario, plan, options);
    runs.push(run);
    options.completed?.(run);
  }
  return documentOf(scenario, runs);
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

/** A client of one's own is one client: it has one run, the first of those that are asked for. */
export function choosePlans(scenario: ScenarioName, { waitOn, client }: RunOptions): readonly RunPlan[] {
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

function specOf(scenario: ScenarioName, plan: RunPlan, options: RunOptions): ExperimentSpec {
  const { server, client, fault = plan.fault } = options;
  const needed = faults.get(fault)?.needsTwoHosts ? "two-hosts" : scenarios[scenario].network;
  return {
    ...NOTHING_SPECIAL,
    ...plan,
    scenario,
    title: client ?? plan.title,
    network: options.network ?? needed,
    port: options.port ?? DEFAULTS.port,
    ...(server !== undefined && { server }),
    ...(client !== undefined && { client }),
    fault,
    moment: options.moment ?? { at: "idle", bytes: 0 },
    ...limitsOf(plan, options),
    without: options.without ?? [],
  };
}

const NOTHING_SPECIAL = { clientOptions: [], serverOptions: ["--spare", "1"], settings: [] } as const;

function limitsOf(
  plan: RunPlan,
  options: RunOptions,
): Pick<ExperimentSpec, "watchMs" | "startMs" | "limitMs"> {
  return {
    watchMs: options.watchMs ?? DEFAULTS.watchMs,
    startMs: options.startMs ?? DEFAULTS.startMs,
    limitMs: options.limitMs ?? plan.limitMs ?? DEFAULTS.limitMs,
  };
}

/** One run. Rejects as `runScenario` does. */
export async function runPlan(
  scenario: ScenarioName,
  plan: RunPlan,
  options: RunOptions,
): Promise<RunRecord> {
  const spec = specOf(scenario, plan, options);
  const { network, signal, began, observed } = options;
  const fault = faults.get(spec.fault);
  if (fault === undefined) throw new RangeError(`unknown fault: ${spec.fault}`);
  if (fault.needsTwoHosts && spec.network !== "two-hosts")
    throw failure(
      2,
      `The fault \`${spec.fault}\` needs a host for the server alone.`,
      "Use `--network two-hosts`, or leave --network out.",
    );
  const completed = await runExperiment(spec, {
    mayFallBack: network === undefined && spec.network === "loopback",
    ...(signal && { signal }),
    ...(observed && { observed }),
    ready: (where, observers) => began?.({ title: spec.title, network: where, observers }),
  });
  const evidence = {
    name: spec.name,
    waitOn: spec.waitOn,
    fault: spec.fault,
    moment: showMoment(spec.moment),
    limits: { watchMs: spec.watchMs, limitMs: spec.limitMs, noticeMs: DEFAULTS.noticeMs },
    ...completed,
  };
  return {
    title: spec.title,
    commands: { server: serverCommand(spec).shown, client: clientCommand(spec).shown },
    ...evidence,
    ...judge(spec.scenario, evidence),
    expectations: [],
  };
}

/** `idle`, `mid-request:5` */
function showMoment({ at, bytes }: Moment): string {
  return bytes > 0 ? `${at}:${bytes}` : at;
}

export function toolVersion(): string {
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  return version;
}
