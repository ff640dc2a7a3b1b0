// A story taken apart: what comes before its first fault, and each fault with what follows it until the next.

import { faults } from "../fault/index.ts";
import { splitFault } from "../fault/moments.ts";
import type { FaultName } from "../fault/index.ts";
import type { ExchangeInput } from "../run/options.ts";
import type { StoryFault, StoryInput } from "./story.ts";

/** A step as it is checked, with its place in the file. */
export interface Placed<T extends StoryInput = StoryInput> {
  readonly at: number;
  readonly step: T;
}

export interface Chapter {
  readonly fault: Placed<StoryFault>;
  /** What is said and expected before it, since the fault before it. */
  readonly before: readonly Placed[];
  readonly after: readonly Placed[];
}

export function chaptersOf(steps: readonly StoryInput[]): readonly Chapter[] {
  const placed = steps.map((step, at): Placed => ({ at, step }));
  const faultsAt = placed.filter((each): each is Placed<StoryFault> => isFaultStep(each.step));
  return faultsAt.map((fault, i) => ({
    fault,
    before: placed.slice((faultsAt[i - 1]?.at ?? -1) + 1, fault.at),
    after: placed.slice(fault.at + 1, faultsAt[i + 1]?.at),
  }));
}

export function isFaultStep(step: StoryInput): step is StoryFault {
  return typeof step === "object" && "fault" in step;
}

export function isExchange(step: StoryInput): step is ExchangeInput {
  return typeof step === "object" && ("say" in step || "expect" in step || "also" in step || "press" in step);
}

export function exchangeOf(placed: readonly Placed[]): readonly ExchangeInput[] {
  return placed.map(({ step }) => step).filter(isExchange);
}

/** Of a fault that has been checked. */
export function nameOf({ fault }: StoryFault): FaultName {
  return splitFault(fault).fault as FaultName;
}

/** It is over after a time. */
export function doesLast(step: StoryFault): boolean {
  return faults[nameOf(step)].amount?.letters === "MS";
}
