// What the timeline must show of a fault before anything is concluded. A fault declares it; the verdict checks it.

import type { Ending } from "./words.ts";
import type { WireFact } from "./wire-facts.ts";

export interface FaultEvidence {
  /** What TCP can show if the fault worked: one of these. */
  readonly endings: readonly Exclude<Ending, "unknown">[];
  /** The process that held the connection is gone, or stopped, or was stopped and goes on. */
  readonly process?: "ended" | "stopped" | "paused";
  /** Why a process that should have ended may still be running: `it handles or ignores SIGTERM`. */
  readonly mayGoOn?: string;
  /** Bytes lay unread in the server's receive queue before. */
  readonly unread?: true;
  /** What was done to the cable, in this order. */
  readonly wire?: readonly WireFact["operation"][];
  /** The client has tried to connect since. */
  readonly tried?: true;
  /** No process of the server has accepted the client's connection. */
  readonly unaccepted?: true;
  /** More connections waited for accept(2) than the kernel takes, before the client came. */
  readonly fullQueue?: true;
  /** What the server sends arrives no faster than the fault says. */
  readonly slow?: true;
  /** The server lives all the time, and would have answered: who gives up on it raises a false alarm. */
  readonly lives?: true;
}
