// A step of a section as a reader does it by hand in the lab: what to do, what to think about first, and what it means.

import type { FaultName } from "../fault/index.ts";

export interface Card {
  /** Unique within its run. */
  readonly id: string;
  readonly title: string;
  readonly todo: string;
  readonly question?: Question;
  /** What its text asks for besides lines. Whatever else is done leaves the section (`lab/path.ts`). */
  readonly does?: readonly Doing[];
  /** Before this is done its statements say nothing. */
  readonly after: Deed;
  /** The ids of the statements that must all hold for a tick. */
  readonly rules: readonly string[];
  /** Of statements that are shown with them, and need not hold. */
  readonly besides?: readonly string[];
  /** It is ticked as well where this kernel does something else than the book says, which is then shown. */
  readonly mayDiffer?: true;
  /** The step of the section that begins when the table of sockets is asked for. */
  readonly step?: string;
  /** Read once it was seen. */
  readonly meaning: string;
}

export interface Question {
  readonly text: string;
  readonly choices: readonly string[];
  /** The choice that the card's statements prove when they hold. */
  readonly right: string;
  /** The one that they prove when one of them differs. */
  readonly otherwise?: string;
}

/** What can be done to the server, to the cable, or to the client. */
export type Doing = FaultName | "continue" | "hold" | "ctrl-d";

/** What a reader does, or waits for. */
export type Deed =
  | "line"
  | "fault"
  /** The client was watched for a while after the fault. */
  | "silence"
  /** A line after the fault. */
  | "second-line"
  | "end-of-input"
  | "client-end"
  /** The table of sockets was asked for, as the card's step. */
  | "table"
  /** Another client has connected. */
  | "probe";
