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
import { scenarios } from "./scenarios.ts";
import type { ExperimentSpec, NetworkName, ScenarioName, WaitOn } from "./spec.ts";

export interface RunOptions {
  readonly scenario?: ScenarioName;
  /** The section's client, the recoded one, or one after the other. Default: both. */
  readonly waitOn?: readonly WaitOn[];
  /** Default: a private loopback, and the machine's own where that is not possible. */
  readonly network?: NetworkName;
  readonly port?: number;
  /** Shell commands in place of deadpeer's own echo programs; they find their place in $HOST and $PORT. */
  readonly server?: string;
  readonly client?: string;
  readonly fault?: string;
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
  fault: "kill",
  watchMs: 500,
  startMs: 10_000,
  limitMs: 3000,
  noticeMs: 1000,
} as const;

/**
 * Runs the scenario for each client in turn.
 *
 * Rejects with a Failure (`message`, `remedy`, `exitCode`) when a program could not be started (2) or the run could not
 * be observed (3), and with the signal's reason when aborted. A statement that differs is no error.
 */
export async function runScenario(options: RunOptions = {}): Promise<RunDocument> {
  const { scenario = "5.12", waitOn = scenarios[scenario].clients } = options;
  const runs: RunRecord[] = [];
  for (const client of waitOn) {
    const run = await runOne(specOf(scenario, client, options), options);
    runs.push(run);
    options.completed?.(run);
  }
  return {
    version: DOCUMENT_VERSION,
    tool: { name: "deadpeer", version: toolVersion() },
    kernel: `${type()} ${release()}`,
    network: runs[0]?.network.name ?? "loopback",
    scenario,
    runs,
  };
}

function specOf(scenario: ScenarioName, waitOn: WaitOn, options: RunOptions): ExperimentSpec {
  const { server, client, network = "loopback", without = [] } = options;
  return {
    scenario,
    name: waitOn,
    title: client === undefined ? titles[waitOn] : `${client}`,
    network,
    port: options.port ?? DEFAULTS.port,
    ...(server !== undefined && { server }),
    ...(client !== undefined && { client }),
    waitOn,
    fault: options.fault ?? DEFAULTS.fault,
    watchMs: options.watchMs ?? DEFAULTS.watchMs,
    startMs: options.startMs ?? DEFAULTS.startMs,
    limitMs: options.limitMs ?? DEFAULTS.limitMs,
    without,
  };
}

const titles: Readonly<Record<WaitOn, string>> = {
  terminal: "The section's client",
  both: "The recoded client",
};

async function runOne(
  spec: ExperimentSpec,
  { network, signal, began, observed }: RunOptions,
): Promise<RunRecord> {
  if (!faults.has(spec.fault)) throw new RangeError(`unknown fault: ${spec.fault}`);
  const completed = await runExperiment(spec, {
    mayFallBack: network === undefined,
    ...(signal && { signal }),
    ...(observed && { observed }),
    ready: (where, observers) => began?.({ title: spec.title, network: where, observers }),
  });
  const evidence = {
    waitOn: spec.waitOn,
    fault: spec.fault,
    limits: { watchMs: spec.watchMs, limitMs: spec.limitMs, noticeMs: DEFAULTS.noticeMs },
    ...completed,
  };
  return {
    name: spec.name,
    title: spec.title,
    commands: { server: serverCommand(spec).shown, client: clientCommand(spec).shown },
    moment: "idle",
    ...evidence,
    ...judge(spec.scenario, evidence),
    expectations: [],
  };
}

export function toolVersion(): string {
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  return version;
}
