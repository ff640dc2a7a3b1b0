// A story while it is performed: the steps that are left, the death that is under way, and the session so far.

import type { Experiment } from "../inside/experiment.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Session } from "../inside/session.ts";
import type { CustomExperiment, ExchangeStep } from "../inside/spec.ts";
import { type Begin, createSteps } from "../inside/steps.ts";
import { type Death, type Story, type StoryStep, isExchangeStep } from "../inside/story-steps.ts";
import type { Program } from "../program/program.ts";
import type { Phase } from "../timeline/observation.ts";
import type { OutputCursor } from "./exchange.ts";
import { type FaultPlan, planFault } from "./fault-plan.ts";

export interface StoryProgress {
  readonly story: Story;
  /** Steps that are still to be done, the next first. */
  readonly left: StoryStep[];
  readonly cursor: OutputCursor;
  /** Begins a step, with the next number or this one. */
  readonly begin: (text: string, at?: Partial<Heading>) => void;
  /** As the death sees it that is under way, or the first one that will come. */
  experiment: Experiment;
  plan: FaultPlan;
  /** How many deaths have begun, and how many of these have come. */
  begun: number;
  inflicted: number;
  /** The number of the last heading. */
  last: number;
  readonly beginStep: Begin;
  server?: Program;
  /** What ends the fault, before there is a session. */
  readonly heals: Session["heals"];
  session?: Session;
  /** What somebody else began while a fault lasted, and has not ended. */
  readonly unfinished: Promise<void>[];
}

interface Heading {
  readonly number: number;
  readonly death: number;
}

export async function createTelling(experiment: Experiment, story: Story): Promise<StoryProgress> {
  const beginStep = createSteps(experiment);
  const first = viewOf(experiment, story.deaths[0]);
  const progress: StoryProgress = {
    story,
    left: [...story.steps],
    cursor: { mark: 0 },
    beginStep,
    begin(text, { number = progress.last + 1, death } = {}) {
      progress.last = number;
      beginStep(String(number), text, undefined, death);
    },
    experiment: first,
    plan: await planFault(first),
    begun: 0,
    inflicted: 0,
    last: 0,
    heals: [],
    unfinished: [],
  };
  return progress;
}

/** The experiment with the fault of this death. */
export function viewOf(experiment: Experiment, death: Death | undefined): Experiment {
  if (death === undefined) throw new Error("a story without a fault");
  const { amount: _, lastsMs: __, beforeConnection: ___, ...spec } = experiment.spec;
  return { ...experiment, spec: { ...spec, ...death } };
}

export function sessionOf({ session }: StoryProgress): Session {
  if (session === undefined) throw new Error("a step of a story before its client is started");
  return session;
}

export function customOf({ spec }: Experiment): CustomExperiment {
  if (spec.custom === undefined) throw new Error("an experiment without its description");
  return spec.custom;
}

export function phaseOf({ begun }: StoryProgress): Phase {
  return begun === 0 ? "before" : "after";
}

export function isControl({ experiment }: StoryProgress): boolean {
  return faultOf(experiment).isControl === true;
}

/** What is said and expected until the next fault, of the steps that are left. */
export function exchangeLeft({ left }: StoryProgress): readonly ExchangeStep[] {
  const end = left.findIndex((step) => "fault" in step);
  return (end < 0 ? left : left.slice(0, end)).filter(isExchangeStep);
}

/** The first of these have been done already. */
export function skipExchange({ left }: StoryProgress, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const next = left.findIndex(isExchangeStep);
    if (next >= 0) left.splice(next, 1);
  }
}

/** A heading's own number, where it has one. */
export function numberOf(number: number | undefined): Partial<Heading> {
  return number === undefined ? {} : { number };
}
