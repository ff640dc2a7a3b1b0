// What the page of the lab is told. Pure types: the page's program shares them.

import type { FaultAmount } from "../fault/index.ts";
import type { NetworkRecord, Observer } from "../timeline/record.ts";
import type { Outcome } from "../timeline/words.ts";
import type { AsCommand } from "./as-command.ts";
import type { LabOrder } from "./orders.ts";

/** What a reader can ask for: an order to the experiment, or one about the lab as a whole. */
export type PageOrder =
  | LabOrder
  /** The run is over, and another begins: that one (`walks.ts`), or the same once more. */
  | { readonly do: "again"; readonly walk?: string };

/** What can be walked, for the page's list. */
export interface WalkOffer {
  readonly id: string;
  readonly section: string;
  /** The section's. */
  readonly title: string;
  /** The run's: `The select() client`. */
  readonly run: string;
}

export interface Button {
  readonly id: string;
  readonly group: "process" | "connection" | "host" | "cable" | "time" | "look" | "clients";
  readonly label: string;
  /** What it does, in a sentence. */
  readonly hint: string;
  readonly order: PageOrder;
  /** A number that is chosen beside it, and goes with the order. */
  readonly amount?: Pick<FaultAmount, "unit" | "usual" | "least" | "most">;
  /** Why it cannot be pressed now. */
  readonly off?: string;
}

export interface CardState {
  readonly id: string;
  readonly title: string;
  /** What to do. */
  readonly todo: string;
  /** To be thought about first, with what one may think; and once it was seen, which of it was right. */
  readonly question?: { readonly text: string; readonly choices: readonly string[]; readonly right?: string };
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
  /** It can be released by hand. */
  readonly isByHand: boolean;
}

/** One of the clients on the server. */
export interface ClientState {
  /** Counted from 1. */
  readonly number: number;
  readonly title: string;
  readonly command: string;
  /** What it walks; left out: nothing. */
  readonly walk?: string;
  /** Why it cannot be typed to. */
  readonly deaf?: string;
  readonly cards: readonly CardState[];
  /** What was done that its section does not have: from then on nothing ticks a card. */
  readonly left?: string;
  readonly buttons: readonly Button[];
  /** What was done, as a command that does it again; or why there is none. */
  readonly asCommand: AsCommand;
}

/** Everything that the page shows besides the observations. */
export interface LabState {
  /** Counted from 1: each beginning is a run of its own. */
  readonly run: number;
  readonly title: string;
  /** The first client's; left out: one's own programs. */
  readonly walk?: string;
  /** What comes after it in the book. */
  readonly next?: WalkOffer;
  readonly server: string;
  readonly network?: NetworkRecord;
  readonly observers: readonly Observer[];
  readonly introduction: string;
  readonly phase: "starting" | "open" | "ending" | "saved";
  readonly clients: readonly ClientState[];
  readonly held: readonly HeldSegment[];
  /** The last things that were to be said, oldest first. */
  readonly notes: readonly string[];
  /** Observations that are not sent to the page: too many segments. All are saved. */
  readonly leftOut: number;
}
