// A scenario: what it is about, its runs, what is done in each and what the timeline must show.

import type { FaultName } from "../fault/index.ts";
import type { Rule } from "../verdict/rule.ts";
import type { Card } from "./card.ts";
import type { Desk } from "./desk.ts";
import type { Experiment } from "./experiment.ts";
import type { NetworkName, Setting, WaitOn } from "./spec.ts";

/** One run: a client, what is done to its server, and what else is set for it. */
export interface RunPlan {
  readonly name: string;
  readonly title: string;
  readonly waitOn: WaitOn;
  readonly fault: FaultName;
  readonly clientOptions?: readonly string[];
  readonly serverOptions?: readonly string[];
  readonly settings?: readonly Setting[];
  /** Set if TCP's own timers take longer than the usual limit. */
  readonly limitMs?: number;
}

export interface Scenario {
  readonly title: string;
  readonly summary: string;
  /** For a reader who does not know the book. */
  readonly introduction: string;
  readonly network: Exclude<NetworkName, "machine">;
  /** Segments are held in it, so it needs a wire between two hosts. */
  readonly needsWire?: true;
  /** Its steps make the server die in their own way: no other fault can be asked for. */
  readonly makesOwnFault?: true;
  /** Made one after the other. */
  readonly runs: readonly RunPlan[];
  /** Runs inside the experiment's network, once for each of the runs. Where orders are taken they come through the desk. */
  readonly perform: (experiment: Experiment, desk: Desk) => Promise<void>;
  /** What the timeline of a run must show. Pure, and the same for a saved run. */
  readonly rules: readonly Rule[];
  /** How each of the runs, by its name, is walked by hand in the lab. Left out: it is not. */
  readonly cards?: Readonly<Record<string, readonly Card[]>>;
}
