// One run of a scenario: from the options to the specification, the observations and the record.

import { type FaultName, faults } from "../fault/index.ts";
import { formatMoment } from "../fault/moments.ts";
import type { Failure } from "../failure.ts";
import type { Evidence } from "../timeline/case.ts";
import type { RunRecord } from "../timeline/record.ts";
import type { Verdict } from "../timeline/verdict-record.ts";
import { DEFAULTS } from "./options.ts";
import { prepareProcess } from "./inside-process.ts";
import type { ExperimentEvents } from "./messages.ts";
import { runExperiment } from "./process.ts";
import { withUpstream } from "./upstream.ts";
import { judgeBy } from "./judge.ts";
import { clientCommand, serverCommand } from "../inside/programs.ts";
import type { RunPlan } from "../inside/scenario.ts";
import { scenarios, type ScenarioName } from "./scenarios.ts";
import type { Completed, ExperimentSpec, Setting } from "../inside/spec.ts";
import type { RunRequest } from "./request.ts";

export function specOf(scenario: ScenarioName, plan: RunPlan, request: PlanRequest): ExperimentSpec {
  const { network, port, server, client, start, fault = plan.fault, amount, moment } = request;
  const { watchMs, startMs, limitMs = plan.limitMs ?? DEFAULTS.limitMs, without } = request;
  const lastsMs = lengthOf(fault, amount);
  const needed = faults[fault].needsTwoHosts ? "two-hosts" : scenarios[scenario].network;
  return {
    ...NOTHING_SPECIAL,
    ...plan,
    settings: [...(plan.settings ?? []), ...settingsOf(fault), ...request.settings],
    scenario,
    title: client ?? plan.title,
    network: network ?? needed,
    port,
    ...(server !== undefined && { server }),
    ...(client !== undefined && { client }),
    start,
    fault,
    ...(amount !== undefined && { amount }),
    ...(lastsMs !== undefined && { lastsMs }),
    ...(faults[fault].beforeConnection && { beforeConnection: true }),
    moment,
    watchMs,
    startMs,
    // What was lost while it lasted may be sent again as long after: each retransmission waits twice as long (RFC 6298 5.5).
    limitMs: limitMs + (lastsMs ?? 0),
    without,
  };
}

/** What the server's network must have for it. */
export function settingsOf(fault: FaultName): Setting[] {
  return Object.entries(faults[fault].serverSettings ?? {}).map(([name, value]) => ({
    host: "server",
    name,
    value,
  }));
}

function lengthOf(fault: FaultName, amount?: number): number | undefined {
  const { letters, usual } = faults[fault].amount ?? {};
  return letters === "MS" ? (amount ?? usual) : undefined;
}

/** What one run of a scenario needs of a request. */
export type PlanRequest = Omit<RunRequest, "scenario" | "custom" | "story"> & Followed;

/** Whether another run follows: its first process can be started beside this one's programs. */
export interface Followed {
  readonly isFollowed?: boolean;
}

const NOTHING_SPECIAL = { clientOptions: [], serverOptions: ["--spare", "1"], settings: [] } as const;

/** A run that was made and judged. */
export interface Made {
  readonly record: RunRecord;
  /** Something that it had started could not be ended. */
  readonly left?: Failure;
}

/** One run. Rejects as `runScenario` does. */
export async function runPlan(scenario: ScenarioName, plan: RunPlan, request: PlanRequest): Promise<Made> {
  const { spec, evidence, left } = await performPlan(specOf(scenario, plan, request), request);
  return { record: recordOf(spec, evidence), ...(left && { left }) };
}

/** Makes the run, without judging it. */
export async function performPlan(
  spec: ExperimentSpec,
  {
    network,
    signal,
    began,
    observed,
    isFollowed = false,
  }: Pick<RunRequest, "network" | "signal" | "began" | "observed"> & Followed,
  more: Pick<ExperimentEvents, "networked" | "opened" | "reported" | "emptied"> = {},
): Promise<Performed> {
  const { completed, left } = await withUpstream(spec, (connected) =>
    runExperiment(connected, {
      mayFallBack: network === undefined && spec.network === "loopback",
      ...(signal && { signal }),
      ...(observed && { observed }),
      ...more,
      ready(where, observers) {
        if (isFollowed) prepareProcess();
        began?.({ title: spec.title, network: where, observers });
      },
    }),
  );
  const evidence = {
    name: spec.name,
    waitOn: spec.waitOn,
    fault: spec.fault,
    moment: formatMoment(spec.moment),
    limits: { watchMs: spec.watchMs, limitMs: spec.limitMs, noticeMs: DEFAULTS.noticeMs },
    ...(spec.custom?.meaning && { meaning: spec.custom.meaning }),
    ...completed,
  };
  return { spec, evidence, ...(left && { left }) };
}

export interface Performed {
  readonly spec: ExperimentSpec;
  readonly evidence: Evidence & Completed;
  /** Something that it had started could not be ended. */
  readonly left?: Failure;
}

/** A run that could not be made, and why. */
export interface NotMade {
  readonly missing: string;
}

/** @param expected expectations of the verdict once it is known, in the form of `checkExpectations` */
export function recordOf(
  spec: ExperimentSpec,
  evidence: Performed["evidence"],
  expected: (verdict: Verdict) => string = () => "",
): RunRecord {
  const asRun = { ...spec, network: evidence.network.name };
  return {
    title: spec.title,
    commands: { server: serverCommand(asRun).shown, client: clientCommand(asRun).shown },
    ...evidence,
    ...judgeBy(spec.scenario as ScenarioName, evidence, expected),
  };
}
