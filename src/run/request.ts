// What is to be run, once its options are checked and nothing contradicts anything; and what came of it.

import type { FaultName } from "../fault/index.ts";
import type { FaultMoment } from "../fault/moments.ts";
import type { RunPlan } from "../inside/scenario.ts";
import type { CustomExperiment, Setting, StartOptions, WaitOn } from "../inside/spec.ts";
import type { StoryStep } from "../inside/story-steps.ts";
import type { RunRecord } from "../timeline/record.ts";
import type { NetworkName, ObserverName } from "../timeline/words.ts";
import type { ManyOptions, RunListeners } from "./options.ts";
import type { ScenarioName } from "./scenarios.ts";

/** Several faults one after the other: what the request says besides is for the first of them. */
export interface StoryRequest {
  readonly steps: readonly StoryStep[];
  readonly deaths: readonly DeathRequest[];
}

export type DeathRequest = Pick<RunRequest, "fault" | "amount" | "moment" | "custom" | "expected">;

export interface RunRequest extends RunListeners {
  readonly scenario: ScenarioName;
  readonly waitOn?: WaitOn;
  /** Left out: what is needed, or the machine's own loopback where that is not possible. */
  readonly network?: NetworkName;
  readonly port: number;
  readonly server?: string;
  readonly client?: string;
  readonly start: Readonly<Record<"server" | "client", StartOptions>>;
  /** Of an experiment. */
  readonly custom: CustomExperiment;
  /** Of an experiment that is a story of its own. */
  readonly story?: StoryRequest;
  /** Of the verdict of an experiment; empty for nothing. Left out: what a reasonable client does. */
  readonly expected?: string;
  /** Left out: the plan's own. */
  readonly fault?: FaultName;
  /** The number behind the fault's name. */
  readonly amount?: number;
  readonly moment: FaultMoment;
  readonly watchMs: number;
  readonly startMs: number;
  /** Left out: the plan's own. */
  readonly limitMs?: number;
  /** Settings that a user wants. */
  readonly settings: readonly Setting[];
  readonly without: readonly ObserverName[];
  readonly signal?: AbortSignal;
}

export interface ManyRequest
  extends Omit<RunRequest, "scenario" | keyof RunListeners>, Pick<ManyOptions, "atOnce" | "finished"> {
  readonly scenarios: readonly ScenarioName[];
  readonly times: number;
}

/** What came of one of many runs. */
export interface RunResult {
  readonly scenario: ScenarioName;
  readonly plan: RunPlan;
  readonly run?: RunRecord;
  /** Of an experiment: the same with nothing done to the server. */
  readonly control?: RunRecord;
  /**
   * Why there is no run: it could not be observed, or a needed ability is missing. Beside a run: what it has left behind.
   */
  readonly missing?: { readonly grade: "inconclusive" | "skipped"; readonly why: string };
}
