// One run of a scenario: from what was asked for to what was seen and what is made of it.

import { type FaultName, faults } from "../fault/index.ts";
import { type FaultMoment, IDLE, formatMoment } from "../fault/moments.ts";
import type { Evidence } from "../timeline/case.ts";
import type { Observation } from "../timeline/observation.ts";
import type { Pattern } from "../timeline/pattern.ts";
import type { NetworkRecord, Observer, RunRecord } from "../timeline/record.ts";
import type { ObserverName, NetworkName } from "../timeline/words.ts";
import { runExperiment } from "./process.ts";
import { failure } from "../failure.ts";
import { withUpstream } from "./upstream.ts";
import { judge } from "./judge.ts";
import { clientCommand, serverCommand } from "../inside/programs.ts";
import type { RunPlan } from "../inside/scenario.ts";
import { scenarios, type ScenarioName } from "./scenarios.ts";
import type { Completed, ExperimentSpec, CustomExperiment, StartOptions, WaitOn } from "../inside/spec.ts";

/** A step of an exchange: a line typed to the client, or text or a regular expression that it is to print. */
export type Step = { readonly say: string } | { readonly expect: string | RegExp | Pattern };

export interface CustomOptions extends Partial<
  Omit<CustomExperiment, "exchange" | "afterwards" | "ready" | "serverReady">
> {
  readonly serverReady?: string | RegExp | Pattern;
  readonly ready?: string | RegExp | Pattern;
  readonly exchange?: readonly Step[];
  /** Default: the exchange again. */
  readonly afterwards?: readonly Step[];
}

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
  /** How they are started: on a terminal or on pipes, where, as whom, with what in their environment. */
  readonly start?: Partial<Readonly<Record<"server" | "client", StartOptions>>>;
  /** What is said and expected, which process dies, whether it comes back: for the scenario `experiment`. */
  readonly custom?: CustomOptions;
  /** Of the verdict: `noticed=at-once,exit!=0`. Default of an experiment: what a reasonable client does. */
  readonly expected?: string;
  readonly fault?: FaultName;
  /** Default: idle, after an exchange, while the client waits for its user. Any other is for the scenario `moment`. */
  readonly moment?: FaultMoment;
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

export function specOf(scenario: ScenarioName, plan: RunPlan, options: RunOptions): ExperimentSpec {
  const { server, client, fault = plan.fault } = options;
  const needed = faults[fault].needsTwoHosts ? "two-hosts" : scenarios[scenario].network;
  const { start } = options;
  return {
    ...NOTHING_SPECIAL,
    ...plan,
    scenario,
    title: client ?? plan.title,
    network: options.network ?? needed,
    port: options.port ?? DEFAULTS.port,
    ...(server !== undefined && { server }),
    ...(client !== undefined && { client }),
    start: { server: start?.server ?? {}, client: start?.client ?? {} },
    fault,
    moment: options.moment ?? IDLE,
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
  const { spec, evidence } = await performPlan(specOf(scenario, plan, options), options);
  return recordOf(spec, evidence, "");
}

/** Runs it; nothing is judged yet. */
export async function performPlan(
  spec: ExperimentSpec,
  { network, signal, began, observed }: RunOptions,
): Promise<Performed> {
  if (faults[spec.fault].needsTwoHosts && spec.network !== "two-hosts")
    throw failure(
      2,
      `The fault \`${spec.fault}\` needs a host for the server alone.`,
      "Use `--network two-hosts`, or leave --network out.",
    );
  const completed = await withUpstream(spec, (connected) =>
    runExperiment(connected, {
      mayFallBack: network === undefined && spec.network === "loopback",
      ...(signal && { signal }),
      ...(observed && { observed }),
      ready: (where, observers) => began?.({ title: spec.title, network: where, observers }),
    }),
  );
  const evidence = {
    name: spec.name,
    waitOn: spec.waitOn,
    fault: spec.fault,
    moment: formatMoment(spec.moment),
    limits: { watchMs: spec.watchMs, limitMs: spec.limitMs, noticeMs: DEFAULTS.noticeMs },
    ...completed,
  };
  return { spec, evidence };
}

export interface Performed {
  readonly spec: ExperimentSpec;
  readonly evidence: Evidence & Completed;
}

/** @param expected of the verdict, as for `checkExpectations` */
export function recordOf(spec: ExperimentSpec, evidence: Performed["evidence"], expected: string): RunRecord {
  const asRun = { ...spec, network: evidence.network.name };
  return {
    title: spec.title,
    commands: { server: serverCommand(asRun).shown, client: clientCommand(asRun).shown },
    ...evidence,
    ...judge(spec.scenario as ScenarioName, evidence, expected),
  };
}
