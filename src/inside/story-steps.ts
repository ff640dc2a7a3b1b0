// The steps of a story, as plain data: what is said, what is done to the server, and what is waited for. The options of the
// command line are such a list with one fault in it, and a story file gives the list itself: one performer does both.

import type { FaultName } from "../fault/index.ts";
import type { FaultMoment } from "../fault/moments.ts";
import type { Pattern } from "../timeline/pattern.ts";
import type { CustomExperiment, ExchangeStep } from "./spec.ts";

/** What a story can wait for, besides what is printed. */
export const awaitedStates = {
  connected: "the client has a connection to the server, and both ends have it",
  closed: "the client has no connection to the server",
  ended: "the client has ended",
  listening: "the server listens",
  quiet: "nothing happens any more",
} as const;
export type AwaitedState = keyof typeof awaitedStates;
export const awaitedStateNames: readonly AwaitedState[] = Object.keys(awaitedStates) as AwaitedState[];

/** That, or what one of the two programs prints from now on. */
export type Awaited = AwaitedState | { readonly printed: Pattern; readonly by: "client" | "server" };

/** What is said to be done; a fault is one of the story's deaths, by its place among them. */
export type StoryStep = (
  | ExchangeStep
  | { readonly start: "server" | "client" }
  | { readonly heading: "exchange" | "silence" | "lasting" | "again" }
  | { readonly fault: number }
  /** The fault that lasts for a time: its end, once the time is over. */
  | { readonly heal: true }
  /** Nothing is typed for so long; `comesBack`: the server is started again meanwhile. */
  | { readonly watchMs: number; readonly comesBack?: true }
  | { readonly comesBack: true; readonly watchMs?: undefined }
  /** Until the server has so many more than in the beginning. */
  | { readonly count: number }
  | { readonly until: Awaited }
) & {
  /** The heading's number, for people; left out: the next. */
  readonly number?: number;
};

/** A fault, and how it is done. */
export interface Death {
  readonly fault: FaultName;
  /** The number behind its name. */
  readonly amount?: number;
  /** How long it lasts; in the control too. */
  readonly lastsMs?: number;
  readonly beforeConnection?: true;
  readonly moment: FaultMoment;
  /** What is said before and after it, whom it is for, and how the server comes back. */
  readonly custom: CustomExperiment;
}

export interface Story {
  readonly steps: readonly StoryStep[];
  readonly deaths: readonly Death[];
  /** Of the last heading. */
  readonly lastNumber?: number;
}

export function isExchangeStep(step: StoryStep): step is StoryStep & ExchangeStep {
  return "say" in step || "expect" in step || "also" in step || "press" in step;
}
