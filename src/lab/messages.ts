// What the page of the lab is told. Pure types: the page's program shares them.

import type { NetworkRecord, Observer } from "../timeline/record.ts";
import type { Outcome } from "../timeline/words.ts";
import type { AsCommand } from "./as-command.ts";
import type { LabOrder } from "./orders.ts";

/** What a reader can ask for: an order to the experiment, or one about the lab as a whole. */
export type PageOrder =
  | LabOrder
  /** The run is over, and another begins: with the section's client, or the select() client. */
  | { readonly do: "again"; readonly client?: LabClient };

export type LabClient = "terminal" | "both";

export interface Button {
  readonly id: string;
  readonly group: "process" | "connection" | "host" | "cable" | "look";
  readonly label: string;
  /** What it does, in a sentence. */
  readonly hint: string;
  readonly order: PageOrder;
  /** Why it cannot be pressed now. */
  readonly off?: string;
}

export interface CardState {
  readonly id: string;
  readonly title: string;
  /** What to do. */
  readonly todo: string;
  /** To be thought about first; with what one may think. */
  readonly question?: { readonly text: string; readonly choices: readonly string[] };
  readonly isTicked: boolean;
  /** What was seen, a line for each statement of the card. */
  readonly seen: readonly { readonly outcome: Outcome; readonly text: string; readonly note: string }[];
  /** What it means, for afterwards. */
  readonly meaning: string;
}

/** A segment that lies held on the wire. */
export interface HeldSegment {
  readonly frame: number;
  readonly text: string;
  readonly direction: string;
}

/** Everything that the page shows besides the observations. */
export interface LabState {
  /** Counted from 1: each beginning is a run of its own. */
  readonly run: number;
  readonly title: string;
  readonly client: LabClient | "own";
  readonly commands: { readonly server: string; readonly client: string };
  readonly network?: NetworkRecord;
  readonly observers: readonly Observer[];
  readonly introduction: string;
  readonly phase: "starting" | "open" | "ending" | "saved";
  /** Why the client cannot be typed to. */
  readonly deaf?: string;
  readonly cards: readonly CardState[];
  readonly buttons: readonly Button[];
  readonly held: readonly HeldSegment[];
  /** What was done, as a command that does it again; or why there is none. */
  readonly asCommand: AsCommand;
  /** The last things that were to be said, oldest first. */
  readonly notes: readonly string[];
  /** Observations that are not sent to the page: too many segments. All are saved. */
  readonly leftOut: number;
}
